"""What strangers may hand in: valid files, spoiled in many ways, and the parsers that must take them.

An input is made from the name of its parser and a number alone, so that each can be made again. None of them is
valid: a parser answers with values and problems, or with one of our refusals. Those that grow are one short piece
again and again: they cost what their size costs, or something is wrong here.
"""

import io
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlsxwriter
from mailed import MAILS, READ, correspondence, day_of
from registries import california, companies, vermont
from server_reports import ORDINARY, REPORTS

from unbroker.actions import import_brokers, record_statuses, take_in
from unbroker.answer import file_kinds
from unbroker.answer.names import Finder
from unbroker.answer.passage import NotReadable, WantsPassword
from unbroker.base import files
from unbroker.cases import tracking_numbers
from unbroker.facts import law, profile, registry, regulators, settings
from unbroker.mail.incoming import mailbox_files, parsed, plain_text, proposal
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.incoming.parsed import Incoming
from unbroker.paper import label_sheets, sheet
from unbroker.registry import caught_up, compiled, reading
from unbroker.reports import spreadsheet
from unbroker.writing import template_files
from unbroker.writing.sandbox import Fault, Names, Sandbox, Source

LETTERS = files.packaged("letters")
FROM = b"From MAILER-DAEMON Tue Nov 24 09:12:31 2026\n"
LARGEST = 400_000
PROFILE = b"""people:
  - slug: sam
    name: Sam Specimen
    residence: {code: US-CA, since: 2020-02-29}
    city: Sampleton
    emails: [sam@example.org]
    reply_to: sam+brokers@example.org
    address: {street: [1 Specimen Way], city: Sampleton, region: CA, postal_code: '94105', country: US}
    phones: [+1 415 555 0100]
    about:
      acme: {listings: [https://example.org/sam], offers: [phone], situation: They list my home.}
packs: [people-search]
specimen: true
"""
SETTINGS = b"""sheet: us-10
nudge: {x: 1.5, y: -2}
per_day: 40
pace: 20
mail: {host: mail.example.org, port: 465, security: tls, user: sam, from: sam@example.org, password_command: pass x}
"""
CSV = b"""number,on,case,rights,broker,person,event,letter,outcome,reason,proof,note,taken back,recorded,evidence
1,2026-11-23,UB-7F3K2Q8Z,,acme,sam,opened,,,,,,,,
,2026-12-01,acme,delete,acme,sam,answered,,fulfilled,,,"a ""note"", with a comma",,,
"""
TRACKING = b"letter,tracking\nUB-7F3K2Q8Z.1,9407 1118 9956 4567 8901 23\nacme;9407111899564567890124\n"
ANSWER = b"Sources\n\nWe had it from these:\n- Acme Data\n- others\n\nWe never sold it to Acme Data, Inc. in 2024.\n"
EXPORT = b'{"sharedWith": [{"company": "Acme Data"}], "sources": {"Acme Data": true}}'
STATUSES = b"acme: deleted\nbolt, in progress\n"
OVERLAY = b"""- slug: spokeo
  needs: [name]
  channels:
    - {email: new@spokeo.example.org, source: made up, tier: A}
- slug: mine
  name: Mine
  kind: other
  channels: [{form: https://mine.example.org/, source: https://mine.example.org/why, tier: C}]
"""
CLIENTS = b"""client,name,residence,city,emails,street,postal_code
kim,Kim Specimen,US-CA,Sampleton,kim@example.org; k@example.org,1 Specimen Way,94105
"""
PAGE = b"""<!DOCTYPE html><html><head><title>t</title><style>p {}</style></head><body><p>Dear&nbsp;Sam,</p>
<table><tr><td>we <b>deleted</b> it</td></tr></table><a href="https://example.org/a">here</a>
<div style="display:none">x</div><blockquote><p>old</p></blockquote><!-- c --></body></html>
"""


@dataclass(frozen=True)
class Parser:
    """One that takes what strangers hand in."""

    name: str
    take: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    """Valid inputs."""
    pieces: Sequence[bytes]
    """What means something to it: put in anywhere, and repeated."""


def _of_text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda content: parse(content.decode("utf-8", "replace"))


def _registry(text: str) -> object:
    return reading.read(reading.parse(text, "brokers.yaml")[0])


@cache
def _finder() -> Finder:
    facts = {"slug": "acme", "name": "Acme Data", "kind": "other", "domains": ["acme.example.org"]}
    return Finder(registry.Registry([registry.Broker.model_validate(facts)]), "US-CA")


