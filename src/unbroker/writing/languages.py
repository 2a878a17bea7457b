"""Languages: how a letter's language writes dates, periods and places, and the fixed words of its sheets.

All of it stands in `letters/`: a language is there once there is a `sheet/words.CODE.yaml`, and its letters are the
templates whose names carry its code. The program's own messages are English, are no letters, and are not from here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, partial
from html import escape
from pathlib import Path

from unbroker.base import files, kept, places, source
from unbroker.base.answers import Answers
from unbroker.base.errors import Place, Problem, ProblemsFound, UnknownName, did_you_mean
from unbroker.base.late import late
from unbroker.base.located import Located
from unbroker.base.placeholders import PLACEHOLDER, filled
from unbroker.facts.deadlines import Period
from unbroker.facts.due import Due, Move, Note
from unbroker.facts.filing import QUESTIONS
from unbroker.facts.profile import Person
from unbroker.facts.regulators import Regulator
from unbroker.writing.words import KINDS as _KINDS
from unbroker.writing.words import Words

babel, babel_dates, babel_languages = late("babel"), late("babel.dates"), late("babel.languages")
_ANSWERS = Answers("babel")
USUAL = "en"
"""The language where nobody chose one; all packaged letters have it."""
_FILE = "sheet/words.{}.yaml"
_CODE = r"(?:(?:[A-ZÀ-Þ0-9][\w.-]*,?|&(?:amp;)?) ){0,5}"
"""What may stand before a sign of a section: `11 CCR`, `Cal. Civ. Code`, `Tex. Bus. & Com. Code`."""
_SECTION = r"\d(?:[\w.:()–-]*[\w)])?(?: [A-Z]{2,}\b){0,2}"
"""Its number, and behind it a law such as `UK GDPR`."""
_FIRST = re.compile(r"\b1\b")
_AS_IS = re.compile(r"[@/]|\w\.\w")
"""What is in a value that no hyphen may come into: an address, a page, a reference."""
_SHARED = ("months", "clock", "remarks", "samples")
"""What only the program's own pages say: a file without it has the usual language's."""


def _names() -> Mapping[str, str]:
    """The English name of each language, by its code."""
    names: Mapping[str, str] = _ANSWERS.ask("names of languages", lambda: {**babel.Locale("en").languages})
    return names


@dataclass(frozen=True)
class Language:
    """A language that letters are written in."""

    code: str
    words: Words = field(hash=False)

    def written(self, day: date, country: str | None = None) -> str:
        """A day as those who live in a country write it: "28 December 2026", "December 28, 2026"."""
        text = babel_dates.format_date(day, "long", locale=self.words.locales.get(country or "", self.words.locale))
        return _FIRST.sub(self.words.first, text, count=1) if self.words.first and day.day == 1 else text

    def spelled(self, text: str, country: str | None) -> str:
        """A text as those who live in a country spell it."""
        for usual, there in self.words.spelled.get(country or "", {}).items():
            text = text.replace(usual, there)
        return text

    def with_weekday(self, day: date) -> str:
        """A day with its weekday: "Monday 28 December 2026"."""
        return str(babel_dates.format_date(day, self.words.day, locale=self.words.locale))

    def days(self, first: date, last: date) -> str:
        """The days from the first to the last."""
        if first == last:
            return self.with_weekday(first)
        return filled(self.words.sheet.days, first=self.with_weekday(first), last=self.with_weekday(last))

    def month(self, day: date) -> str:
        """A day's month in a small space: "Dec"."""
        return self.words.months[day.month - 1]

    def period(self, period: Period) -> str:
        """A length of time: "45 calendar days", "one month"."""
        words, numbers = self.words.periods[period.unit], self.words.numbers
        is_written_out = period.unit == "months" and period.count < len(numbers)
        count = numbers[period.count] if is_written_out else str(period.count)
        plural = (words.few if self._plural(period.count) == "few" else None) or words.many
        return filled(words.one if period.count == 1 else plural, count=count)

    def place(self, code: str) -> str:
        """The name of a country or a region."""
        catalog = self.words.catalog
        return self.words.places.get(code) or (places.translated(code, catalog) if catalog else places.name(code))

    def home(self, code: str) -> str:
        """The name of a place within a sentence: "the United Kingdom", "Germany"."""
        return self.words.homes.get(code) or filled(self.words.home, place=self.within(self.place(code)))

    def within(self, name: str) -> str:
        """A place's name with the article that it takes within a sentence."""
        article = self.words.article
        return f"{article.word} {name}" if article and name.startswith(article.before) else name

    def remark(self, note: Note) -> str:
        """What a reader of the days of a case must know, in a sentence."""
        words = self.words.remarks[f"{note.flag}-open" if note.is_open else note.flag]
        return filled(words, **{name: self._in_words(fact) for name, fact in note.values.items()})

    def time(self, due: Due) -> str:
        """How long an answer may take: "one month from receipt, three months with a notice in time"."""
        words, rule = self.words.clock, due.clock
        if due.period is None:
            return words.none
        parts = [filled(words.filing if rule.starts == "filing" else words.time, period=self.period(due.period))]
        if due.period != rule.answer:
            parts.append(words.free_report)
        elif rule.extended:
            parts.append(filled(words.extended, period=self.period(rule.extended)))
        if rule.acknowledge:
            duty = words.fetch if rule.starts == "filing" else words.acknowledge
            parts.append(filled(duty, period=self.period(rule.acknowledge)))
        return "".join(parts)

    def because(self, move: Move) -> str:
        """Why a day was moved: "26 December is a Saturday -> Monday 28 December"."""
        words, locale = self.words.clock, self.words.locale
        days_off = [
            filled(
                words.day_off,
                day=babel_dates.format_date(day, words.date, locale=locale),
                name=holiday or filled(words.weekend, day=babel_dates.format_date(day, words.weekday, locale=locale)),
            )
            for day, holiday in move.passed
        ]
        weekday = babel_dates.format_date(move.to, words.weekday, locale=locale)
        return filled(
            words.moved,
            days=", ".join(days_off),
            weekday=weekday,
            day=babel_dates.format_date(move.to, words.date, locale=locale),
        )

    def _in_words(self, fact: date | int | Period) -> str:
        match fact:
            case Period():
                return self.period(fact)
            case date():
                return self.with_weekday(fact)
            case _:
                return str(fact)

    @cached_property
    def sheet_words(self) -> Mapping[str, str]:
        """The fixed words of its sheets, by name."""
        return self.words.sheet.model_dump()

    @cached_property
    def foot(self) -> str:
        """The foot of a page, as the `content` of a style sheet: `"Page " counter(page) " of " counter(pages)`."""
        parts = PLACEHOLDER.split(self.words.sheet.page)
        return " ".join(f"counter({part})" if at % 2 else _quoted(part) for at, part in enumerate(parts) if part)

    @cached_property
    def citation(self) -> "re.Pattern[str]":
        """A cited section with its number, after a sign with its code and before the short name of its law."""
        marks = sorted(self.words.cited, key=len, reverse=True)
        signs = "|".join(re.escape(mark) for mark in marks if not mark[-1].isalpha())
        words = "|".join(re.escape(mark) for mark in marks if mark[-1].isalpha())
        return re.compile(rf"(?<!\w)(?:{_CODE}(?:{signs or '(?!)'})|(?:{words or '(?!)'})) {_SECTION}")

    def hold(self, html: str) -> str:
        """HTML with each citation in a span, where no line breaks."""
        return self.glued(self.citation.sub(lambda match: f'<span class="cite">{match[0]}</span>', html))

    def value(self, text: str) -> str:
        """A value as HTML: a state's own question is marked as English; addresses and pages are never hyphenated."""
        written = escape(text, quote=True)
        if text in QUESTIONS.values() and self.code != USUAL:
            return f'<span lang="{USUAL}">{written}</span>'
        if self.words.sheet.hyphens and _AS_IS.search(text):
            return f'<span class="as-is">{written}</span>'
        return written

    def glued(self, text: str, space: str = "\u00a0") -> str:
        """A text with another space where the language has no line begin or end: before a French colon."""
        return self._loose.sub(space, text) if self.words.before or self.words.after else text

    @cached_property
    def _loose(self) -> "re.Pattern[str]":
        """The spaces that shall not break."""
        before = "|".join(map(re.escape, self.words.before)) or "(?!)"
        # Each word in a look-behind of its own, for they differ in length.
        after = "|".join(f"(?<=[\\s(«„“>]{re.escape(word)})|(?<=^{re.escape(word)})" for word in self._after) or "(?!)"
        return re.compile(f" (?=(?:{before}))|(?:{after}) ")

    @property
    def _after(self) -> tuple[str, ...]:
        """What no line ends with, at a sentence's beginning, too."""
        return tuple(dict.fromkeys(form for word in self.words.after for form in (word, word[:1].upper() + word[1:])))

    @cached_property
    def _plural(self) -> Callable[[int], str]:
        """The plural form of a number, by CLDR."""
        form: Callable[[int], str] = babel.Locale.parse(self.words.locale).plural_form
        return form


