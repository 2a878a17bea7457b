"""The mailbox: found by what its folders are for, over TLS only, and nothing is read but what is looked for."""

import imaplib

import pytest
from mail_server import PASSWORD, USER, MailServer

from unbroker.mail.account.mailbox import Mailbox
from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server


def mailbox(server: MailServer, password: str = PASSWORD, *, tls: bool = True, user: str = USER) -> Mailbox:
    """The account's mailbox."""
    there = Server("127.0.0.1", server.ports["imaps" if tls else "imap"], tls)
    return Mailbox(there, user, lambda: Secret("password", password), wait=10)


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
def test_folders_are_found_by_their_use(mail_server: MailServer, tls: bool) -> None:  # noqa: FBT001 - the two ports
    """Whatever they are called, and in whatever letters."""
    with mailbox(mail_server, tls=tls) as made:
        assert ("Entw&APw-rfe", '"Sent mail"') == (made.folder("Drafts"), made.folder("Sent"))


def test_a_wrong_password_is_not_told(mail_server: MailServer) -> None:
    """The message names the server, and what to check."""
    with pytest.raises(CannotConnect) as raised, mailbox(mail_server, "hunter2") as made:
        made.open()

    hint = "check 'imap', 'user' and the password of settings.yaml, or set them again with `unbroker mail set-up`"
    said = str(raised.value)
    assert said.startswith(f"127.0.0.1:{mail_server.ports['imaps']}: {USER} cannot sign in: ")
    assert said.endswith(f"({hint})")
    assert "hunter2" not in said


def test_an_untrusted_certificate(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told to a server that nobody vouches for."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        pytest.raises(CannotConnect, match="its certificate is not trusted: self-signed"),
        mailbox(mail_server) as made,
    ):
        made.open()


def test_a_folder_that_is_not_there(mail_server: MailServer) -> None:
    """The message says how to get one."""
    with mailbox(mail_server) as made, pytest.raises(CannotConnect) as raised:
        made.folder("Trash")  # type: ignore[arg-type]

    hint = "mark one in your mail program, or use --via outbox"
    assert str(raised.value).endswith(f"no folder is marked as \\Trash ({hint})")


def test_looking_changes_nothing(mail_server: MailServer) -> None:
    """A message that was not seen stays so."""
    with mail_server.imap() as session:
        session.append('"Sent mail"', "", None, b"Message-ID: <unseen@x>\r\nSubject: x\r\n\r\nUB-7F3K2Q8Z.1\r\n")
    with mailbox(mail_server) as made:
        found = made.has("Sent", message_id="<unseen@x>"), made.has("Sent", words="UB-7F3K2Q8Z.1")
        missing = made.has("Sent", message_id="<other@x>"), made.has("Drafts", words="UB-7F3K2Q8Z.1")
    with mail_server.imap() as session:
        session.select('"Sent mail"', readonly=True)
        unseen = session.search(None, "UNSEEN", "HEADER", "Message-ID", '"<unseen@x>"')[1][0]

    assert ((True, True), (False, False)) == (found, missing)
    assert unseen


def test_a_lost_connection_is_no_crash(mail_server: MailServer) -> None:
    """Ending it says nothing."""
    made = mailbox(mail_server)
    session = made.open()
    session.shutdown()
    made.__exit__()

    assert isinstance(session, imaplib.IMAP4)
