"""Server words: what a mail server writes for people: whether it is one that writes, and of what it tells.

This is for reports in no standard form, and for what stands beside the fields of those that have one. What the words
say about the address is looked up in `mail/smtp_reply`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from unbroker.mail.incoming.parsed import Incoming
from unbroker.mail.smtp_reply import meaning

MAILBOXES = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "microsoftexchange")
"""How the mailbox of a server that reports begins."""
IN_FROM = (*MAILBOXES, "mail delivery", "administrator")
"""What to look for in the From of reports, where only that is searched."""
_MORE_MAILBOXES = (
    "mailer_daemon", "mailer.daemon", "maildaemon", "mdaemon", "daemon", "mailsystem", "mail-system", "maildelivery",
    "mail-delivery", "mail.delivery", "mailrouter", "bounce", "mailadmin", "mail-admin", "returnedmail", "ndr@",
    "administrator", "systemadministrator", "root@", "mta@", "smtp@", "postmast",
)  # fmt: skip
_NAMES = meaning.phrases("""
    mail delivery | mail deliver system | mailer-daemon | mailer daemon | postmaster | mail administrator |
    system administrator | mail router | delivery subsystem | delivery system | mail system | mail daemon |
    delivery status | delivery notification | microsoft outlook | internet mail service | content filter |
    content-filter | systemadministrator | administrateur systeme | administrador del sistema |
    amministratore di sistema | administrador de sistema | systeembeheerder | microsoft exchange
""")
_SUBJECTS = meaning.phrases("""
    undeliver | returned mail | mail returned | returned to sender | returned email | returning message |
    delivery fail | delivery has failed | failed delivery | failure notice | failure delivery | failed mail |
    failed to deliver | delivery status notification | delivery status | delivery notification | delivery report |
    delivery error | delivery problem | delivery incomplete | delivery unsuccessful | mail delivery |
    message delivery | nondeliverable | non-deliverable | non deliverable | nondelivery | non-delivery |
    non delivery | not deliverable | undelivered | not delivered | could not be delivered | couldn't be delivered |
    could not deliver | couldn't deliver | cannot be delivered | unable to deliver | wasn't delivered |
    was not delivered | permanent delivery | mail system error | mail error | mail failure | message failure |
    message could not | email could not | rejected mail | message rejected | message status | returned message |
    bounce | unknown user | user unknown | no such user | unknown recipient | ndn: | ndr: | warning: | delayed |
    delivery delay | unzustellbar | nicht zustellbar | nicht zugestellt | zustellung | zustellfehler |
    konnte nicht | ruckmeldung | non remis | non distribu | remise | echec | message non | retour de courrier |
    erreur de distribution | no se puede entregar | no se pudo entregar | no entregad | sin entregar |
    no se ha podido entregar | error de entrega | error en la entrega | devuelto | no entregable | recapit |
    mancata consegna | non consegnat | errore di consegna | nao entregue | falha na entrega | nao foi possivel |
    nao pode ser entregue | devolucao | onbestelbaar | niet bezorgd | niet afgeleverd | bezorging | aflevering |
    kan inte levereras | oleverer | gick inte att leverera | kunne ikke leveres | ikke leveret | ulevert |
    uleverbar | toimitus | ei voitu toimittaa | niedostarcz | nie dostarczon | nie mozna dostarczyc |
    nedorucit | nedorucen | kezbesit | nem kezbesitheto | teslim edilem | iletilemedi | не доставлен |
    недоставлен | не удалось доставить | невозможно доставить | ошибка доставки | 配信不能 | 配信エラー |
    配信できま | 送信できま | 送信エラー | エラーメール | 配送 | 届けられ | 投递 | 退信 | 退回 | 無法傳遞 | 반송 |
    전송 실패 | 배달되지