def not_taken(regulator: Regulator, code: str) -> str | None:
    """What somebody must know before a complaint in a language goes to a regulator; None where it is taken."""
    takes = regulator.takes(code)
    if takes:
        return None
    names = [_names()[language] for language in regulator.languages]
    taken = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    who, written = regulator.short or regulator.own_name, _names()[code]
    if takes is None:
        return f"{who} is known to take complaints in {taken}; whether it takes {written}, nobody has read"
    return f"{who} takes complaints in {taken}, not in {written}: have this one translated before it leaves"


def get(code: str | None = None, folders: Sequence[Path] = ()) -> Language:
    """The language of a code, else the usual one.

    Args:
        code: as in the names of its files.
        folders: the folders of letters, best first; the packaged one if there are none.

    Raises:
        UnknownName: no folder has its words.
        ProblemsFound: they are faulty.
    """
    return _read(code or USUAL, tuple(folders) or (files.packaged("letters"),))


def codes(folders: Sequence[Path]) -> tuple[str, ...]:
    """The codes of the languages of some folders."""
    return tuple(sorted({path.name.split(".")[1] for path in _paths("*", folders)}))


def unknown(people: Iterable[Person]) -> Iterator[Problem]:
    """What is wrong with the languages that people read: there are none of that code."""
    for person in people:
        for code in person.languages:
            if code not in _names():
                hint = did_you_mean(code, _names()) or "write its ISO 639 code: de, fr, es"
                yield Problem(person.place, f"there is no language {code!r}", hint)


