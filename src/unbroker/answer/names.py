"""Names in an answer: brokers that the registry knows, with the sentence that they stand in; proposed, never taken.

A name counts where its sentence, or what stands above it, speaks of sources or recipients. The side is a guess by the
nearest words, and so is a denial.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from unbroker.answer import cues
from unbroker.answer.cues import Cues
from unbroker.answer.passage import Passage
from unbroker.facts.registry import Registry
from unbroker.ledger.kinds import Side, Stance
from unbroker.mail.incoming.phrase import in_words
from unbroker.registry.domain import host, registrable
from unbroker.registry.legal_name import compared
from unbroker.registry.named import Names

_TOKEN = re.compile(r"[^\W_]+")
_HOST = re.compile(r"(?<![\w@.-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){1,5}[a-z]{2,12}(?![\w@-])")
_BETWEEN = re.compile(r"[\s.&+'’,/()-]{0,4}")
_END = re.compile(r"(?<=[.!?])[\"”»’')\]]*\s+(?=[\"“„«(\[]?[^\W\d_])")
_SHORT = re.compile(
    r"(?:\b(?:inc|ltd|corp|co|llc|art|abs|nr|no|bzw|ca|dr|mr|ms|st|e\.?g|i\.?e|u\.?s|z\.\s?b|d\.\s?h|gmbh)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_LONGEST_SENTENCE, _FEW_WORDS, _SHORT_NAME = 1500, 6, 5
_CLAUSE, _CLAUSE_END = re.compile(r"[;:]"), re.compile(r"[,;.]")
_LISTED = re.compile(
    r"(?:[\s,&/+]|\([^()]{0,40}\)"
    r"|\b(?:and|or|und|oder|sowie|as well as|from|to|with|by|an|von|mit|inc|llc|ltd)\b\.?){1,12}"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SOON = 5
_OUTSIDE = re.compile(r"\([^()]*\)")


_Hit = tuple[int, int, str]
"""Where it begins and ends, and the slug or the word."""


@dataclass(frozen=True)
class Proposal:
    """Somebody whom an answer seems to name, or what it seems to say of all its sources or recipients."""

    side: Side
    says: Stance
    name: str
    """As the answer writes it; empty where it is about all."""
    slug: str
    words: str
    """The sentence."""
    place: str
    """Where it stands: the file, and where in it."""


@dataclass(frozen=True)
class _Known:
    tokens: tuple[str, ...]
    slug: str
    weak: bool
    """Whether it can be a common word, and must be written as the record writes it."""
    written: str


@dataclass(frozen=True)
class Finder:
    """Finds the names of a registry's brokers."""

    registry: Registry
    residence: str
    """Where the person lives whose answer it is."""

    @cached_property
    def _names(self) -> Names:
        return Names(self.registry)

    @cached_property
    def _known(self) -> dict[str, list[_Known]]:
        """What brokers are called, by the first word; the longest first."""
        index: dict[str, list[_Known]] = {}
        for slug, outline in self.registry.outlines.items():
            bare = [_OUTSIDE.sub("", outline.name), *re.findall(r"\(([^()]+)\)", outline.name)]
            others = [written for written in outline.also_called if not _is_weak(written)]
            own = (outline.name, *bare, *_legal(outline.legal_name), *_apart(outline.name), *_closed(outline.name))
            for written in dict.fromkeys((*own, *others)):
                tokens = tuple(_folded(token) for token in _TOKEN.findall(written))
                if tokens and sum(map(len, tokens)) > 2:  # noqa: PLR2004 - two letters are no name
                    known = _Known(tokens, slug, _is_weak(written), written.strip())
                    index.setdefault(tokens[0], []).append(known)
        for some in index.values():
            some.sort(key=lambda known: -len(known.tokens))
        return index

    def find(self, passages: Iterable[Passage], but: Collection[str] = ()) -> tuple[Proposal, ...]:
        """Whom an answer seems to name, each once for each side, and what it seems to say of all.

        Args:
            passages: of the answer.
            but: the slugs of who answered.
        """
        words, found = cues.load(), dict[tuple[Side, str], Proposal]()
        seen = set[tuple[str, str, str, str]]()
        for passage in passages:
            for sentence in sentences(passage.text):
                told = (sentence, passage.context, passage.column, passage.beside)
                if told in seen:  # says again what it said, and costs nothing
                    continue
                seen.add(told)
                for proposal in self._in_sentence(sentence, passage, words, but):
                    key = (proposal.side, proposal.slug or proposal.says)
                    if key not in found or (found[key].says == "denied" and proposal.says == "named"):
                        found[key] = proposal
        return tuple(_fitting(found.values()))

    def _in_sentence(self, sentence: str, passage: Passage, words: Cues, but: Collection[str]) -> Iterator[Proposal]:
        low, above = _low(sentence), _low(passage.above)
        if not _is_elsewhere(passage.column, passage.beside, words):
            before: Side | None = None
            for group in _together(low, [*self._hits(sentence, low, words)]):
                start, end = group[0][0], group[-1][1]
                side = _side(low, start, end, above, words) or before
                if before and _lacks_verb(low, start, end, words):
                    side = before
                before = side
                says: Stance = "denied" if _is_denied(low, start, end, words) else "named"
                for begin, stop, slug in group:
                    if side is not None and slug not in but and not self._belongs(slug, but):
                        yield Proposal(side, says, sentence[begin:stop], slug, sentence, passage.place)
        spoken = in_words(sentence)
        for side, stance, phrases in words.stances if words.stance_stems.search(spoken) else ():
            if any(True for phrase in phrases for _ in phrase.places(spoken)):
                yield Proposal(side, stance, "", "", sentence, passage.place)

    def _belongs(self, slug: str, but: Collection[str]) -> bool:
        outline = self.registry.outlines[slug]
        return outline.belongs_to in but or outline.answered_by in but

    def _hits(self, sentence: str, low: str, words: Cues) -> Iterator[_Hit]:
        """Where names and sites stand, in their order."""
        tokens = [(match.start(), match.end(), _folded(match[0])) for match in _TOKEN.finditer(low)]
        sites = {start: (start, end, slug) for start, end, slug in self._sites(low)}
        at, reached = 0, 0
        while at < len(tokens):
            start = tokens[at][0]
            hit = self._hit(sentence, tokens, at, words, low)
            site = sites.get(start)
            if start >= reached and (site is not None or hit is not None):
                end, slug = (site[1], site[2]) if site else (tokens[at + hit[0] - 1][1], hit[1]) if hit else (0, "")
                reached = end
                yield start, end, slug
            at += 1

    def _sites(self, low: str) -> Iterator[_Hit]:
        for match in _HOST.finditer(low):
            site = host(match[0]) or ""
            owner = self._names.by_domain.get(site) or self._names.by_domain.get(registrable(site) or "")
            if owner:
                yield match.start(), match.end(), owner

    def _hit(self, sentence: str, tokens: Sequence[_Hit], at: int, words: Cues, low: str) -> tuple[int, str] | None:
        for known in self._known.get(tokens[at][2], ()):
            count = len(known.tokens)
            window = tokens[at : at + count]
            if tuple(token for _, _, token in window) != known.tokens:
                continue
            gaps = (sentence[before[1] : after[0]] for before, after in pairwise(window))
            if not all(_BETWEEN.fullmatch(gap) for gap in gaps):
                continue
            text = sentence[window[0][0] : window[-1][1]]
            does = any(cue.after.match(low, window[-1][1]) for cue in words.sides.values())
            if known.weak and not _is_written_so(text, known.written, at, len(tokens), does=does):
                continue
            return count, self._one(known)
        return None

    def _one(self, known: _Known) -> str:
        slugs = self._names.find(known.written, self.residence)
        return known.slug if known.slug in slugs or not slugs else slugs[0]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a passage; a full stop after an abbreviation ends none."""
    start = 0
    for match in _END.finditer(text):
        if not _SHORT.search(text[start : match.start() + 1].rstrip()[-12:]):
            yield text[start : match.end()].strip()[:_LONGEST_SENTENCE]
            start = match.end()
    if start < len(text):
        yield text[start:].strip()[:_LONGEST_SENTENCE]


def _fitting(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Those that go together: nobody says that there is nobody, and names somebody."""
    some = [*proposals]
    named = {proposal.side for proposal in some if proposal.says == "named"}
    for proposal in some:
        if proposal.slug or proposal.side not in named:
            yield proposal


