"""The ways in which mail programs quote: a reply to a letter, as each of them would send it. All people are made up."""

import html
import re
import textwrap
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from mailed import message_id

LETTERS = Path(__file__).parent / "golden" / "letters"
WHO, ADDRESS, ACME = "Jordan Beispiel", "jordan@example.org", "privacy@acme.example.org"
SUBJECT = "Request about my personal information [UB-7F3K2Q8Z]"
RECEIVED: Mapping[str, str] = {
    "en": "We have received your request and will answer soon.",
    "de": "wir haben Ihre Anfrage erhalten.",
    "fr": "Nous avons bien reçu votre demande.",
    "es": "Hemos recibido su solicitud.",
    "pt": "Recebemos o seu pedido.",
    "it": "Abbiamo ricevuto la sua richiesta.",
    "nl": "Wij hebben uw verzoek ontvangen.",
}
"""A confirmation of receipt; where we know no phrases of a language, they write in English."""


def letter(name: str = "gdpr") -> str:
    """The text of a letter."""
    return (LETTERS / f"{name}.txt").read_text(encoding="utf-8")


def marked(text: str, mark: str = "> ") -> str:
    """With a mark before each line."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def rewrapped(text: str, width: int) -> str:
    """The paragraphs with other line ends."""
    return "\n\n".join(textwrap.fill(" ".join(part.split()), width) for part in text.split("\n\n"))


def spilled(text: str) -> str:
    """Marked, then broken again by a server that knows nothing of marks: the rest of each line has none."""
    return "\n".join(textwrap.fill(line, 50) if len(line) > 50 else line for line in marked(text).split("\n"))


def typeset(text: str) -> str:
    """With the quotation marks, dashes and spaces of a word processor."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text).replace(" - ", " – ").replace("fi", "ﬁ")
    return re.sub(r"(\d) (?=\w)", "\\1\u00a0", text)


def paragraphs(text: str, begin: str = "<p>", end: str = "</p>") -> str:
    """As HTML, its lines joined."""
    parts = (html.escape(" ".join(part.split())) for part in text.split("\n\n"))
    return "\n".join(f"{begin}{part}{end}" for part in parts)


def lines_of_html(text: str) -> str:
    """As HTML, each line with a break."""
    return html.escape(text).replace("\n", "<br>\n")


HEADERS: Mapping[str, tuple[str, str, str, str, str]] = {
    "en": ("From", "Sent", "To", "Subject", "Monday, November 23, 2026 9:00 AM"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 23. November 2026 09:00"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 23 novembre 2026 09:00"),
    "es": ("De", "Enviado", "Para", "Asunto", "lunes, 23 de noviembre de 2026 9:00"),
    "pt": ("De", "Enviada em", "Para", "Assunto", "segunda-feira, 23 de novembro de 2026 09:00"),
    "it": ("Da", "Inviato", "A", "Oggetto", "lunedì 23 novembre 2026 09:00"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "maandag 23 november 2026 09:00"),
    "da": ("Fra", "Sendt", "Til", "Emne", "23. november 2026 09:00"),
    "sv": ("Från", "Skickat", "Till", "Ämne", "den 23 november 2026 09:00"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe", "maanantai 23. marraskuuta 2026 9.00"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "poniedziałek, 23 listopada 2026 09:00"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět", "pondělí 23. listopadu 2026 9:00"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "понедельник, 23 ноября 2026 г. 9:00"),
    "ja": ("差出人", "送信日時", "宛先", "件名", "2026年11月23日 9:00"),
}
WROTE: Mapping[str, str] = {
    "en": "On Mon, Nov 23, 2026 at 9:00 AM {who} <{address}>\nwrote:",
    "de": "Am Mo., 23. Nov. 2026 um 09:00 Uhr schrieb {who} <\n{address}>:",
    "fr": "Le lun. 23 nov. 2026 à 09:00, {who} <{address}> a\nécrit :",
    "es": "El lun, 23 nov 2026 a las 9:00, {who} (<{address}>)\nescribió:",
    "pt": "Em seg., 23 de nov. de 2026 às 09:00, {who} <\n{address}> escreveu:",
    "it": "Il giorno lun 23 nov 2026 alle ore 09:00 {who} <\n{address}> ha scritto:",
    "nl": "Op ma 23 nov 2026 om 09:00 schreef {who} <{address}>:",
    "da": "Den man. 23. nov. 2026 kl. 09.00 skrev {who} <{address}>:",
    "sv": "Den mån 23 nov. 2026 kl 09:00 skrev {who} <{address}>:",
    "fi": "ma 23. marrask. 2026 klo 9.00 {who} ({address}) kirjoitti:",
    "pl": "pon., 23 lis 2026 o 09:00 {who} <{address}> napisał(a):",
    "cs": "po 23. 11. 2026 v 9:00 odesílatel {who} <{address}>\nnapsal:",
    "ru": "пн, 23 нояб. 2026 г. в 09:00, {who} <{address}>:",
    "ja": "2026年11月23日(月) 9:00 {who} <{address}>:",
}