def read_by(person: Person) -> tuple[str, ...]:
    """The languages that a person reads, the preferred one first; the usual one where the profile names none."""
    return person.languages or (USUAL,)


def name(code: str) -> str:
    """The English name of a language."""
    return str(_names().get(code, code))


def official(country: str) -> tuple[str, ...]:
    """The languages that are official in a country (CLDR), the most spoken first."""
    spoken = _ANSWERS.ask(
        f"official in {country}", lambda: [*babel_languages.get_official_languages(country, de_facto=True)]
    )
    return tuple(spoken)


def country_for_post(country: str, post: str, language: str | None = None) -> str:
    """The name of a country, in capitals, in a language that the post of another one reads.

    An answer is carried by the post of whoever gives it: the country of the address that it goes to stands there in
    the language of that post, or in one known everywhere (UPU S42). English is taken where it is official, and where
    the first official language is not written in Latin letters.

    Args:
        country: ISO 3166-1, the country that is named.
        post: ISO 3166-1, the country whose post reads it.
        language: the one to be taken if it is official there; None takes the first that is.
    """
    spoken = official(post)
    usual = USUAL if USUAL in spoken else next(iter(spoken), USUAL)
    code = language if language in spoken else usual
    if code is not None and code != USUAL:
        there = str(babel.Locale.parse(code).territories.get(country, ""))
        if there and all("LATIN" in unicodedata.name(letter) for letter in there if letter.isalpha()):
            return there.upper()
    return places.name(country).upper()


def file(name: str, code: str) -> str:
    """The file of a language: `letter.md` is `letter.en.md`."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{code}.{ending}"


def _quoted(words: str) -> str:
    """Words as a string of a style sheet."""
    escaped = "".join(f"\\{ord(character):x} " if character in '"\\<' else character for character in words)
    return f'"{escaped}"'


def _paths(code: str, folders: Sequence[Path]) -> Iterator[Path]:
    yield from (path for folder in folders for path in files.glob(folder, _FILE.format(code)))


@cache
def _read(code: str, folders: tuple[Path, ...]) -> Language:
    path = next(_paths(code, folders), None)
    if path is None:
        known = codes(folders)
        raise UnknownName("language", code, known, see=f"its words would be in letters/{_FILE.format(code)}")
    usual = [] if code == USUAL else [*_paths(USUAL, (files.packaged("letters"),))]
    read = partial(_words, path, code)
    words, problems = kept.of_folder(path.parents[1], f"words-{code}", [path, *usual], _KINDS, read)
    if problems:
        raise ProblemsFound(problems)
    return Language(code, words[code])


def _words(wanted: Path, code: str, text: str, path: Path) -> tuple[Mapping[str, Words], list[Problem]]:
    """The words of a language by its code, from the text of its file; nothing from another's."""
    if path.resolve() != wanted.resolve():
        return {}, []
    document, problems = source.parse(text, files.shown(path))
    if isinstance(document, Located) and code != USUAL and not {*_SHARED} <= document.keys():
        document.update({part: getattr(get().words, part) for part in _SHARED if part not in document})
    words, faults = source.validate(document, Words, Place(files.shown(path))) if document is not None else (None, [])
    return ({} if words is None else {code: words}), [*problems, *faults]