def _answer(name: str) -> Callable[[bytes], object]:
    """Reads an answer as a file of some kind, and looks for names in it."""

    def read(content: bytes) -> object:
        with suppress(NotReadable, WantsPassword):
            return _finder().find([*file_kinds.passages(content, name, None, [])])
        return None

    return read


@cache
def _scratch() -> Path:
    """A folder for what is read from a file only; it goes with the process."""
    kept = tempfile.TemporaryDirectory(prefix="unbroker-fuzz-")
    _KEPT.append(kept)
    return Path(kept.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _overlay(content: bytes) -> object:
    """A user's own registry, laid over the packaged one."""
    path, (packaged, _) = _scratch() / "brokers.yaml", compiled.load(files.packaged("brokers.yaml"))
    path.write_bytes(content)
    return [*compiled.laid_over(packaged, path)[0].brokers]


def _caught_up(text: str) -> object:
    """A user's own registry, compared with the packaged one."""
    packaged, _ = compiled.load(files.packaged("brokers.yaml"))
    return [*caught_up.caught_up(packaged, reading.parse(text, "brokers.yaml")[0])]


def _imported(content: bytes) -> object:
    """A file of a state, or of a list, beside the packaged registry."""
    path, (packaged, _) = _scratch() / "registry.csv", compiled.load(files.packaged("brokers.yaml"))
    path.write_bytes(content)
    return import_brokers.plan_import(path, None, packaged, _scratch() / "none.yaml", {}, is_overlay=True)


def _taken_in(content: bytes) -> object:
    """A table of clients, of an office that has none."""
    office: Any = SimpleNamespace(clients=tuple)
    return take_in.plan_take_in(office, content, "f")


def _proposed(mail: Incoming) -> object:
    return proposal.propose(mail, correspondence(), today=READ, day_of=day_of)


def _proposals(content: bytes) -> object:
    found = mailbox_files.mails_in(content)
    return [_proposed(mail.mail) if isinstance(mail, StoredMail) else mail for mail in found]


@cache
def _mails() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(MAILS.iterdir()))


@cache
def _reports() -> tuple[bytes, ...]:
    mails = [mail.mail for mail in REPORTS] + [mail.mail for mail in ORDINARY]
    return tuple(made_mail(number) for number, made_mail in enumerate(mails))


def _file(*names: str) -> Callable[[], Sequence[bytes]]:
    return cache(lambda: tuple((LETTERS / name).read_bytes() for name in names))