def fields(language: str) -> str:
    """What Outlook writes above a mail."""
    sender, sent, to, subject, when = HEADERS[language]
    return f"{sender}: {WHO} <{ADDRESS}>\n{sent}: {when}\n{to}: Acme Privacy <{ACME}>\n{subject}: {SUBJECT}"


def wrote(language: str) -> str:
    """What Gmail writes above a mail."""
    return WROTE[language].format(who=WHO, address=ADDRESS)


def top(above: str, quoted: str, language: str = "en") -> str:
    """An answer above what is quoted."""
    return f"Hello,\n\n{RECEIVED.get(language, RECEIVED['en'])}\n\nAcme\n\n{above}\n\n{quoted}\n"


def page(above: str, quoted: str, language: str = "en") -> str:
    """The same as HTML."""
    answer = html.escape(RECEIVED.get(language, RECEIVED["en"]))
    return f"<html><body><div>Hello,</div><div><br></div><div>{answer}</div>{above}{quoted}</body></html>"


def _interleaved(text: str, mark: str) -> str:
    """An answer below each of some passages."""
    passages = text.split("\n\n")
    half = len(passages) // 2
    above, below = ("\n\n".join(part) for part in (passages[:half], passages[half:]))
    return f"{marked(above, mark)}\n\n{RECEIVED['en']}\n\n{marked(below, mark)}\n"


def _lotus(above: str) -> Callable[[str], str]:
    return lambda text: top(above, text, "de")


