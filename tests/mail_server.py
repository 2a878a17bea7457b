"""A real mail server on this machine: Exim takes letters, Dovecot keeps them, and nothing goes anywhere else.

Every address is local. What stands before the @ says what becomes of a letter: `nosuch` is refused, `odd` without a
word of why, `busy` never taken now, `grey` not before `open_greylist`, `bounce` comes back later, and all others have
a mailbox.
"""

import contextlib
import grp
import imaplib
import mailbox
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path

USER, PASSWORD, TOKEN = "jane@me.example", "correct-horse", "a-token-of-jane"

_EXIM = r"""
exim_user = {user}
exim_group = {group}
never_users =
trusted_users = {user}
deliver_drop_privilege
spool_directory = {run}/exim/spool
log_file_path = {run}/exim/%slog
pid_file_path = {run}/exim/exim.pid
primary_hostname = mx.example
daemon_smtp_ports = {smtp} : {smtps}
tls_on_connect_ports = {smtps}
local_interfaces = 127.0.0.1
tls_advertise_hosts = ${{if exists{{{run}/no-tls}}{{}}{{*}}}}
tls_certificate = {run}/{certificate}.pem
tls_privatekey = {run}/{certificate}.key
smtputf8_advertise_hosts = *
message_size_limit = 10M
smtp_accept_max = 100
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
queue_run_max = 2
smtp_enforce_sync = false
acl_smtp_mail = at_mail
acl_smtp_rcpt = at_rcpt
acl_smtp_data = at_data
begin acl
at_mail:
  defer condition = ${{if exists{{{run}/full}}}}
        message = 4.3.1 no space left
  deny  condition = ${{if exists{{{run}/over-quota}}}}
        message = 5.7.1 daily sending limit reached
  require authenticated = *
          message = 5.7.0 sign in first
  accept
at_rcpt:
  deny  local_parts = nosuch
        message = 5.1.1 no such user
  deny  local_parts = odd
        message = 5.0.0 so sorry
  defer local_parts = busy
        message = 4.2.0 try later
  defer local_parts = grey
        condition = ${{if exists{{{run}/greylist-open}}{{no}}{{yes}}}}
        message = 4.7.1 greylisted, come back in five minutes
  accept
at_data:
  accept
begin routers
bounces:
  driver = redirect
  local_parts = bounce
  allow_fail
  data = :fail: 550 5.1.1 mailbox unavailable
all_here:
  driver = accept
  transport = dovecot
begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  hosts_override
  port = {lmtp}
  allow_localhost
  hosts_try_fastopen =
  hosts_avoid_tls = *
begin retry
* * F,2h,5s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{account}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts = :
  server_condition = ${{if eq{{$auth1}}{{user={account}\1auth=Bearer {token}\1\1}}}}
  server_set_id = {account}
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""

_DOVECOT = r"""
protocols = imap lmtp
base_dir = {run}/dovecot
state_dir = {run}/dovecot
log_path = {run}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
listen = 127.0.0.1
ssl = required
ssl_cert = <{run}/{certificate}.pem
ssl_key = <{run}/{certificate}.key
auth_mechanisms = plain
mail_location = maildir:{run}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
hostname = localhost
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={run}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Entwürfe {{
    auto = subscribe
    special_use = \Drafts
  }}
  mailbox "Sent mail" {{
    auto = subscribe
    special_use = \Sent
  }}
  mailbox Spam {{
    special_use = \Junk
  }}
  mailbox Ablage {{
    special_use = \Archive
  }}
}}
protocol imap {{
  rawlog_dir = {run}/rawlog/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


@dataclass(frozen=True)
class MailServer:
    """Where it listens, and what lies in its mailboxes."""

    run: Path
    ports: Mapping[str, int]

    @property
    def authority(self) -> Path:
        """The certificate that vouches for it."""
        return self.run / "good.pem"

    def mail(self, address: str) -> list[Message]:
        """What an address has received."""
        path = self.run / "mail" / address.casefold()
        return [*mailbox.Maildir(path, create=False)] if (path / "new").is_dir() else []

    def received(self) -> Counter[str]:
        """How often each Message-ID lies in a mailbox of a broker."""
        found: Counter[str] = Counter()
        for path in (self.run / "mail").glob("*/*/*"):
            if path.parent.name in ("new", "cur") and path.parents[1].name != USER:
                found[_message_id(path)] += 1
        return found

    def fill(self, user: str, contents: Iterable[bytes], at: datetime, folder: str = "") -> None:
        """Lay mails that nobody has seen yet into a mailbox of this user alone, as if they had come at a moment."""
        box = self.run / "mail" / user / (f".{folder}" if folder else "")
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        for content in contents:
            path = box / "new" / f"{time.time_ns()}.{os.getpid()}.test"
            path.write_bytes(content)
            os.utime(path, (at.timestamp(), at.timestamp()))
        (self.run / "rawlog" / user).mkdir(parents=True, exist_ok=True)
        owner = (self.run / "mail").stat()
        for path in (self.run / "mail" / user, self.run / "rawlog" / user):
            for inner in (path, *path.rglob("*")):
                os.chown(inner, owner.st_uid, owner.st_gid)