def _side(low: str, start: int, end: int, context: str, words: Cues) -> Side | None:
    """On which side somebody stands, by the nearest words; None where nothing speaks of sources or recipients."""
    clause = max((match.end() for match in _CLAUSE.finditer(low, 0, start)), default=0)
    about = [
        (match.end(), side)
        for side, cue in words.sides.items()
        for match in cue.about.finditer(low)
        if match.start() >= end or match.end() <= start
    ]
    above = [(match.end(), side) for side, cue in words.sides.items() for match in cue.about.finditer(context)]
    behind = [side for side, cue in words.sides.items() if cue.after.match(low, end)]
    turns = [match.span() for match in words.turns.finditer(low, clause, start)]
    before = [
        (match.end(), len(match[0]), side)
        for side, cue in words.sides.items()
        for match in cue.before.finditer(low, clause, start)
        if not any(begin <= match.start() < stop for begin, stop in turns)
    ]
    if behind and not before:
        return behind[0]
    if before and (about or above):
        return max(before)[2]
    ahead = [hit for hit in about if hit[0] <= start]
    if ahead:
        return max(ahead)[1]
    if above:
        return max(above)[1]
    return behind[0] if behind else max(about)[1] if about and start == 0 else None


def _is_denied(low: str, start: int, end: int, words: Cues) -> bool:
    """Whether a word that denies stands before a name, and nothing takes it back; or soon behind it in its clause."""
    turned = max((match.end() for match in words.turns.finditer(low, 0, start)), default=0)
    clause = low.rfind(";", 0, start) + 1
    if words.denials.search(low, max(turned, clause), start) is not None:
        return True
    behind = _CLAUSE_END.split(low[end:], maxsplit=1)[0].split()[:_SOON]
    return words.denials.search(" ".join(behind)) is not None


