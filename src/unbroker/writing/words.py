"""Words: what a language's file holds, `sheet/words.en.yaml`; what is done with it is `languages`'.

A file in another language need not have what only the program's own pages say, which are in English.
"""

from unbroker.base.fact import Fact, Field
from unbroker.facts.text import Line, Territory


class PeriodWords(Fact):
    """How a unit of time is counted; `{count}` stands for the number."""

    one: Line
    few: Line | None = None
    """For the numbers that have a form of their own in the language, as 2 to 4 in Czech; `many` if it is absent."""
    many: Line


class ArticleWords(Fact):
    """The article before some names of places in a sentence."""

    word: Line
    """The article."""
    before: tuple[Line, ...]
    """The beginnings of those names."""


class SheetWords(Fact):
    """The fixed words of the sheets; names in braces are filled in."""

    reference: Line
    """The reference `{letter}`, to be quoted in answers."""
    page: Line
    """At the foot of each page: `{page}` of `{pages}`."""
    request: Line
    """The title of a letter's PDF."""
    specimen: Line
    """At the top of each page of a specimen."""
    preview: Line
    """At the top of each page of a preview."""
    text_reference: Line
    """The reference in a letter as text."""
    text_specimen: Line
    """Above a specimen as text."""
    text_preview: Line
    """Above a preview as text."""
    form: Line
    """Above a text for a form."""
    form_count: Line
    """The number of characters."""
    form_limit: Line
    """The same, if the form has a limit."""
    form_shown: Line
    """What a regulator may do with a complaint."""
    labels: Line
    """The title of a sheet of labels."""
    days: Line
    """A span of days."""
    paper: Line
    """A paper size without a name."""
    nowhere: Line
    """An unknown country."""
    reading: Line
    """At the top of a reading copy, for whoever does not read the language of the letter itself."""
    hyphens: Line | None = None
    """Where words may be broken at a line's end, as the CSS property `hyphenate-limit-chars`; nowhere if it is
    absent."""


class ClockWords(Fact):
    """How a case file says how long an answer may take, and why a day was moved."""

    none: Line
    """The law names no period."""
    time: Line
    """A `{period}`, and from when it counts."""
    filing: Line
    """The same, counted from filing."""
    free_report: Line
    """Added if it follows a free annual report."""
    extended: Line
    """Added if the period can be extended."""
    acknowledge: Line
    """Added if receipt must be confirmed."""
    fetch: Line
    """Added if the request must be fetched."""
    date: Line
    """A date without its year, as a CLDR pattern."""
    weekday: Line
    """The name of a weekday, as a CLDR pattern."""
    weekend: Line
    """What a day of the weekend is called."""
    day_off: Line
    """That a `{day}` is a holiday or on a weekend."""
    moved: Line
    """Those days, and the day that counts instead."""


class Words(Fact):
    """A language's file, `sheet/words.en.yaml`."""

    locale: Line
    """The CLDR locale for dates."""
    locales: dict[Territory, Line]
    """Other locales for letters of people who live in certain countries."""
    day: Line
    """A date with its weekday, as a CLDR pattern."""
    first: Line | None = None
    """How the first day of a month is written in a date, if not as a number."""
    sample: Territory | None = None
    """Where the made-up person of sample letters lives, under a law that serves several countries."""
    months: tuple[Line, ...]
    """The twelve short names of the months, for charts."""
    numbers: tuple[Line, ...] = ()
    """The numbers of months written out, from zero on."""
    periods: dict[str, PeriodWords]
    """Periods, by unit: `calendar-days`, `business-days`, `months`."""
    catalog: Line | None = None
    """The language of the ISO 3166 translations to take names of places from; ISO's English names if it is absent."""
    places: dict[Territory, Line]
    """Names that differ from those."""
    homes: dict[Territory, Line]
    """Names that have another form in a sentence, with whatever word the language puts before them."""
    home: Line = "{place}"
    """How the other names stand there: `en {place}`."""
    article: ArticleWords | None = None
    spelled: dict[Territory, dict[Line, Line]] = Field(default_factory=dict)
    """What is written otherwise in letters of people who live in certain countries: Swiss *ss*."""
    cited: tuple[Line, ...]
    """The words before a section number: no line break comes between them."""
    before: tuple[Line, ...] = ()
    """What no line begins with: the space before it does not break."""
    after: tuple[Line, ...] = ()
    """What no line ends with: the space behind it does not break."""
    sheet: SheetWords
    clock: ClockWords
    remarks: dict[str, Line]
    """What a reader must know about the dates of a case, by flag; `FLAG-open` if it has not happened yet."""
    samples: dict[str, Line]
    """The titles of sample letters: by step, `first-RIGHT` by right, `complaint-GROUND` by ground."""


KINDS = (Words, ArticleWords, ClockWords, PeriodWords, SheetWords)
"""What the words of a language are made of, as they are kept."""
