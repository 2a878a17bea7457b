"""Which language a letter is written in, and why; and in which one its sender gets a copy to read. Pure.

A letter is whole in one language: where a single part of it is missing, all of it is written in another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from unbroker.base import places
from unbroker.base.errors import UnknownName
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person
from unbroker.facts.regulators import Regulator
from unbroker.facts.rule import Topic
from unbroker.writing import languages
from unbroker.writing.languages import USUAL
from unbroker.writing.reference import Step
from unbroker.writing.request import Draft

_LATER = ("steps/words.md", "steps/frame.md", "steps/opening.md")
_INCLUDED: dict[str, tuple[str, ...]] = {
    "complaint": ("complaint.md", "steps/words.md", "steps/timeline.md", "steps/ground.md"),
    "agent": ("agent.md", "steps/words.md"),
    "first": ("letter.md",),
}
"""The templates of a letter beside those of its rights and topics; other steps have their own, and those of all."""


@dataclass(frozen=True)
class Written:
    """Which letters there are in which language, by the names of all files of the letters."""

    names: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages that there are, the usual one first."""
        found = {name.split(".")[1] for name in self.names if name.startswith("sheet/words.")}
        return (USUAL, *sorted(found - {USUAL}))

    def lacking(
        self, law: Law, step: Step, rights: Iterable[Right], code: str, topics: Iterable[Topic] = (), *,
        is_named: bool = False, extras: Iterable[str] = (),
    ) -> tuple[str, ...]:  # fmt: skip
        """The files that a language lacks for a letter; none if it can be written in it.

        Args:
            law: the law that it is under.
            step: which letter.
            rights: those that it speaks of.
            code: the language.
            topics: what it is about beside them.
            is_named: whether a first letter says who named its recipient.
            extras: templates that this letter has, and others of its step have not.
        """
        if code == USUAL:
            return ()
        if code not in law.names:
            return (f"{law.slug}/law.yaml: names: {code}",)
        parts = [*_INCLUDED.get(step, (f"steps/{step}.md", *_LATER)), *extras]
        if step == "first":
            parts += [*(f"rights/{right}.md" for right in rights), *(f"topics/{topic}.md" for topic in topics)]
            parts += ["trail.md"] if is_named else []
        else:
            parts += [f"rights/{right}.md" for right in rights if right not in law.names[code].rights]
        sheets = (languages.file(f"sheet/{name}", code) for name in ("words.yaml", "about.txt"))
        return (*(name for name in sheets if name not in self.names), *self._missing(law, parts, code))

    def lacks_part(self, part: str, code: str) -> bool:
        """Whether a language has not a part of all laws' letters; the usual one has them all."""
        return code != USUAL and languages.file(part, code) not in self.names

    def lacking_parts(self, law: Law, code: str) -> tuple[str, ...]:
        """All parts of a law's letters that stand in the usual language and not in another."""
        homes, endings = {*_homes(law)}, (f".{USUAL}.md", f"/checklist.{USUAL}.yaml")
        usual = sorted(name for name in self.names if name.endswith(endings) and _home(name) in homes)
        parts = dict.fromkeys(name.removeprefix(_home(name)).replace(f".{USUAL}.", ".") for name in usual)
        return tuple(self._missing(law, parts, code))

    def _missing(self, law: Law, parts: Iterable[str], code: str) -> Iterator[str]:
        """The files to be written where the usual language has a part, and another has none that is as near the law."""
        homes = _homes(law)
        for part in parts:
            usual = next((home for home in homes if home + languages.file(part, USUAL) in self.names), None)
            if usual is None:
                continue
            near = homes[: homes.index(usual) + 1]
            if not any(home + languages.file(part, code) in self.names for home in near):
                yield usual + languages.file(part, code)


def _homes(law: Law) -> tuple[str, ...]:
    """The folders of a law's templates, the nearest first."""
    return (f"{law.slug}/", f"{law.family}/", "") if law.family else (f"{law.slug}/", "")


def _home(name: str) -> str:
    """The law's folder that a template is in; nothing for those of all laws."""
    first, stroke, _ = name.partition("/")
    return f"{first}{stroke}" if stroke and first not in ("steps", "rights", "topics", "sheet") else ""


def extras(draft: Draft) -> tuple[str, ...]:
    """The templates that a letter has because of who it is for: of a child, or of data on somebody else's record."""
    child = ("steps/guardian.md",) if draft.request.person.guardian else ()
    shared = ("steps/relative.md",) if draft.step == "first" and draft.disclosed("record of") else ()
    return (*child, *shared)