def _lacks_verb(low: str, start: int, end: int, words: Cues) -> bool:
    """Whether a name stands in a clause that only denies what was said of another: Bolt Search did not."""
    clause = max(low.rfind(mark, 0, start) for mark in ",;")
    rest = _CLAUSE_END.split(low[end:], maxsplit=1)[0]
    has_cue = any(
        pattern.search(low, clause + 1, start) for cue in words.sides.values() for pattern in (cue.before, cue.about)
    )
    return not has_cue and bool(words.denials.search(rest)) and len(rest.split()) <= _FEW_WORDS


@lru_cache(1000)
def _is_elsewhere(column: str, beside: str, words: Cues) -> bool:
    """Whether a cell stands in a column of something else, in a table that has columns of sources or recipients."""
    cues = [cue.about for cue in words.sides.values()]
    return (
        bool(column)
        and not any(cue.search(_low(column)) for cue in cues)
        and any(cue.search(_low(beside)) for cue in cues)
    )


def _together(low: str, hits: Sequence[_Hit]) -> Iterator[list[_Hit]]:
    """Names that are listed one after another, as one."""
    group: list[_Hit] = []
    for hit in hits:
        if group and not _LISTED.fullmatch(low[group[-1][1] : hit[0]]):
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


def _legal(name: str | None) -> tuple[str, ...]:
    """A legal name without the form of the company."""
    bare = compared(name)
    return (name or "", bare.title()) if len(bare.split()) > 1 else (name or "",)


def _apart(name: str) -> tuple[str, ...]:
    """A name that is written together, in its words: TemplateHire is Template Hire as well."""
    apart = _CAMEL.sub(" ", name)
    return (apart,) if apart != name else ()


def _closed(name: str) -> tuple[str, ...]:
    """A name of several words written together: PeopleDataLabs is People Data Labs as well."""
    words = _TOKEN.findall(name)
    return ("".join(words),) if len(words) > 1 and all(word[:1].isupper() for word in words) else ()


def _is_weak(written: str) -> bool:
    """Whether a name is a single word that can be a common one: Gem, but not FullContact or ID5."""
    tokens = _TOKEN.findall(written)
    if len(tokens) != 1:
        return False
    has_shape = any(letter.isupper() for letter in tokens[0][1:]) or any(map(str.isdigit, tokens[0]))
    return not (has_shape and len(tokens[0]) > _SHORT_NAME)


def _is_written_so(text: str, written: str, at: int, count: int, *, does: bool) -> bool:
    """Whether a name that can be a common word is written as a name; at the beginning of a sentence all words are.

    Args:
        text: as it stands there.
        written: as the record has it.
        at: its number among the words of the sentence.
        count: how many words there are.
        does: whether what follows says what somebody did.
    """
    if count == 1:
        return text.casefold() == written.casefold()
    return text == written and (at > 0 or does or count <= _FEW_WORDS)


def _low(text: str) -> str:
    """A text in small letters, of the same length."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(letter.lower()[:1] or letter for letter in text)


def _folded(token: str) -> str:
    """A word without accents."""
    if token.isascii():
        return token.lower()
    letters = unicodedata.normalize("NFKD", token.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