""")
_FAILED = meaning.phrases("""
    could not be delivered | couldn't be delivered | cannot be delivered | can't be delivered | not be delivered |
    wasn't delivered | was not delivered | were not delivered | not been delivered | not delivered | undeliver |
    delivery…failed | failed delivery | delivery failure | delivery has failed | delivery error | failed to deliver |
    unable to deliver | not able to deliver | wasn't able to deliver | could not deliver | couldn't deliver |
    cannot deliver | can't deliver | did not reach | permanent error | permanent fatal | fatal errors |
    failed permanently |
    permanent failure | permanently failed | permanently rejected | returned to sender | is being returned |
    has been returned | was returned | returned to you | i've given up | giving up | given up | has been rejected |
    was rejected | were rejected | transcript of session | following recipient | following address |
    failed recipient | error message | remote host said | remote server | could not send | couldn't send |
    not sent | error occurred | an error | problem delivering | trouble delivering | problem with | bounced |
    addresses failed | address failed | message status - undeliverable | nicht zugestellt | unzustellbar |
    nicht zustellbar | nicht ausgeliefert | zustellung…fehlgeschlagen | fehlgeschlagen | n'a pas pu etre |
    n'ont pas pu etre | pas ete remis | pas pu etre remis | non remis | echec | impossible de | n'a pas ete |
    no se ha podido | no se pudo | no se puede | no pudo ser | no ha podido | no entregad | non e stato possibile |
    impossibile | non recapit | non consegnat | nao pode ser | nao foi possivel | nao foi entregue | nao foram |
    falha | kon niet | kan niet | niet worden | niet bezorgd | kunde inte | kan inte | kunne ikke | kan ikke |
    ei voitu | nie mozna | nie moze | nie zosta | nie udalo | nie udało | nie można | nelze | nemohla | nemohl |
    nepodarilo |
    nem sikerult | nem lehet | teslim edilem | iletilemedi | не может быть | не удалось | не доставлен |
    не было доставлено | невозможно | 送信できま | 配信できま | 届けられ | 失敗 |
    エラー | 无法 | 失败 | 无法投递 | 無法 | 실패
""")
_DELAYED = meaning.phrases("""
    warning message only | this is a warning | warning only | do not need to resend | don't need to resend |
    need not resend | not yet been delivered | not yet delivered | has not yet | have not yet | will be retried |
    will retry | will keep trying | will continue to | still being retried | still trying | keep trying |
    keeps trying | continue trying | be retried | retry for | retrying until | delivery attempts will continue |
    attempts will continue | further attempts will | will be attempted | being delayed | is delayed |
    has been delayed | been delayed | delivery delay | delivery is delayed | delayed mail | message delayed |
    no action is required | temporary problem delivering | delivery incomplete | queued for | you will be notified if |
    verzogert | wird weiterhin versucht | weitere zustellversuche | noch nicht zugestellt | retarde | differe |
    nouvelles tentatives | continuera | retras | seguira intentando | aun no se ha | se seguira | ritardat |
    in ritardo |
    ancora non | continueremo | ulteriori tentativi | atrasad | continuara tentando | vertraagd | opnieuw geprobeerd |
    fordrojd | forsinket | viivastyn | opozniono | opóźnion | zpozden | задержан | отложен | будет продолж |
    遅延 | 再送 | 延迟
""")
_OVER = meaning.phrases("""
    giving up | given up | gave up | no longer be retried | will not be retried | not be retried | no further attempts |
    stopped trying | not trying any | won't try | not try again | has expired | will be deleted from queue |
    permanent error | permanent fatal | failed permanently | has failed | endgultig | abandon
""")
_REPLY_MARK = re.compile(r"\s*(?:re|aw|sv|antw|rv|odp|vs|ynt)\s*:", re.IGNORECASE)
_LETTER_MARK = re.compile(
    r"^[ >]{0,8}+(?:[-=_*#]{2,80}+[ \t]?.{0,60}(?:copy of (?:the|your) message|original (?:message|mail)"
    r"|returned message|below this line|unsent message|message header|message text|header of the|headers? of your"
    r"|undelivered message|ursprüngliche|mensaje original|message d.origine|messaggio originale|mensagem original)"
    r"|(?:original|returned|unsent|your|undelivered|the original) (?:message|mail|e-mail) "
    r"(?:follows|headers?|attached|below|text)|headers? of (?:the|your) (?:original )?message|the header of the"
    r"|message header follows|first \d{1,5} bytes of).{0,200}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(r"([!-9;-~]{1,60}):(?:[ \t]|$)")
_OF_LETTERS = {"message-id", "received", "return-path", "mime-version", "x-mailer", "dkim-signature"}
_OF_ALL_MAIL = {"from", "to", "subject", "date"}
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'=]{1,64}@[^\s<>()\[\],;:\"'=]{1,250}")
_CODE_LINE = re.compile(
    r"\W{0,8}(?:smtp;? ?)?[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\b|.{0,200}\b[a-z]{4})", re.IGNORECASE
)
_MOST_ADDRESSES = 20
_MOST_LINES = 400


@dataclass(frozen=True)
class Words:
    """What a server wrote, and the letter that stands below it."""

    report: str
    letter: str
    """With its headers; empty if none is there."""


def split(text: str) -> Words:
    """A text at the place where the letter begins that it gives back: at a mark, or at the letter's own headers."""
    mark = _LETTER_MARK.search(text)
    ends = [mark.start()] if mark else []
    head = _head_of_letter(text)
    if head is not None:
        ends.append(head)
    end = min(ends, default=len(text))
    return Words(text[:end].strip(), text[end if head is None else max(end, head) :].strip())