@dataclass(frozen=True)
class _Choice:
    """A language that a letter could be in, and why."""

    code: str
    why: str


def in_best_language(draft: Draft, written: Written, wanted: str | None = None) -> Draft:
    """The draft in the language that is best for its recipient, with a language for a copy if its sender needs one.

    Args:
        draft: of any letter.
        written: which letters there are.
        wanted: the language that somebody asked for.

    Raises:
        UnknownName: there is none of that code.
    """
    _check(wanted, written)
    request, regulator = draft.request, draft.recipient.regulator
    post = draft.recipient.channel.post
    country = request.broker.country or (post.country if post else None)
    choices = [*_choices(request.person, regulator, country, wanted)]
    reads = languages.read_by(request.person)
    if choices[0] == _Choice(USUAL, "") and USUAL in reads:
        return draft
    topics = request.topics if draft.step == "first" else ()

    def lacking(code: str) -> tuple[str, ...]:
        law, steps = request.claim.law, (draft.step, *(("agent",) if draft.agent else ()))
        is_named = bool(draft.named)
        missing = (
            written.lacking(law, step, draft.rights, code, topics, is_named=is_named, extras=extras(draft))
            for step in steps
        )
        return tuple(name for names in missing for name in names)

    chosen = next(choice for choice in choices if not lacking(choice.code))
    why = [chosen.why] if chosen.why else []
    why += [_lacks(choice.code, lacking(choice.code)) for choice in choices[: choices.index(chosen)]]
    copy = None if chosen.code in reads else next((code for code in reads if not lacking(code)), None)
    return replace(draft, language=chosen.code, language_reason="; ".join(why), copy_in=copy)


def of_complaint(law: Law, rights: Sequence[Right], person: Person, regulator: Regulator, written: Written) -> str:
    """The language that a person's complaint to a regulator would be in."""
    choices, child = _choices(person, regulator, None, None), ("steps/guardian.md",) if person.guardian else ()
    return next(c.code for c in choices if not written.lacking(law, "complaint", rights, c.code, extras=child))


def of_permission(laws: Iterable[Law], person: Person, written: Written) -> str:
    """The language of the form by which a person permits an agent to act: the best that they read and all laws have."""
    return _of_form("sheet/permission.html", "agent", laws, person, written)


def of_declaration(laws: Iterable[Law], person: Person, written: Written) -> str:
    """The language of the form by which a guardian declares to have the care of a child, chosen likewise."""
    return _of_form("sheet/declaration.html", "complaint", laws, person, written)


def _of_form(sheet: str, step: Step, laws: Iterable[Law], person: Person, written: Written) -> str:
    """The best language that a person reads in which there is a form, and all laws have a letter."""
    needed = [(law, tuple(law.rights)) for law in laws]
    for code in languages.read_by(person):
        is_there = code == USUAL or languages.file(sheet, code) in written.names
        if is_there and not any(written.lacking(law, step, rights, code) for law, rights in needed):
            return code
    return USUAL


def _check(wanted: str | None, written: Written) -> None:
    if wanted is not None and wanted not in written.codes:
        names = ", ".join(written.codes)
        raise UnknownName("language", wanted, written.codes, see=f"letters are written in {names}")


def _choices(person: Person, regulator: Regulator | None, country: str | None, wanted: str | None) -> Iterator[_Choice]:
    """The languages that a letter could be in, the best first; the usual one is the last resort."""
    reads = languages.read_by(person)
    if wanted is not None:
        yield _Choice(wanted, f"in {languages.name(wanted)}, as asked")
    elif regulator is not None:
        own = [code for code in regulator.languages if code in languages.official(places.country(regulator.serves[0]))]
        for code in sorted(own, key=lambda code: reads.index(code) if code in reads else len(reads)):
            who = regulator.short or regulator.own_name
            yield _Choice(code, "" if code == USUAL else f"in {languages.name(code)}, {who}'s own language")
    elif country is not None:
        for code in (code for code in reads if code in languages.official(country)):
            why = f"in {languages.name(code)}: it is in {places.with_article(places.name(country))}, and you read it"
            yield _Choice(code, "" if code == USUAL else why)
    yield _Choice(USUAL, "")


def _lacks(code: str, lacking: Sequence[str]) -> str:
    more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
    return f"not in {languages.name(code)}, which lacks letters/{lacking[0]}{more}"
