"""The mailbox of a real server is asked for what refers to letters, and shows no trace of it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from imap_line import Habits, imap_line
from mail_server import PASSWORD, MailServer
from mailed import MAILS, message_id

from unbroker.base.errors import UnknownName
from unbroker.mail.account.mailbox import Mailbox, MailboxFailed
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server
from unbroker.mail.incoming import mailbox_search
from unbroker.mail.incoming.mailbox_search import Answer, AskedFor, NotThatFolder, Question

LEFT, CAME = date(2026, 11, 23), datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
Fill = Callable[..., str]
# What may be asked of a mailbox at all: no command that changes it, no look that marks.
HARMLESS = (
    r'LIST "" \*', r"EXAMINE \S.*",
    r"UID SEARCH SINCE \d+-[A-Z][a-z]{2}-2026(?: (?:OR|HEADER|FROM|TEXT|[\w-]+|\"[^\"]*\"))*",
    r"UID FETCH [\d,]+ \(RFC822\.SIZE BODY\.PEEK\[HEADER\.FIELDS \(MESSAGE-ID IN-REPLY-TO REFERENCES\)\]\)",
    r"UID FETCH \d+ \(BODY\.PEEK\[\]<0\.\d+>\)", "LOGOUT",
)  # fmt: skip


@pytest.fixture
def fill(mail_server: MailServer, request: pytest.FixtureRequest) -> Fill:
    """Lays mails into the mailbox of a user of this test alone; answers who that is."""
    user = f"{re.sub(r'[^a-z0-9]+', '-', request.node.name.casefold()).strip('-')}@me.example"

    def lay(*contents: bytes, folder: str = "", at: datetime = CAME) -> str:
        mail_server.fill(user, contents, at, folder)
        return user

    return lay


def asking(*message_ids: str, **more: object) -> Question:
    """A question about letters that left on one day."""
    letters = tuple(AskedFor(name, LEFT) for name in message_ids or [message_id("acme")])
    return replace(Question(letters, frozenset(), LEFT), **more)  # type: ignore[arg-type]


def ask(server: MailServer, user: str, question: Question, port: int | None = None) -> Answer:
    """What the user's mailbox answers."""
    there = Server("127.0.0.1", port or server.ports["imaps"], is_tls=True)
    mailbox = Mailbox(there, user, lambda: Secret("password", PASSWORD), wait=20)
    return mailbox_search.ask(mailbox, question, lambda _, __: None)


def answer_to(name: str, own: str, header: str = "In-Reply-To") -> bytes:
    """An answer to a letter."""
    return f"From: x@y.example\nMessage-ID: <{own}>\n{header}: {name}\n\nYes.\n".encode()


def bounce(name: str, own: str) -> bytes:
    """A report about a letter."""
    return (MAILS / "bounce-exim.eml").read_bytes().replace(message_id("acme").encode(), name.encode()).replace(
        b"<E1abcd-0001@mx.example.org>", f"<{own}>".encode()
    )  # fmt: skip


def unix(content: bytes) -> bytes:
    """The same with line ends of one kind."""
    return content.replace(b"\r\n", b"\n")


def own_ids(answer: Answer) -> list[str]:
    """The Message-IDs of what was fetched."""
    return sorted(stored.mail.message_id or "(none)" for stored in answer.mails)


def strangers() -> Iterator[bytes]:
    """2,000 mails that are nobody's business, some of them made to do harm."""
    nested = b"".join(
        f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'.encode() for depth in range(200)
    )
    yield b"From: a@b.example\nMIME-Version: 1.0\n" + nested
    yield b"From: a@b.example\nMessage-ID: <huge@b.example>\n\n" + b"x" * 76 * 40_000
    yield b"From: a@b.example\nReferences: " + b"<r@b.example>\n " * 5000 + b"\n\nlong\n"
    yield b"no header at all, and no Message-ID\n"
    yield b"\xff\xfe\x00\x01: \x80\nSubject: =?utf-8?b?!!?=\nMessage-ID: <<>\n\n\x00\n"
    yield (MAILS / "bounce-of-somebody-else.eml").read_bytes()
    yield (MAILS / "spam-feigning-a-bounce.eml").read_bytes()
    for number in range(1993):
        yield f"From: a@b.example\nMessage-ID: <s{number}@b.example>\nSubject: Hello\n\nHello {number}\n".encode()