Maker = Callable[[str], str]
PLAIN: Mapping[str, Maker] = {
    **{f"gmail {code}": lambda text, code=code: top(wrote(code), marked(text), code) for code in WROTE},  # type: ignore[misc]
    **{f"outlook {code}": lambda text, code=code: top(fields(code), text, code) for code in HEADERS},  # type: ignore[misc]
    "outlook web": lambda text: top(f"{'_' * 32}\n{fields('en')}", text),
    "outlook mobile": lambda text: top(
        f"Get Outlook for iOS<https://aka.example.org>\n{'_' * 32}\n{fields('en')}", text
    ),
    "outlook original": lambda text: top(f"-----Original Message-----\n{fields('en')}", text),
    "outlook original de": lambda text: top(f"-----Ursprüngliche Nachricht-----\n{fields('de')}", text, "de"),
    "outlook marked": lambda text: top("", marked(f"{fields('en')}\n\n{text}")),
    "apple mail": lambda text: top("", marked(f"On 23 Nov 2026, at 09:00, {WHO} <{ADDRESS}> wrote:\n\n{text}")),
    "apple mail de": lambda text: top("", marked(f"Am 23.11.2026 um 09:00 schrieb {WHO} <{ADDRESS}>:\n\n{text}"), "de"),
    "iphone": lambda text: top(f"Sent from my iPhone\n\n> On 23 Nov 2026, at 09:00, {WHO} wrote:\n>", marked(text)),
    "thunderbird": lambda text: top(f"On 11/23/26 09:00, {WHO} wrote:", marked(text)),
    "thunderbird pl": lambda text: top(f"W dniu 23.11.2026 o 09:00, {WHO} pisze:", marked(text)),
    "lotus de": _lotus(f"{WHO} <{ADDRESS}> schrieb am 23.11.2026 09:00:00:"),
    "lotus en": lambda text: top(f"{WHO} <{ADDRESS}> wrote on 23.11.2026 09:00:00:", text),
    "lotus fr": lambda text: top(f"{WHO} <{ADDRESS}> a écrit le 23/11/2026 09:00:00 :", text, "fr"),
    "notes fields": _lotus(f"Von:\t{WHO} <{ADDRESS}>\nAn:\tAcme\nDatum:\t23.11.2026 09:00\nBetreff:\t{SUBJECT}"),
    "notes dashes": _lotus(f"-----{WHO} <{ADDRESS}> schrieb: -----\nAn: Acme\nVon: {WHO}\nDatum: 23.11.2026"),
    "yahoo": lambda text: top(f"    On Monday, November 23, 2026, 9:00:00 AM GMT+1, {WHO} <{ADDRESS}> wrote:  ", text),
    "gmx": lambda text: top(
        f"Gesendet: Montag, 23. November 2026 um 09:00 Uhr\nVon: {WHO} <{ADDRESS}>\nAn: {ACME}", text, "de"
    ),
    "proton": lambda text: top(
        f"------- Original Message -------\nOn Monday, {WHO} <{ADDRESS}> wrote:\n", marked(text)
    ),
    "proton unmarked": lambda text: top(f"------- Original Message -------\nOn Monday, {WHO} <{ADDRESS}> wrote:", text),
    "zoho": lambda text: top(f"---- On Mon, 23 Nov 2026 09:00:00 +0100 {WHO} <{ADDRESS}> wrote ---", text),
    "the bat": lambda text: top(f"Hello {WHO},\n\nMonday, November 23, 2026, you wrote:", marked(text, "JB> ")),
    "mail.ru": lambda text: top(f"Понедельник, 23 ноября 2026, 9:00 +03:00 от {WHO} <{ADDRESS}>:", text),
    "ticket system": lambda text: (
        f"##- Please type your reply above this line -##\n\n{RECEIVED['en']}\n\n{WHO}, Nov 23\n\n{text}"
    ),
    "no header": lambda text: top("", text),
    "no header, marked": lambda text: top("", marked(text)),
    "bars": lambda text: top("", marked(text, "| ")),
    "twice": lambda text: top(wrote("en"), marked(f"{RECEIVED['en']}\n\n{marked(text)}")),
    "narrow": lambda text: top("", marked(rewrapped(text, 44))),
    "wide": lambda text: top("", rewrapped(text, 900)),
    "flowed, spilled": lambda text: top(wrote("en"), spilled(text)),
    "all in one line": lambda text: " ".join(top("", text).split()),
    "typeset": lambda text: top("", typeset(rewrapped(text, 80))),
    "without accents": lambda text: top("", text.encode("ascii", "replace").decode()),
    "wrong character set": lambda text: top("", text.encode().decode("latin-1")),
    "capitals": lambda text: top("", text.upper()),
    "below": lambda text: f"{wrote('en')}\n\n{marked(text)}\n\n{RECEIVED['en']}\n",
    "below, unmarked": lambda text: f"{fields('en')}\n\n{text}\n\n{RECEIVED['en']}\n",
    "between": lambda text: f"{wrote('en')}\n\n{_interleaved(text, '> ')}",
    "between, unmarked": lambda text: f"{fields('en')}\n\n{_interleaved(text, '')}",
    "only a passage": lambda text: top("", "\n\n".join(text.split("\n\n")[-6:-3])),
}
"""By the name of the way, what the plain text of the reply is, given the text of the letter."""
BORDER = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
HTML: Mapping[str, Maker] = {
    "html blockquote": lambda text: page("", f"<blockquote type=cite>{paragraphs(text)}</blockquote>"),
    "html gmail": lambda text: page(
        f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{wrote("en")}<br></div>',
        f'<blockquote class="gmail_quote" style="margin:0">{lines_of_html(text)}</blockquote></div>',
    ),
    "html outlook": lambda text: page(
        f'<div style="{BORDER}"><p class=MsoNormal>{lines_of_html(fields("en"))}</p></div>',
        paragraphs(text, "<p class=MsoNormal>", "<o:p></o:p></p>"),
    ),
    "html outlook fr": lambda text: page(
        f'<div style="{BORDER}"><p class=MsoNormal>{lines_of_html(fields("fr"))}</p></div>', paragraphs(text), "fr"
    ),
    "html outlook web": lambda text: page(
        f'<hr tabindex="-1"><div id="divRplyFwdMsg">{lines_of_html(fields("en"))}</div>', lines_of_html(text)
    ),
    "html yahoo": lambda text: page(
        f'<div class="yahoo_quoted"><div>On Monday, November 23, 2026, {WHO} &lt;{ADDRESS}&gt; wrote:</div>',
        f"<div>{lines_of_html(text)}</div></div>",
    ),
    "html web.de": lambda text: page(
        f'<div name="quote" style="border-left:2px solid #C3D9E5;"><div>{lines_of_html(fields("de"))}</div>',
        f"<div>{paragraphs(text)}</div></div>",
        "de",
    ),
    "html proton": lambda text: page(
        '<div class="protonmail_quote">', f"<blockquote>{paragraphs(text)}</blockquote></div>"
    ),
    "html notes table": lambda text: page(
        f"<table><tr><td>Von:</td><td>{WHO}</td></tr><tr><td>An:</td><td>Acme</td></tr><tr><td>Datum:</td>"
        "<td>23.11.2026</td></tr></table>",
        lines_of_html(text),
        "de",
    ),
    "html stripped": lambda text: page("", f"<div>{' '.join(html.escape(text).split())}</div>"),
    "html in spans": lambda text: page(
        "", paragraphs(text, "<p><span style='color:#1F497D'>", "</span></p>").replace(" the ", "&nbsp;<i>the</i> ")
    ),
}
"""The same for replies in HTML only."""
ENCODED: Mapping[str, tuple[str, str]] = {
    "quoted-printable": ("quoted-printable", "utf-8"),
    "base64": ("base64", "utf-8"),
    "windows-1252": ("quoted-printable", "windows-1252"),
}
PROGRAMS = (*PLAIN, *HTML, *ENCODED)


def reply(program: str, text: str) -> bytes:
    """The mail that answers a letter, as a program sends it."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"Acme Privacy <{ACME}>", f"{WHO} <{ADDRESS}>"
    message["Subject"], message["Date"] = f"Re: {SUBJECT}", "Tue, 24 Nov 2026 09:12:30 +0000"
    message["In-Reply-To"] = message_id("acme")
    if program in PLAIN:
        message.set_content(PLAIN[program](text), cte="8bit")
    elif program in HTML:
        message.set_content(HTML[program](text), subtype="html", cte="quoted-printable")
    else:
        encoding, charset = ENCODED[program]
        message.set_content(top("", rewrapped(text, 300)), charset=charset, cte=encoding)
    return bytes(message)
