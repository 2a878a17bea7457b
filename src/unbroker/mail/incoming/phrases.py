"""Phrases: what an answer looks like, by turns of phrase in several languages; a guess, which a person confirms.

How things are worded is data (`wording`). A statement does not count where it is denied, conditional, asked, or
still to come; a demand does, for what depends on it is held up until somebody has read it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from unbroker.facts.text import is_url
from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming import wording
from unbroker.mail.incoming.phrase import DENIED, LATER, Phrase, clauses_before, in_words
from unbroker.mail.incoming.wording import Language, Meaning, Wording

_LONGEST = 30_000
_LONGEST_QUOTE = 300
_LONGEST_SENTENCE = 1000
_WORDS_BEFORE, _WORDS_BEFORE_THAT = 3, 6
_FEWER = 2.5
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,}")
_END = re.compile(r"(?<=[.!?;…])[\"”»')\]]*\s+")
_BLANK = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)]|[a-z]\))\s")
# A full stop after one of these ends no sentence; nor does one before a digit or a small letter.
_SHORT = re.compile(
    r"(?:\b(?:[A-Za-z]|art|abs|nr|bzw|gem|ca|dr|mr|mrs|ms|no|st|sr|sra|sres|mme|etc|inc|ltd|corp|co|vs|ggf|evtl|usw|lit"
    r"|sec|cal|civ|par|al|ej|uds?|núm|cfr|sig|dott|spett|gmbh|zzgl|inkl|max|min|tel|vgl|ziff|bspw))\.\s*$",
    re.IGNORECASE,
)
_DEMANDS: tuple[Meaning, ...] = ("link", "identity", "form", "clarification")
_DEEDS: tuple[Meaning, ...] = ("done", "partial", "no-data", "expired")
_REASONS: tuple[Meaning, ...] = (
    "outside_jurisdiction", "claim_not_covered", "insuf_verification", "too_many_requests", "suspected_fraud",
    "no_match", "processor",
)  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """What an answer looks like, and the words that make it so."""

    kind: EventKind
    name: str
    """Continues "looks like …"."""
    quote: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sentence:
    """One sentence: as it is written, and in words."""

    written: str
    words: str
    at: int

    @property
    def is_question(self) -> bool:
        return self.written.rstrip("\"”»') ").endswith("?")


@dataclass(frozen=True)
class _Hit:
    """The first sentence that says a thing."""

    sentence: _Sentence
    is_optional: bool = False

    @property
    def quote(self) -> str:
        return _short(self.sentence.written)


def guesses(words: str) -> Iterator[Guess]:
    """What an answer looks like, the most urgent first; nothing where it says nothing that is known here.

    Args:
        words: what the other side wrote, without what it quotes.
    """
    hits = _hits([*_sentences(words)])
    return iter([_guess(meaning, hits) for meaning in _in_order(hits)])


def _in_order(hits: Mapping[Meaning, _Hit]) -> Iterator[Meaning]:
    """The things that an answer says, the most urgent first.

    A refusal in plain words goes before what it would have taken; then what they demand, unless they answered and
    only offer it; then the answer, and reasons for a refusal that is not spelled out.
    """
    refusal = next((reason for reason in _REASONS if "refused" in hits and reason in hits), None)
    is_bare_refusal = "refused" in hits and refusal is None and "no-data" not in hits
    is_answered = not {"done", "no-data", "refused", "processor"}.isdisjoint(hits)
    demands = [name for name in _DEMANDS if name in hits]
    optional = [name for name in demands if is_answered and hits[name].is_optional]
    is_partial = "done" in hits and not {"partial", "cannot"}.isdisjoint(hits)
    order: list[Meaning] = ["link"] if "link" in hits else []
    order += [refusal] if refusal else ["refused"] if is_bare_refusal else []
    order += ["processor"] if "processor" in hits else []
    order += [name for name in demands if name not in optional]
    order += ["extended"]
    order += ["partial"] if is_partial or "done" not in hits else []
    order += ["no-data", "done", "expired", *_REASONS, "cannot", "refused", *optional, "received"]
    if is_partial:
        order.remove("cannot")
    at_hand = [name for name in dict.fromkeys(order) if name in hits or (name == "partial" and is_partial)]
    named = [name for name in at_hand if name in (*_REASONS, "refused", "cannot")]
    return (name for name in at_hand if name not in named[1:])


def _hits(sentences: list[_Sentence]) -> dict[Meaning, _Hit]:
    """The first sentence for each thing that is said; one that leaves no choice before one that does."""
    hits: dict[Meaning, _Hit] = {}
    for language in _languages(sentences):
        for sentence in sentences:
            words = language.marked(sentence.words)
            for meaning, worded in language.meanings.items():
                hit = hits.get(meaning)
                if (hit is None or hit.is_optional) and _says(sentence, words, language, meaning, worded):
                    optional = meaning in _DEMANDS and _has(language.options, words)
                    hits[meaning] = hit if hit and optional else _Hit(sentence, optional)
    return hits


def _languages(sentences: list[_Sentence]) -> list[Language]:
    """The languages that a text is in: those of whose common words it has by far not the fewest."""
    words = {word for sentence in sentences for word in sentence.words.split()}
    counts = {language.code: len(words & language.common) for language in wording.load()}
    few = max(counts.values()) / _FEWER
    return [language for language in wording.load() if counts[language.code] >= few]


def _says(sentence: _Sentence, words: str, language: Language, meaning: Meaning, worded: Wording) -> bool:
    if sentence.is_question and meaning not in _DEMANDS:
        return False
    places = (place for phrase in worded.says for place in phrase.places(words))
    return any(_counts(words, place, language, meaning) for place in places) and not _has(worded.unless, words)


def _counts(words: str, place: tuple[int, int], language: Language, meaning: Meaning) -> bool:
    """Whether what is said at a place counts after the words before it: of its clause, and of one that leads to it."""
    *earlier, clause = clauses_before(words, place[0])
    if meaning in _DEMANDS:
        return not any(word.startswith(DENIED) for word in clause[-1:])
    leading = earlier[-1] if earlier and clause[:1] and clause[0] in language.that else []
    before = [*leading, *clause]
    nearby = {word[0] for word in before[-_WORDS_BEFORE:]}
    leading_ends = [at for at, word in enumerate(before) if word in language.that]
    nearby |= {word[0] for end in leading_ends for word in before[max(0, end - _WORDS_BEFORE_THAT) : end]}
    if DENIED in nearby or (meaning in _DEEDS and LATER in nearby):
        return False
    if meaning in (*_DEEDS, "refused", "cannot") and _has(language.conditions, words[slice(*place)]):
        return False
    return meaning == "received" or not _has(language.conditions, " ".join([*before, ""]))


def _has(phrases: tuple[Phrase, ...], words: str) -> bool:
    return any(True for phrase in phrases for _ in phrase.places(words))


_KINDS: Mapping[Meaning, tuple[EventKind, str, Mapping[str, str]]] = {
    "link": ("identity-asked", "a demand to confirm it by a link", {}),
    "identity": ("identity-asked", "a demand for identity", {}),
    "form": ("clarification-asked", "a pointer to their form", {}),
    "clarification": ("clarification-asked", "a demand for details", {}),
    "extended": ("extended", "a notice of more time", {}),
    "partial": ("answered", "an answer to a part", {"outcome": "partial"}),
    "no-data": ("answered", "the answer that they have nothing", {"outcome": "no-data"}),
    "done": ("answered", "the answer that it is done", {"outcome": "fulfilled"}),
    "expired": ("answered", "the answer that they closed it for want of a reply", {"outcome": "expired"}),
    "received": ("acknowledged", "a confirmation of receipt", {}),
}


def _guess(meaning: Meaning, hits: Mapping[Meaning, _Hit]) -> Guess:
    if meaning not in _KINDS:
        return _refusal(meaning, hits)
    kind, name, fixed = _KINDS[meaning]
    hit = hits.get(meaning) or hits["cannot"]
    facts: dict[str, object] = dict(fixed)
    url = next(_links(hit.sentence.written), None)
    if kind in ("answered", "extended"):
        facts["says"] = hit.quote
    elif meaning == "form" and url:
        facts["form"] = url
    elif meaning == "link":
        facts["note"] = f"they ask for a click on {url or 'a link'}"
    return Guess(kind, name, hit.quote, facts)


def _refusal(meaning: Meaning, hits: Mapping[Meaning, _Hit]) -> Guess:
    """A refusal, with the sentence that refuses and the one that says why."""
    reason = meaning if meaning in _REASONS else "other"
    sentences = {hits[name].sentence for name in (meaning, "refused") if name in hits}
    quote = _short(" ".join(sentence.written for sentence in sorted(sentences, key=lambda sentence: sentence.at)))
    return Guess("answered", f"a refusal ({reason})", quote, {"outcome": "denied", "reason": reason, "says": quote})


def _links(sentence: str) -> Iterator[str]:
    """The links of a sentence, in full or not at all: none that is cut off or leads elsewhere than it seems."""
    for match in _URL.finditer(sentence):
        url = match[0].rstrip(".,;")
        if match.end() < _LONGEST_SENTENCE and is_url(url):
            yield url


def _short(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1]}…"


def _sentences(words: str) -> Iterator[_Sentence]:
    seen: set[str] = set()
    for block in _blocks(words[:_LONGEST]):
        for written in _split(block):
            in_short = written[:_LONGEST_SENTENCE]
            plain = in_words(in_short)
            if plain and plain not in seen:
                seen.add(plain)
                yield _Sentence(in_short, plain, len(seen))


def _blocks(words: str) -> Iterator[str]:
    """The paragraphs, each in one line; a list stays with the words that lead to it."""
    leading = ""
    for block in _BLANK.split(words):
        if leading and not _BULLET.match(block):
            yield leading
            leading = ""
        joined = f"{leading} {' '.join(block.split())}".strip()
        leading = joined if joined.endswith(":") or leading else ""
        if not leading:
            yield joined
    if leading:
        yield leading


def _split(block: str) -> Iterator[str]:
    begun = 0
    for end in _END.finditer(block):
        following = block[end.end() : end.end() + 1]
        if block[end.start() - 1] == "." and (
            following.isdigit()
            or following.islower()
            or _SHORT.search(block[max(begun, end.start() - 12) : end.start()])
        ):
            continue
        yield block[begun : end.end()].strip()
        begun = end.end()
    if block[begun:].strip():
        yield block[begun:].strip()
