"""MIME: the parts of a mail are those that the standard library finds, without its ways of taking long."""

from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.message import EmailMessage, Message

import pytest
from mailed import MAILS
from server_reports import ORDINARY, REPORTS

from unbroker.mail.incoming import mime

CUT_OFF = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
Shape = tuple[str, list[tuple[str, str]], "str | list[Shape]"]


def shape(message: Message) -> Shape:
    """What a mail consists of: types, fields, and the text of what may be read."""
    content = message.get_payload()
    fields = [(name, str(field)) for name, field in message.raw_items()]
    if isinstance(content, list):
        return message.get_content_type(), fields, [shape(part) for part in content if isinstance(part, Message)]
    is_read = message.get_content_maintype() in ("text", "message", "multipart")
    return message.get_content_type(), fields, "\n".join(str(content).splitlines()).rstrip() if is_read else ""


def test_the_parts_are_those_of_the_standard_library() -> None:
    """Of every mail of the corpus and every report; and what is cut off is seen."""
    raws = [path.read_bytes() for path in sorted(MAILS.iterdir())]
    raws += [report.mail(number) for number, report in enumerate(REPORTS)]
    raws += [mail.mail(number) for number, mail in enumerate(ORDINARY)]
    for raw in (raw.lstrip(b"\r\n") for raw in raws):
        message, is_whole = mime.parse(raw)
        theirs = message_from_bytes(raw)

        assert shape(message) == shape(theirs)
        assert is_whole == (not any(isinstance(defect, CUT_OFF) for defect in theirs.defects))


def nested(depth: int, *, ends: bool = True) -> bytes:
    """A text within so many parts."""
    heads = (f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth))
    ends_of = (f"\n--b{level}--\n" for level in reversed(range(depth))) if ends else ()
    return "".join([*heads, "\nthe text\n", *ends_of]).encode()


@pytest.mark.parametrize(("depth", "is_whole"), [(1, True), (29, True), (31, False), (5000, False)])
def test_parts_within_parts(depth: int, is_whole: bool) -> None:  # noqa: FBT001 - a fact of the case
    """Deeper than any program writes they are not entered, and the mail counts as not whole."""
    assert mime.parse(nested(depth))[1] == is_whole


def test_mails_within_mails() -> None:
    """The same, where each forwards the one before it."""
    raw = b"Content-Type: message/rfc822\n\n" * 5000 + b"Subject: the first\n\nwords"
    message, is_whole = mime.parse(raw)

    assert not is_whole
    assert sum(1 for _ in message.walk()) == 31


def test_parts_without_end() -> None:
    """More than any mail has are left out, and the mail counts as not whole."""
    mail = EmailMessage()
    mail.set_content("words")
    mail.make_mixed(boundary="b")
    raw = bytes(mail).replace(b"--b--", b"--b\n\nx\n" * 1000 + b"--b--")
    message, is_whole = mime.parse(raw)

    assert not is_whole
    assert len(message.get_payload()) == 499


def test_what_is_attached_is_not_held() -> None:
    """It is named, and its bytes stay in the file."""
    mail = EmailMessage()
    mail.set_content("words")
    mail.add_attachment(b"x" * 100_000, maintype="application", subtype="pdf", filename="scan.pdf")
    message, _ = mime.parse(bytes(mail))
    _, text, scan = message.walk()

    assert (str(text.get_payload()).strip(), scan.get_filename(), scan.get_payload()) == ("words", "scan.pdf", "")


def test_of_fields_without_end_the_first_are_read() -> None:
    """So are the first letters of a field that describes a part."""
    message, _ = mime.parse(
        b"Subject: words\nContent-Type: text/plain; " + b"x=y; " * 5000 + b"\n" + b"X: y\n" * 50_000
    )

    assert (message["subject"], len(message["content-type"])) == ("words", 1000)
    assert len(message.keys()) < 2100


def test_a_boundary_of_other_letters() -> None:
    """It is no ASCII, as it must be, and separates all the same."""
    raw = "Content-Type: multipart/mixed; boundary*=utf-8''%C3%A9\n\n--é\n\nwords\n--é--\n".encode()
    message, is_whole = mime.parse(raw)

    assert ([part.get_content_type() for part in message.walk()], is_whole) == (["multipart/mixed", "text/plain"], True)
