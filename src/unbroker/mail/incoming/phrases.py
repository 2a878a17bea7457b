"""Phrases: what an answer looks like, by turns of phrase in seven languages; a guess, which a person confirms.

The phrases are for recognising only; no letter is written with them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from unbroker.ledger.kinds import EventKind

_LONGEST_QUOTE = 300
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,400}")


@dataclass(frozen=True)
class Guess:
    """What an answer looks like, and the words that make it so."""

    kind: EventKind
    name: str
    """Continues "looks like …"."""
    quote: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class _Meaning:
    """One thing that answers say."""

    kind: EventKind
    name: str
    phrases: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


_IDENTITY = _Meaning(
    "identity-asked",
    "a demand for identity",
    (
        (
            r"(?:provide|send|submit|upload|attach|need|require|please).{0,120}(?:proof of (?:your )?identity"
            r"|identification"
            r"|identity document|passport|driver['’]?s licen[cs]e|government[- ]issued)"
        ),
        r"(?:verify|confirm|prove|validate|authenticate) (?:who you are|(?:your|the requester['’]s) identity)",
        r"identit(?:y|ies) (?:verification|must be verified|needs? to be verified)",
        r"identität.{0,60}(?:nachweis|bestätig|überprüf|verifizier|prüfen)|(?:nachweis|bestätig).{0,30}identität",
        r"(?:kopie|scan|foto).{0,40}(?:personalausweis|reisepass|ausweis)|identitätsnachweis",
        r"(?:vérifier|confirmer|justifier|prouver|justificatif).{0,30}identité",
        r"(?:copie|photocopie|scan).{0,30}(?:pièce d['’]identité|carte d['’]identité|passeport)",
        r"(?:verificar|confirmar|acreditar|comprobar).{0,30}identidad\b",
        r"(?:copia|foto).{0,30}(?:\bdni\b|documento (?:nacional )?de identidad|pasaporte)",
        r"(?:verificare|confermare|comprovare).{0,30}identità|copia.{0,40}(?:documento|carta) d['’]identità",
        (
            r"identiteit.{0,40}(?:verifi|bevestig|aantonen|controler)|kopie.{0,40}(?:paspoort|identiteitsbewijs"
            r"|rijbewijs)"
        ),
        r"(?:verificar|confirmar|comprovar).{0,30}identidade|cópia.{0,40}(?:documento|passaporte)",
    ),
)
_FORM = _Meaning(
    "clarification-asked",
    "a pointer to their form",
    (
        (
            r"(?:submit|make|file|send|complete|use|fill|visit|through|via).{0,80}(?:web ?form|online form|request form"
            r"|privacy (?:portal|center|centre|form)|request portal|opt-out (?:page|form)|our (?:portal|form))"
        ),
        (
            r"(?:nutzen|verwenden|benutzen|füllen|ausfüllen|über).{0,60}(?:formular|portal)"
            r"|formular.{0,60}(?:nutzen|verwenden)"
        ),
        r"(?:utilis|rempli|complét|soumett|veuillez).{0,80}(?:formulaire|portail)",
        r"(?:rellen|complet|utili[cz]|usar|enviar|envíe).{0,80}formulario",
        r"(?:compil|utilizz|invi).{0,80}modulo",
        r"(?:gebruik|vul|invullen).{0,80}(?:formulier|portaal)",
        r"(?:preench|utiliz|use).{0,80}formulário",
    ),
)
_MORE_TIME = _Meaning(
    "extended",
    "a notice of more time",
    (
        (
            r"(?:extend|extension|additional|further).{0,60}(?:\d+|thirty|forty-five|sixty|ninety|two|one)"
            r"(?: \(\d+\))? ?(?:calendar |business |more |additional )?(?:days|months?)"
        ),
        r"(?:need|require)s? (?:some )?(?:additional|more|further) time",
        r"extend(?:ing|ed)? (?:the|our|this)(?: response)? (?:period|deadline|time)",
        r"(?:frist|bearbeitung).{0,80}verläng|verläng.{0,60}(?:frist|monat|woche|tage)|(?:mehr|weitere) zeit",
        r"(?:prolong|prorog).{0,60}(?:délai|mois|jours)|délai.{0,60}(?:prolong|prorog)",
        r"(?:prorrog|ampli).{0,60}(?:plazo|meses|días)|plazo.{0,60}(?:prorrog|ampli)",
        r"prorog.{0,60}(?:termin|mesi|giorni)|termine.{0,60}prorog",
        r"verleng.{0,60}(?:termijn|maand|dagen)|termijn.{0,60}verleng",
        r"prorrog.{0,60}(?:prazo|dias|mês|meses)",
    ),
)
_DENIED = {
    "outside_jurisdiction": (
        (
            r"(?:not|n['’]t) (?:appear to be )?(?:a )?residents? of|(?:only|solely) .{0,40}residents? (?:of|in)"
            r"|residents only"
        ),
        r"nicht .{0,40}(?:wohnhaft|einwohner|ansässig)",
    ),
    "claim_not_covered": (
        (
            r"(?:not|n['’]t) (?:subject to|covered by|required (?:to|under|by)|a data broker|a (?:business"
            r"|controller) (?:under|as))"
        ),
        r"does(?: not|n['’]t) apply to (?:us|you|this|our|your)|(?:is|are) exempt (?:from|under)",
        r"nicht (?:anwendbar|verpflichtet)|(?:n['’]est|ne sommes) pas (?:soumis|applicable|tenus)",
        r"no (?:es aplicable|estamos (?:obligados|sujetos))|non (?:si applica|siamo (?:tenuti|soggetti))",
        r"niet (?:van toepassing|verplicht)|não (?:se aplica|estamos sujeitos)",
    ),
    "insuf_verification": (
        r"(?:unable to|could not|couldn['’]t|failed to|not able to) (?:be )?(?:verif|authenticat)",
        r"nicht .{0,40}(?:verifizier|identifizier)en",
    ),
    "too_many_requests": (
        r"(?:excessive|repetitive|manifestly unfounded|too many requests)",
        r"exzessiv|offenkundig unbegründet|offensichtlich unbegründet|manifestement infond",
    ),
    "suspected_fraud": (r"fraudulent|suspect\w* fraud|betrugsverdacht|rechtsmissbräuchlich",),
    "other": (
        r"(?:we|must|have|has been|is|are|hereby) (?:\w+ )?(?:deny|denying|denied|declin\w+|reject\w+|refus\w+)",
        (
            r"(?:cannot|can not|can['’]t|unable to|not able to) (?:comply|process|fulfil+|honou?r|grant|act on"
            r"|accommodate)"
        ),
        r"lehnen .{0,60}\bab\b|abgelehnt|nicht (?:nachkommen|entsprechen|stattgeben)",
        r"(?:refus|rejet)(?:ons|é)|ne pouvons (?:pas )?(?:donner suite|répondre favorablement|accéder)",
        r"(?:deneg|rechaz)(?:amos|ad|ar)|no podemos (?:atender|acceder|tramitar)",
        (
            r"respint|rifiutat|non possiamo (?:accogliere|dare seguito)|afgewezen|wijzen .{0,30}\baf\b|indeferid"
            r"|não podemos atender"
        ),
    ),
}
_NOTHING = _Meaning(
    "answered",
    "the answer that they have nothing",
    (
        (
            r"(?:do|does|did)(?: not|n['’]t) (?:currently )?(?:hold|have|possess|store|find|maintain|locate)"
            r"(?: any| your)? (?:\w+ )?(?:data|information|records?|match|account|file|details|profile)"
        ),
        (
            r"\bno (?:records?|personal (?:data|information)|data|information|match(?:es|ing)?|account)\b.{0,60}"
            r"(?:found|located|identified|about you|relating to you|on file|associated)"
        ),
        (
            r"(?:unable to|could not|couldn['’]t|cannot) (?:find|locate|identify|match) .{0,40}(?:record|data"
            r"|information|account|profile)"
        ),
        (
            r"kein(?:e|erlei|en) .{0,50}(?:daten|informationen|datensätze|datensatz|einträge).{0,60}"
            r"(?:gespeichert|gefunden|vorhanden|vorliegen|verarbeite|ermitteln|ihrer person)"
        ),
        r"aucune (?:donnée|information).{0,60}|ne (?:détenons|disposons d|traitons|conservons).{0,20}aucun",
        (
            r"no (?:tenemos|disponemos|hemos encontrado|constan|conservamos|tratamos).{0,40}(?:datos|información"
            r"|registro)"
        ),
        r"non (?:abbiamo|deteniamo|disponiamo|risultano|trattiamo).{0,40}(?:dati|informazioni)",
        r"geen .{0,40}gegevens.{0,60}(?:gevonden|van u|bewaar|verwerk)",
        r"não (?:temos|possuímos|encontramos|localizamos|tratamos).{0,40}(?:dados|informações|registro)",
    ),
    {"outcome": "no-data"},
)
_PARTLY = _Meaning(
    "answered",
    "an answer to a part",
    (
        (
            r"(?:we|may|must|will|are|required to|need to) (?:retain|keep)(?:ing)? (?:some|certain|part|limited"
            r"|your|this|the)"
        ),
        r"except (?:for|where|as)|with the exception of|(?:some|certain) (?:data|information|records?) .{0,60}not be",
        r"teilweise|mit ausnahme|ausgenommen|weiterhin .{0,40}(?:speichern|aufbewahren|gespeichert)",
        (
            r"à l['’]exception|conserv(?:ons|er) (?:certaines|une partie)|con excepción|salvo (?:los|las)"
            r"|ad eccezione|met uitzondering"
        ),
    ),
    {"outcome": "partial"},
)
_DONE = _Meaning(
    "answered",
    "the answer that it is done",
    (
        (
            r"(?:has|have|had|was|were|is|are|['’]ve) (?:now |been |all |permanently |successfully |already |also )*"
            r"(?:deleted|erased|removed|suppressed|opted[- ](?:you )?out|purged)"
        ),
        (
            r"(?:request|opt-out) .{0,40}(?:has been|was|is) (?:now |successfully )*(?:completed?|fulfilled"
            r"|processed|honou?red)"
        ),
        r"we(?: have|['’]ve)? (?:now |successfully )*(?:completed|fulfilled|honou?red|processed) your",
        r"(?:attached|enclosed|below).{0,60}(?:copy of your|your personal|your) (?:data|information)",
        (
            r"(?:wurden?|haben|sind|ist) .{0,100}(?:gelöscht|entfernt|gesperrt)|(?:anbei|im anhang"
            r"|beigefügt).{0,80}(?:auskunft|daten)"
        ),
        (
            r"(?:ont été|avons|a été) .{0,60}(?:supprim|effac)|(?:han sido|hemos|ha sido|fueron) .{0,60}(?:eliminad"
            r"|suprimid|borrad)"
        ),
        (
            r"(?:sono stati|abbiamo|è stato) .{0,60}(?:cancellat|eliminat|rimoss)|(?:zijn|hebben"
            r"|is) .{0,60}(?:verwijderd|gewist)"
        ),
        r"(?:foram|foi) .{0,60}(?:excluíd|eliminad|apagad|removid)",
    ),
    {"outcome": "fulfilled"},
)
_RECEIVED = _Meaning(
    "acknowledged",
    "a confirmation of receipt",
    (
        r"(?:received|receipt of) your (?:\w+ )?(?:request|e-?mail|message|letter|inquiry|enquiry|correspondence)",
        (
            r"thank you for (?:contacting|reaching out|submitting|your (?:\w+ )?(?:request|e-?mail|message|letter"
            r"|inquiry|enquiry))"
        ),
        (
            r"(?:request|ticket|case|inquiry) .{0,60}(?:has been|was) (?:received|created|opened|logged|registered"
            r"|submitted)"
        ),
        r"(?:under review|being (?:reviewed|processed)|look(?:ing)? into (?:it|this|your))",
        r"(?:eingang|erhalt) ihre[rs]|haben .{0,60}erhalten|eingegangen|in bearbeitung|vielen dank für ihre",
        r"(?:avons bien reçu|accus\w+ réception|bien été (?:reçu|enregistré))",
        (
            r"hemos recibido|acus\w+ recibo|ha sido (?:recibid|registrad)|abbiamo ricevuto|preso in carico"
            r"|presa in carico"
        ),
        r"(?:hebben|is) .{0,60}ontvangen|ontvangst|in behandeling|recebemos|foi recebid",
    ),
)


def guesses(words: str) -> Iterator[Guess]:
    """What an answer looks like, the most urgent first; nothing where it says nothing that is known here.

    Args:
        words: what the other side wrote, without what it quotes.
    """
    sentences = [*_sentences(words)]
    refused = _refusal(sentences)
    done, partly = _first(_DONE, sentences), _first(_PARTLY, sentences)
    for guess in (
        _first(_IDENTITY, sentences),
        _first(_FORM, sentences),
        _first(_MORE_TIME, sentences),
        partly if done else None,
        refused,
        _first(_NOTHING, sentences),
        done,
        _first(_RECEIVED, sentences),
    ):
        if guess is not None:
            yield guess


def _sentences(words: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", words[:50_000]):
        for sentence in re.split(r"(?<=[.!?;])\s+", " ".join(block.split())):
            if sentence:
                yield sentence[:1000]


def _first(meaning: _Meaning, sentences: list[str]) -> Guess | None:
    quote = _quote(meaning.phrases, sentences)
    if quote is None:
        return None
    facts = dict(meaning.facts)
    if meaning.kind in ("answered", "extended"):
        facts["says"] = quote
    elif meaning is _FORM and (url := next((link for sentence in sentences for link in _URL.findall(sentence)), None)):
        facts["form"] = url.rstrip(".,;")
    return Guess(meaning.kind, meaning.name, quote, facts)


def _refusal(sentences: list[str]) -> Guess | None:
    for reason, phrases in _DENIED.items():
        if (quote := _quote(phrases, sentences)) is not None:
            facts = {"outcome": "denied", "reason": reason, "says": quote}
            return Guess("answered", f"a refusal ({reason})", quote, facts)
    return None


def _quote(phrases: tuple[str, ...], sentences: list[str]) -> str | None:
    for sentence in sentences:
        if any(re.search(phrase, sentence, re.IGNORECASE) for phrase in phrases):
            return sentence if len(sentence) <= _LONGEST_QUOTE else f"{sentence[: _LONGEST_QUOTE - 1]}…"
    return None