def test_of_a_full_mailbox_only_what_is_about_600_letters(mail_server: MailServer, fill: Fill) -> None:
    """It takes 17 searches a folder, each within what servers take; no other mail is fetched, and none is marked."""
    names = [f"<UB-{number:08}.1.0123456789abcdef@example.org>" for number in range(600)]
    user = fill(*strangers())
    fill(answer_to(names[0], "first@x"), answer_to(f"<else@x> {names[599]}", "last@x", "References"))
    fill(bounce(names[51], "bounce@x"), bounce(names[300], "other-bounce@x"), answer_to("<UB-0>", "not-ours@x"))
    before = mail_server.listing(user)
    already = len(mail_server.asked(user))
    answer = ask(mail_server, user, asking(*names))
    asked = mail_server.asked(user)[already:]
    searches = [command for command in asked if command.startswith("UID SEARCH")]
    whole = [command for command in asked if "BODY.PEEK[]" in command]

    assert ["<bounce@x>", "<first@x>", "<last@x>", "<other-bounce@x>"] == own_ids(answer)
    assert [] == [command for command in asked if not any(re.fullmatch(form, command) for form in HARMLESS)]
    assert (["INBOX"], 17, 4) == (answer.folders, len(searches), len(whole))
    assert max(map(len, asked)) < 8000
    assert mail_server.listing(user) == before
    assert 2005 == sum(rb"\Recent" in row for row in before["INBOX"])
    assert not any(rb"\Seen" in row for row in before["INBOX"])


def test_every_kind_of_answer_and_report(mail_server: MailServer, fill: Fill) -> None:
    """Of all made-up mails, those that show the letter's Message-ID in a header, and the reports that hold it."""
    contents = {path.name: unix(path.read_bytes()) for path in sorted(MAILS.glob("*.eml"))}
    for name, content in contents.items():
        contents[name] = content.replace(b"<E1abcd-0001@mx.example.org>", f"<{name}@mx.example.org>".encode())
    user = fill(*contents.values())
    raw = {unix(stored.mail.raw) for stored in ask(mail_server, user, asking()).mails}
    fetched = {name for name, content in contents.items() if content in raw}
    shown = {name for name, content in contents.items() if message_id("acme").encode() in content}

    assert [] == sorted(fetched - shown)
    assert [] == sorted(shown - fetched)


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_what_was_read_before_is_not_fetched_again(mail_server: MailServer, fill: Fill, header: str) -> None:
    """It is counted; a mail that lies in two folders is fetched once, and a letter of ours never."""
    user = fill(answer_to(message_id("acme"), "known@x", header), answer_to(message_id("acme"), "new@x", header))
    fill(answer_to(message_id("acme"), "new@x", header), folder="Ablage")
    fill(answer_to("<earlier@x>", message_id("acme").strip("<>"), header))
    answer = ask(mail_server, user, asking(known=frozenset({"<known@x>"})))

    assert (1, ["<new@x>"]) == (answer.known, own_ids(answer))
    assert 1 == sum("BODY.PEEK[]" in command for command in mail_server.asked(user))


def test_where_answers_lie(mail_server: MailServer, fill: Fill) -> None:
    """The inbox, the archive and the folder of unwanted mail; not what was sent, drafts, or somebody's own folders."""
    user = fill()
    for folder in ("", "Spam", "Ablage", "Sent mail", "Entw&APw-rfe", "Bank"):
        fill(answer_to(message_id("acme"), f"{folder or 'INBOX'}@x".replace(" ", "")), folder=folder)
    answer = ask(mail_server, user, asking())
    whole = {"INBOX", "Ablage", "Spam"}

    assert (whole, sorted(f"<{name}@x>" for name in whole)) == ({*answer.folders}, own_ids(answer))


def test_a_folder_of_all_mail_stands_for_inbox_and_archive(mail_server: MailServer, fill: Fill) -> None:
    """As with Gmail; it is not read whole."""
    user = fill(answer_to(message_id("acme"), "all@x"), folder="Ablage")
    fill(b"x: y\n\n", folder="Spam")
    with imap_line(mail_server, Habits(says=(rb"\Archive", rb"\All"))) as port:
        answer = ask(mail_server, user, asking(), port)
        with pytest.raises(NotThatFolder, match="Ablage holds all your mail and is not read as a whole"):
            ask(mail_server, user, asking(names=("Ablage",)), port)

    assert ({"Ablage", "Spam"}, ["<all@x>"]) == ({*answer.folders}, own_ids(answer))


def test_a_folder_that_is_named_is_read_whole(mail_server: MailServer, fill: Fill) -> None:
    """All that came since the first letter, whatever it refers to; by a name in any letters."""
    user = fill(b"Message-ID: <free@x>\n\nHello\n", b"From: x@y\n\nHello\n", folder="B&APY-rsen")
    fill(b"Message-ID: <old@x>\n\nHello\n", folder="B&APY-rsen", at=datetime(2026, 11, 1, tzinfo=UTC))
    fill(answer_to(message_id("acme"), "elsewhere@x"))
    answer = ask(mail_server, user, asking(names=("börsen",)))

    assert (["Börsen"], ["(none)", "<free@x>"]) == (answer.folders, own_ids(answer))
    assert ["Börsen, mail 1", "Börsen, mail 2"] == sorted(str(mail.place) for mail in answer.mails)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Brokrs", "the mailbox has no folder 'Brokrs' (did you mean 'brokers'?)"),
        ("zzz", "the mailbox has no folder 'zzz' (it has "),
    ],
)
def test_no_such_folder(mail_server: MailServer, fill: Fill, name: str, message: str) -> None:
    """The nearest name is offered, or all are."""
    user = fill(b"x: y\n\n", folder="Brokers")
    with pytest.raises(UnknownName) as raised:
        ask(mail_server, user, asking(names=(name,)))

    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(("name", "what"), [("Sent mail", "what you sent"), ("Entwürfe", "drafts")])