@cache
def _workbooks() -> tuple[bytes, ...]:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(CSV.decode().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return (content.getvalue(),)


@cache
def _records() -> tuple[bytes, ...]:
    """Each a dozen of the packaged brokers."""
    records = files.packaged("brokers.yaml").read_bytes().split(b"\n- slug:")
    return tuple(b"- slug:" + b"\n- slug:".join(records[at : at + 12]) + b"\n" for at in range(1, 120, 12))


_YAML = (
    b"[", b"{", b"]", b"}", b"- ", b"? ", b": ", b"a: ", b"&a ", b"*a ", b"&a [*a, ", b"'", b'"', b"|\n", b">\n  ",
    b"#", b"\n", b"  ", b"\n\n", b"---\n", b"%TAG ! x\n", b"!!int 1", b"<<: *a\n", b"\t", b"0001-01-01",
    b"9999-12-31", b"2026-02-30", b"-1", b"1e999", b"nan", b"9" * 400, b"[a, b]", b"{a: b}", b"''", b"\x00", b"\xff",
    b"\xe2\x80\xae", b"\xe2\x80\x8b", b"- a: b\n", b"a: [", b"- - ", b"slug: x\n", b"people: 1\n",
    b"answered_by: acme\n", b"https://a@b.example/", b"a@b.example",
)  # fmt: skip
_MAIL = (
    b"\n", b"\r\n", b" ", b"\t", b"\n\n", b" \n", b"> ", b">", b"--b\n", b"--b--\n", b"--", b"X: y\n",
    b"Received: x; ", b"(", b")", b"<", b">", b"<a@b.example>", b",", b";", b":", b"a:", b'"', b"\\", b"=?utf-8?q?",
    b"?=", b"=?utf-8?b?4pi6?=", b"=", b"=20", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    b"Content-Type: message/rfc822\n\n", b"; a=b", b"; name*0=x", b"Content-Type: text/html; charset=punycode\n",
    b"Content-Transfer-Encoding: base64\n", b"Date: Mon, 1 Jan 0001 00:00:00 +0000\n",
    b"Date: Fri, 31 Dec 9999 23:59:59 -1200\n", b"Action: failed\nStatus: 5.1.1\n", b"550 5.1.1 ", b"UB-7F3K2Q8Z.1 ",
    b"[#1234567] ", b"case: ", b"https://example.org/", b"On 1.1.2026 Sam wrote:\n", b"From: a\nSent: b\nTo: c\n",
    b"we have deleted your data. ", b"\x00", b"\xff", b"\x1b[31m", b"\xe2\x80\xae", b"-- \n", b"we can not ", b"... ",
    b"a. ", b"?", b"\n* ",
)  # fmt: skip
_HTML = (
    b"<", b">", b"<a ", b"<a href=https://example.org/>", b"</a>", b"<p>", b"</p>", b"<b><i>", b"<script>",
    b"</script>", b"<!--", b"-->", b"<![", b"<![x>", b"]]>", b"<?", b"<!x>", b"&", b"&amp;", b"&#1114112;", b"&#x",
    b'"', b"'", b"=", b" a=b", b"<div hidden>", b"</div>", b"<blockquote>", b"</blockquote>", b"<br>",
    b"<table><tr><td>", b" ", b"\n", b"<svg>", b"</svg>", b"<style>", b"</style", b"\x00", b"\xff",
)  # fmt: skip
_CSV = (
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"'", b"=1+1", b"\x00", b"1,2\n", b"0001-01-01",
    b"31.12.9999", b"9" * 5000, b"\xff", b",,", b"number", b"1", b'a"b', b"x" * 5000, b"1/1/1",
)  # fmt: skip

_TEMPLATE = (
    b"{{ ", b" }}", b"{% ", b" %}", b"{#", b"#}", b"{{ law.name }}", b"{% if law %}", b"{% endif %}",
    b"{% for i in range(9) %}", b"{% endfor %}", b"{% set x = 1 %}", b"{% block a %}", b"{% endblock %}",
    b"{% macro m() %}", b"{% endmacro %}", b"{{ m() }}", b"{% include 'a.md' %}", b"{% extends 'a.md' %}", b"|", b"(",
    b")", b"[", b"]", b"{", b"}", b"'", b'"', b"\\", b"~", b".", b",", b" is ", b" not ", b" in ", b" if ", b" else ",
    b"+", b"-", b"*", b"**", b"%", b"9" * 400, b"1e999", b"| join", b"| list", b"| sort", b"{% raw %}", b"{% endraw %}",
    b"---\n", b"\n", b"\x00", b"\xff", b"\xee\x80\x80", b"None", b"True", b"await ", b"lambda x: ", b"self.a", b"loop.",
)  # fmt: skip


def _rendered(text: str) -> object:
    """A template of a stranger's, as much of it as is read: its text as it is rendered, with a few values."""
    text = text[: template_files.LARGEST]
    macros = "{% macro listed(items) %}{{ items | join }}{% endmacro %}"
    sources = {"a.md": Source(text, "a.md"), "steps/words.en.md": Source(macros, "words.md")}
    values: Names = {"law": {"name": "A law", "statute": "A statute."}, "numbers": [1, 2, 3], "who": "Robin"}
    with suppress(Fault):
        return Sandbox(sources.get).render("markdown", "a.md", values)
    return None


PARSERS: Mapping[str, Parser] = {
    parser.name: parser
    for parser in (
        Parser("registry", _of_text(_registry), _records, _YAML),
        Parser("overlay", _overlay, lambda: [OVERLAY], _YAML),
        Parser("caught up", _of_text(_caught_up), lambda: [OVERLAY], _YAML),
        Parser("profile", _of_text(lambda text: profile.parse(text, "f")), lambda: [PROFILE], _YAML),
        Parser("settings", _of_text(lambda text: settings.parse(text, "f")), lambda: [SETTINGS], _YAML),
        Parser("law", _of_text(lambda text: law.parse(text, "f")), _file("ccpa/law.yaml", "gdpr/law.yaml"), _YAML),
        Parser("regulators", _of_text(lambda text: regulators.parse(text, "f")), _file("regulators.yaml"), _YAML),
        Parser("sheets", _of_text(lambda text: sheet.parse(text, "f")), _file("sheet/sheets.yaml"), _YAML),
        Parser("labels", _of_text(lambda text: label_sheets.parse(text, "f")), _file("sheet/labels.yaml"), _YAML),
        Parser("spreadsheet", lambda content: spreadsheet.read(content, "f", ()), lambda: [CSV], _CSV),
        Parser(
            "import",
            _imported,
            lambda: [
                california({}),
                vermont(["Bolt", "Active", "1/2/2020", "1 Main St, Reno, NV 89501", "a@bolt.example", "bolt.example"]),
                companies({"slug": "dot", "name": "Dot GmbH", "relevant-countries": ["de"]}),
            ],
            (*_CSV, b"{", b'"a": [', b"https://x.example"),
        ),
        Parser(
            "intake", _taken_in, lambda: [CLIENTS, take_in.form().encode()], (*_CSV, b"field,question,answer\n", b"; ")
        ),
        Parser("tracking", lambda content: tracking_numbers.read(content, "f"), lambda: [TRACKING], _CSV),
        Parser(
            "workbook", lambda content: spreadsheet.read(content, "f", ()), _workbooks, (b"PK\x03\x04", b"\0", b"\xff")
        ),
        Parser("statuses", _of_text(record_statuses.read_list), lambda: [STATUSES], _CSV),
        Parser("mail", lambda content: _proposed(parsed.read(content)), _mails, _MAIL),
        Parser("mbox", _proposals, lambda: [b"\n".join(FROM + mail for mail in _mails()[:5])], (*_MAIL, FROM)),
        Parser("report", lambda content: _proposed(parsed.read(content)), _reports, _MAIL),
        Parser("pasted", lambda content: _proposed(parsed.pasted(content)), _reports, _MAIL),
        Parser("answer", _answer("a.txt"), lambda: [ANSWER], (*_MAIL, b"from Acme Data", b"Sources:", b"1. ", b". ")),
        Parser(
            "answer page", _answer("a.html"), lambda: [PAGE], (*_HTML, b"<th>", b"<tr>", b"<h2>", b"from Acme Data")
        ),
        Parser(
            "answer export", _answer("a.json"), lambda: [EXPORT], (b"[", b"{", b'"a":', b'"', b",", b"]", b"}", b"1")
        ),
        Parser("answer table", _answer("a.csv"), lambda: [CSV], _CSV),
        Parser(
            "template",
            _of_text(_rendered),
            _file("ccpa/letter.en.md", "complaint.en.md", "steps/words.en.md"),
            _TEMPLATE,
        ),
        Parser("html", _of_text(plain_text.from_html), lambda: [PAGE], _HTML),
    )
}


def inputs(parser: Parser, first: int = 0) -> Iterator[tuple[int, bytes]]:
    """Inputs without end, each with its number."""
    number = first
    while True:
        yield number, made(parser, number)
        number += 1


def made(parser: Parser, number: int) -> bytes:
    """The input of a number: every third grows, the others are spoiled here and there."""
    chance = random.Random(f"{parser.name} {number}")  # noqa: S311 - nothing secret
    return _growing(parser, chance) if number % 3 == 0 else _spoiled(parser, chance)


def growing(parser: Parser, pieces: Sequence[bytes], size: int, *, inside: bool = True) -> bytes:
    """Some pieces again and again, in the middle of a valid input or alone."""
    piece = b"".join(pieces)
    seed = parser.seeds()[0] if inside else b""
    middle = seed.find(b"\n\n") + 2 if b"\n\n" in seed else len(seed) // 2
    return seed[:middle] + piece * (size // len(piece)) + seed[middle:]


def _growing(parser: Parser, chance: random.Random) -> bytes:
    pieces = chance.choices(parser.pieces, k=chance.choice((1, 1, 2, 3)))
    return growing(parser, pieces, chance.choice((20_000, LARGEST)), inside=chance.random() < 0.6)


def _spoiled(parser: Parser, chance: random.Random) -> bytes:
    content = chance.choice(parser.seeds())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        end = min(len(content), at + chance.choice((1, 8, 80, 800)))
        match chance.randrange(7):
            case 0:
                content = content[:at] + content[end:]
            case 1:
                content = content[:at] + content[at:end] * chance.choice((2, 50)) + content[end:]
            case 2:
                content = content[:at] + chance.choice(parser.pieces) * chance.choice((1, 3, 40)) + content[at:]
            case 3:
                content = content[:at] + bytes(chance.randrange(256) for _ in content[at:end][:20]) + content[end:]
            case 4:
                content = content[:at]
            case 5:
                content = _with_another_value(content, parser, chance)
            case _:
                other = chance.choice(parser.seeds())
                content = content[:at] + other[chance.randrange(len(other)) :]
        content = content[:LARGEST]
    return content


def _with_another_value(content: bytes, parser: Parser, chance: random.Random) -> bytes:
    """A line whose value is another, of whatever type."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    name, colon, _ = lines[at].partition(b": ")
    lines[at] = name + colon + chance.choice(parser.pieces)
    return b"\n".join(lines)