    def asked(self, user: str) -> list[str]:
        """The commands that a user's programs gave to the mailbox after they had signed in, without their tags."""
        logs = sorted((self.run / "rawlog" / user).glob("*.in"))
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
        return [" ".join(line.split(" ")[2:]) for line in lines]

    def listing(self, user: str) -> dict[str, list[bytes]]:
        """Every mail of every folder of a user, with its flags, as a session sees them that changes nothing."""
        context = ssl.create_default_context(cafile=str(self.authority))
        rows: dict[str, list[bytes]] = {}
        with imaplib.IMAP4_SSL("127.0.0.1", self.ports["imaps"], ssl_context=context) as session:
            session.login(user, PASSWORD)
            for row in session.list()[1]:
                name = row.rpartition(b' "/" ')[2].decode() if isinstance(row, bytes) else ""
                session.select(name, readonly=True)
                answer = session.uid("FETCH", "1:*", "(FLAGS INTERNALDATE)")[1]
                rows[name] = [line for line in answer if isinstance(line, bytes)]
        return rows

    def settle(self, wait: float = 60) -> None:
        """Wait until everything that was taken is delivered."""
        until = time.monotonic() + wait
        while [*(self.run / "exim" / "spool" / "input").rglob("*-H")]:
            assert time.monotonic() < until, (self.run / "exim" / "mainlog").read_text()[-2000:]
            time.sleep(0.05)

    def switch(self, name: str, *, on: bool = True) -> None:
        """Make it behave otherwise: `no-tls`, `full`, `over-quota`, `greylist-open`."""
        path = self.run / name
        if on:
            path.touch(0o644)
        else:
            path.unlink(missing_ok=True)

    def imap(self) -> imaplib.IMAP4_SSL:
        """The account's mailbox."""
        context = ssl.create_default_context(cafile=str(self.authority))
        session = imaplib.IMAP4_SSL("127.0.0.1", self.ports["imaps"], ssl_context=context)
        session.login(USER, PASSWORD)
        return session

    def settings(self, *, pace: float = 0, per_day: int = 1000, **more: object) -> str:
        """The settings of somebody who has the account."""
        told: dict[str, object] = {
            "host": "127.0.0.1", "port": self.ports["smtps"], "security": "tls", "imap": "127.0.0.1",
            "imap_port": self.ports["imaps"], "from": USER, "password_command": f"echo '{PASSWORD}'", **more,
        }  # fmt: skip
        lines = [f'  {name}: "{value}"' for name, value in told.items() if value is not None]
        return "\n".join((f"per_day: {per_day}", f"pace: {pace}", "mail:", *lines, ""))


def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        for line in file:
            if line.lower().startswith(b"message-id:"):
                return line.partition(b":")[2].strip().decode()
    return ""


@contextlib.contextmanager
def running() -> Iterator[MailServer]:
    """Start one in a folder of its own; root is given up, for Exim delivers nothing as root."""
    for tool in ("exim4", "dovecot", "openssl"):
        assert _path(tool), f"{tool} is missing: install what README.md names"
    run = Path(tempfile.mkdtemp(prefix="unbroker-mail-", dir="/tmp"))
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    names = ("smtp", "smtps", "imap", "imaps", "lmtp")
    server = MailServer(run, dict(zip(names, _free_ports(len(names)), strict=True)))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for name in ("exim", "dovecot", "mail", "rawlog"):
            (run / name).mkdir()
        _certify(run / "good", "127.0.0.1")
        values = {
            "run": run, "user": owner.pw_name, "group": _group(owner.pw_gid), "account": USER, "password": PASSWORD,
            "token": TOKEN, "certificate": "good",
            **server.ports,
        }  # fmt: skip
        (run / "exim.conf").write_text(_EXIM.format(**values), encoding="utf-8")
        (run / "dovecot.conf").write_text(_DOVECOT.format(**values), encoding="utf-8")
        run.chmod(0o755)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", run], check=True)
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        commands = [
            [_path("dovecot"), "-F", "-c", run / "dovecot.conf"],
            [_path("exim4"), "-C", run / "exim.conf", "-bdf", "-q5s"],
        ]
        for command in commands:
            with (run / "console").open("ab") as log:
                made = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **who)  # type: ignore[call-overload]
            processes.append(made)
        for port in server.ports.values():
            _wait_for(port, run)
        yield server
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        shutil.rmtree(run, ignore_errors=True)


def _path(tool: str) -> str | None:
    return shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _certify(stem: Path, address: str) -> None:
    """A certificate for an address, signed by itself."""
    names = f"subjectAltName=DNS:localhost,IP:{address}"
    key, certificate = stem.with_suffix(".key"), stem.with_suffix(".pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
    subprocess.run(
        [*command, "-addext", names, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL
    )
    key.chmod(0o644)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        made = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in made:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in made]


def _wait_for(port: int, run: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until, [path.read_text() for path in run.glob("console")]
            time.sleep(0.05)
        else:
            return