def _head_of_letter(text: str) -> int | None:
    """Where the first header lines of a letter stand: three or more, with some that only a message has."""
    start, at, names, count = 0, 0, set[str](), 0
    for line in text.split("\n"):
        header = _HEADER.match(line.lstrip("> "))
        if header or (names and line[:1] in (" ", "\t")):
            if not names:
                start = at
            names.add(header[1].casefold() if header else "")
            count += 1
            if count >= 3 and names & _OF_LETTERS and len(names & (_OF_ALL_MAIL | {"received"})) > 0:  # noqa: PLR2004 - as said
                return start
        else:
            names, count = set(), 0
        at += len(line) + 1
    return None


def code_lines(letter: str) -> str:
    """The lines with a server's code that stand below the first lines of a letter, where some servers put them."""
    return "\n".join(line for line in letter.split("\n")[:_MOST_LINES] if _CODE_LINE.match(line))


def is_server(mail: Incoming, of_letters: Iterable[str]) -> bool:
    """Whether a mail comes from a mail server; never, if it comes from an address that was written to."""
    if mail.headers.get("x-failed-recipients"):
        return True
    if mail.sender in of_letters:
        return False
    sender, header = mail.sender, meaning.folded_words(mail.header("from"))
    is_named = sender.startswith((*MAILBOXES, *_MORE_MAILBOXES)) or _has(_NAMES, header)
    is_bare = not sender or "<>" in mail.headers.get("return-path", ())
    is_reply = bool(_REPLY_MARK.match(mail.subject)) and not sender.startswith(MAILBOXES)
    return not is_reply and (is_named or (is_bare and tells_of_failure(mail.subject)))


def tells_of_failure(subject: str) -> bool:
    """Whether a subject is one of a delivery report."""
    return not _REPLY_MARK.match(subject) and _has(_SUBJECTS, meaning.folded_words(subject))


def says_failed(report: str) -> bool:
    """Whether a server says that something was not delivered."""
    return _has(_FAILED, meaning.folded_words(report))


def says_delayed(subject: str, report: str) -> bool:
    """Whether a server says that it goes on trying."""
    folded = meaning.folded_words(f"{subject}\n{report}")
    return _has(_DELAYED, folded) and not _has(_OVER, folded)


def addresses(report: str) -> Iterator[str]:
    """The addresses in a text, in small letters, each once."""
    seen = (match[0].casefold().strip(".") for match in _ADDRESS.finditer(report))
    yield from (address for _, address in zip(range(_MOST_ADDRESSES), dict.fromkeys(seen), strict=False))


def reason(report: str, phrase: str | None, address: str | None) -> str | None:
    """The line that says why: that of the words which were understood, else of the code, else below the address."""
    line = _telling(report, phrase, address)
    code = meaning.reply_code(line) if line else None
    return line[code.start() :] if line and code else line


def _telling(report: str, phrase: str | None, address: str | None) -> str | None:
    lines = [line.strip() for line in report.split("\n") if line.strip()][:_MOST_LINES]
    folded = [meaning.folded_words(line[:1000]) for line in lines]
    if phrase is not None:
        for number, line in enumerate(folded):
            if meaning.is_in(phrase, line):
                return lines[number]
        for number in range(len(lines) - 1):
            if meaning.is_in(phrase, f"{folded[number]} {folded[number + 1]}"):
                return f"{lines[number]} {lines[number + 1]}"
    with_code = next((line for line in lines if any(meaning.codes(line))), None)
    return with_code or _below(lines, address)


def _below(lines: Sequence[str], address: str | None) -> str | None:
    at = next((number for number, line in enumerate(lines) if address and address in line.casefold()), None)
    return lines[at + 1] if at is not None and at + 1 < len(lines) else None


def _has(phrases: Iterable[str], folded: str) -> bool:
    return any(meaning.is_in(phrase, folded) for phrase in phrases)