def test_what_is_never_read(mail_server: MailServer, fill: Fill, name: str, what: str) -> None:
    """The message says what to do instead."""
    user = fill(b"x: y\n\n")
    with pytest.raises(NotThatFolder) as raised:
        ask(mail_server, user, asking(names=(name,)))

    assert str(raised.value) == (
        f"{name} holds {what} and is not read as a whole (move the brokers' mails into a folder of their own, "
        "or leave out --in: then only mails that answer your letters are read)"
    )


def test_a_folder_of_too_many_mails(mail_server: MailServer, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no folder of brokers' mails: nothing of it is fetched."""
    monkeypatch.setattr(mailbox_search, "_MOST_IN_A_FOLDER", 2)
    user = fill(*[f"Message-ID: <{number}@x>\n\n".encode() for number in range(3)])
    with pytest.raises(NotThatFolder, match="INBOX holds 3 mails since 2026-11-23 and is not read as a whole"):
        ask(mail_server, user, asking(names=("inbox",)))

    assert not any("FETCH" in command for command in mail_server.asked(user))


def test_sizes(mail_server: MailServer, fill: Fill) -> None:
    """What is too large to be a mail stays there; what is more than one sitting holds is left to the next."""
    names: Sequence[str] = ["a@x", "b@x", "c@x"]
    user = fill(*[answer_to(message_id("acme"), name) for name in names])
    fill(answer_to(message_id("acme"), "huge@x") + b"x" * 5000)
    answer = ask(mail_server, user, asking(largest=2000, most=300))

    assert (1, 1) == (len(answer.too_large), answer.later)
    assert 2 == len(answer.mails)


@pytest.mark.parametrize(
    ("refuses", "fetched", "flags"),
    [
        ("UID SEARCH .*HEADER In-Reply-To", ["<a@x>", "<b@x>"], (False, True)),
        ("UID SEARCH .*TEXT", ["<a@x>"], (True, False)),
        ("UID SEARCH .*OR", ["<a@x>"], (False, False)),
    ],
    ids=["headers", "reports", "both"],
)
def test_a_server_that_does_not_search(
    mail_server: MailServer, fill: Fill, refuses: str, fetched: list[str], flags: tuple[bool, bool]
) -> None:
    """As Yahoo's: three header fields of all mails since the first letter are looked at, and no other is fetched."""
    user = fill(answer_to(message_id("acme"), "a@x"), bounce(message_id("acme"), "b@x"), answer_to("<no@x>", "c@x"))
    fill(b"x: y\n\n", folder="Spam")
    fill(answer_to(message_id("acme"), "old@x"), at=datetime(2026, 11, 1, tzinfo=UTC))
    with imap_line(mail_server, Habits(refuses=refuses)) as port:
        answer = ask(mail_server, user, asking(), port)

    assert flags == (answer.searches_headers, answer.searches_reports)
    assert fetched == own_ids(answer)


@pytest.mark.parametrize("command", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_connection_that_is_lost(mail_server: MailServer, fill: Fill, command: str) -> None:
    """It is said in words, and the call can be made again."""
    user = fill(answer_to(message_id("acme"), "a@x"))
    with (
        imap_line(mail_server, Habits(cuts_at=command)) as port,
        pytest.raises(MailboxFailed, match=": nothing was recorded, and the mailbox is unchanged"),
    ):
        ask(mail_server, user, asking(), port)


def test_what_nobody_asked_for(mail_server: MailServer, fill: Fill) -> None:
    """A server may tell more than it was asked, such as flags that another program changed."""
    user = fill(answer_to(message_id("acme"), "a@x"))
    more = b"* 1 FETCH (UID 1 FLAGS ())\r\n* 7 FETCH (FLAGS ())\r\n* 1 FETCH (UID 1 BODY[]"
    with imap_line(mail_server, Habits(says=(b"* 1 FETCH (UID 1 BODY[]", more))) as port:
        answer = ask(mail_server, user, asking(), port)

    assert ["<a@x>"] == own_ids(answer)


def test_a_domain_in_other_letters(mail_server: MailServer, fill: Fill) -> None:
    """It is looked for by what stands before the @."""
    name = "<UB-7F3K2Q8Z.1.0123456789abcdef@münchen.example>"
    user = fill(answer_to(name, "a@x"))

    assert ["<a@x>"] == own_ids(ask(mail_server, user, asking(name)))
