"""Languages: one is there once its files are, and nothing but its files and `writing/languages` knows of it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdf_tools
import pikepdf
import pycountry
import pytest
from made_up import draft, packaged_laws, person

from unbroker.base import files, places
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.base.placeholders import filled
from unbroker.facts import law as laws
from unbroker.facts.deadlines import Period
from unbroker.facts.law import Law
from unbroker.facts.rule import Right
from unbroker.paper import sheet
from unbroker.paper.page import set_out
from unbroker.paper.pdf import lay_out
from unbroker.writing import languages
from unbroker.writing.languages import Language
from unbroker.writing.letter import compose
from unbroker.writing.request import Draft
from unbroker.writing.template import Templates

PACKAGED = files.packaged("letters")
ENGLISH = languages.get()
WORDS = """
locale: eo
locales: {}
day: "EEEE, d MMMM y"
months: [jan, feb, mar, apr, maj, jun, jul, aŭg, sep, okt, nov, dec]
periods:
  calendar-days: {one: "{count} tago", many: "{count} tagoj"}
  business-days: {one: "{count} labortago", many: "{count} labortagoj"}
  months: {one: "unu monato", many: "{count} monatoj"}
catalog: eo
places: {}
homes: {DE: Germanujo}
cited: [§, artikolo]
sheet:
  reference: "Signo {letter}"
  page: "Paĝo {page} el {pages}"
  request: "Peto {letter}"
  specimen: Provaĵo
  preview: Antaŭrigardo
  reading: Kopio
  text_reference: "Signo: {letter}"
  text_specimen: Provaĵo, ne sendu
  text_preview: Antaŭrigardo, ne sendu
  form: "Por la formularo {form}"
  form_count: "La teksto havas {count} signojn."
  form_limit: "La teksto havas {count} signojn, eblas {limit}."
  form_shown: La firmao eble vidos ĝin.
  labels: "Etikedoj {sheet}"
  days: "{first} ĝis {last}"
  paper: "papero {width} × {height} mm"
  nowhere: nekonata
clock:
  none: neniu limtempo
  time: "{period} de la ricevo"
  filing: "{period} de la sendo"
  free_report: ", pro senpaga raporto"
  extended: ", {period} kun anonco"
  acknowledge: "; konfirmu ene de {period}"
  fetch: "; prenu ene de {period}"
  date: d MMMM
  weekday: EEEE
  weekend: "{day}"
  day_off: "{day} estas {name}"
  moved: "{days} -> {weekday} {day}"
remarks: {assumed: La ricevo estas supozata.}
samples: {}
"""
FRAME = """---
subject: "Peto laŭ {{ law.short }}: {{ requests | map(attribute='brief') | join(', ') }}"
salutation: "Al {{ recipient }}:"
closing: Kun saluto,
reviewed: 2026-11-22
---
Mi loĝas en {{ home }}, {{ residence }}, kaj petas laŭ {{ law.name }}, {{ law.statute }}.

{% for request in requests %}
## {{ request.number }}. {{ request.title }}

{% include request.template %}

Respondu ene de {{ request.clock.answer }} ({{ request.clock.cite }}).

{% endfor %}
"""
RIGHT = """---
title: Forigu
brief: forigi
right: delete
reviewed: 2026-11-22
---
Forigu miajn datumojn ({{ request.cite }}).
"""
REMINDER = """---
subject: "Respondo mankas, {{ law.short }}"
step: question
reviewed: 2026-11-22
---
Mi skribis al vi la {{ first.on }} (signo {{ first.letter }}), kaj atendas ĝis la {{ until }}.
"""
FILES = {
    "sheet/words.eo.yaml": WORDS,
    "sheet/about.eo.txt": '{% for url in told["listing-url"] | default([]) %}\nPaĝo: {{ url }}\n{% endfor %}\n',
    "gdpr/letter.eo.md": FRAME,
    "gdpr/rights/delete.eo.md": RIGHT,
    "steps/question.eo.md": REMINDER,
    "complaint.eo.md": REMINDER.replace("step: question", "step: complaint\nsalutation: Al vi\nclosing: Saluton"),
}


@pytest.fixture
def own(tmp_path: Path) -> Templates:
    """The packaged letters, and beside them a few in Esperanto, by files alone."""
    folder = tmp_path / "letters"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Templates([folder, PACKAGED])


def translated() -> Law:
    """The GDPR with its names and two of its citations in Esperanto."""
    text = files.read_text(PACKAGED / "gdpr/law.yaml")
    names = "  eo: {name: Ĝenerala Regularo, short: ĜDPR, statute: Regularo (EU) 2016/679}\n"
    text = text.replace("names:\n", f"names:\n{names}", 1)
    known, problems = laws.parse(text, "law.yaml")
    assert known is not None
    assert not problems
    cited = {"cites": {"eo": "artikolo 17(1)"}}
    rights = {**known.rights, "delete": tuple(rule.model_copy(update=cited) for rule in known.rights["delete"])}
    clocks = tuple(clock.model_copy(update={"cites": {"eo": "artikolo 12(3)"}}) for clock in known.clocks)
    return known.model_copy(update={"rights": rights, "clocks": clocks})


def english_words() -> set[str]:
    """The words of the English sheets, as far as they could be no other language's."""
    fixed = " ".join(str(words) for _, words in ENGLISH.words.sheet)
    months = {date(2026, month, 1).strftime("%B") for month in range(1, 13)}
    return {*re.findall(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", fixed))} | months | {"Germany"}


def in_esperanto(law: Law, right: Right) -> Draft:
    """A letter in Esperanto."""
    sender = person("DE").model_copy(update={"name": "Sam Nemo"})
    return replace(draft(law, (right,), by="post", sender=sender), language="eo")


def test_a_whole_letter_is_in_a_language_that_only_files_know(own: Templates, tmp_path: Path) -> None:
    """Text, page and PDF have its dates, periods, places, names of the law and fixed words, and no English ones."""
    made = in_esperanto(translated(), "delete")
    letter = compose(made, own)
    page = set_out(letter, sheet.load()["din-5008-b"], own)
    path = tmp_path / "letter.pdf"
    path.write_bytes(lay_out(page.html, "letter"))
    printed = pdf_tools.text(path, layout=True)

    assert ("eo", "gdpr/letter.eo.md") == (letter.language, letter.template)
    assert letter.draft == made
    assert letter.text.startswith(
        "Antaŭrigardo, ne sendu\n\n22 Novembro 2026\nSigno: UB-7F3K2Q8Z.1\n\nPeto laŭ ĜDPR: forigi"
    )
    assert "Mi loĝas en Germanujo, Germanio" in " ".join(letter.text.split())
    assert "ene de unu monato (artikolo 12(3))" in " ".join(letter.text.split())
    assert '<span class="cite">artikolo 17(1)' in letter.body_html
    assert '<html lang="eo">' in page.html
    assert "<title>Peto UB-7F3K2Q8Z.1</title>" in page.html
    assert ["VEREINIGTE STAATEN", "Signo UB-7F3K2Q8Z.1", "Paĝo 1 el 1", "Antaŭrigardo"] == [
        words
        for words in ("VEREINIGTE STAATEN", "Signo UB-7F3K2Q8Z.1", "Paĝo 1 el 1", "Antaŭrigardo")
        if words in printed
    ]
    for text in (letter.text, re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.html, flags=re.DOTALL), printed):
        assert english_words() & {*re.findall(r"[A-Za-z]+", text)} == set()
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "eo"


def test_a_law_is_named_and_cited_as_in_english_where_a_language_has_nothing_else() -> None:
    """Its names and citations fall back one by one; a law without any is itself."""
    known = translated()
    other = known.in_language("eo")

    assert ("ĜDPR", "artikolo 17(1)") == (other.short, other.rights["delete"][0].cite)
    assert known.rights["access"][0].cite == other.rights["access"][0].cite
    assert known.in_language("tlh") is known
    assert known.in_language("eo") is other


def test_a_language_without_words_is_refused() -> None:
    """By name, with the file that is missing."""
    with pytest.raises(UnknownName) as refused:
        languages.get("xx")

    assert str(refused.value) == ("there is no language 'xx' (its words would be in letters/sheet/words.xx.yaml)")


def test_a_language_of_the_profile_that_nobody_speaks_is_a_problem() -> None:
    """One that no letter is in yet is none: people read it all the same."""
    mistyped = person("DE").model_copy(update={"languages": ("sv", "de", "xyz")})

    assert ["there is no language 'xyz' (write its ISO 639 code: de, fr, es)"] == [
        problem.sentence for problem in languages.unknown([person("DE"), mistyped])
    ]


def test_a_letter_that_a_language_lacks_is_not_written_in_another(own: Templates) -> None:
    """The message names the file."""
    made = in_esperanto(packaged_laws()["gdpr"], "access")

    with pytest.raises(ProblemsFound, match=r"gdpr/rights/access\.eo\.md"):
        compose(made, own)


def test_faulty_words_are_named_with_their_line(tmp_path: Path) -> None:
    """As in every file that people edit."""
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet/words.xx.yaml").write_text(WORDS.replace("months: [", "monhts: [", 1), encoding="utf-8")

    with pytest.raises(ProblemsFound, match=r"words\.xx\.yaml:5: .*monhts"):
        languages.get("xx", [tmp_path])


def test_words_cannot_ask_for_what_there_is_not() -> None:
    """A word in braces that nobody fills in would stand in the letter."""
    with pytest.raises(ValueError, match="can hold letter, and no 'nmae'"):
        filled("Reference {nmae}", letter="UB-7F3K2Q8Z.1")


@pytest.mark.parametrize(
    "code", [country.alpha_2 for country in pycountry.countries] + ["US-CA", "CA-QC", "EU", "WORLD"]
)
def test_english_letters_name_places_as_messages_do(code: str) -> None:
    """With the article that they take, too."""
    assert (places.name(code), places.with_article(places.name(code))) == (ENGLISH.place(code), ENGLISH.home(code))


def test_english_periods_are_those_of_messages() -> None:
    """So that the plan and the letter say the same."""
    for unit in ENGLISH.words.periods:
        for count in range(100):
            period = Period.parse(f"{count} {unit}")
            assert str(period) == ENGLISH.period(period)


def test_the_foot_of_a_page_is_content_of_a_style_sheet() -> None:
    """Words that mean something there are written so that they do not."""
    words = ENGLISH.words.sheet.model_copy(update={"page": '{page} "of" {pages}</style>'})
    other = Language("xx", ENGLISH.words.model_copy(update={"sheet": words}))

    assert '"Page " counter(page) " of " counter(pages)' == ENGLISH.foot
    assert r'counter(page) " \22 of\22  " counter(pages) "\3c /style>"' == other.foot


def test_days() -> None:
    """A day alone, and from one to another."""
    day, other = date(2026, 12, 28), date(2027, 1, 4)

    assert "Monday 28 December 2026" == ENGLISH.days(day, day)
    assert "Monday 28 December 2026 to Monday 4 January 2027" == ENGLISH.days(day, other)
    assert ("December 28, 2026", "28 December 2026") == (ENGLISH.written(day, "US"), ENGLISH.written(day, "DE"))


GIVEAWAYS = re.compile(
    r"""\.en\b|["']en["']|\ben_[A-Z]{2}\b|format_date\b|:%[AaBb]\b|strftime|lang=["']|counter\(page
    |\b(?:January|February|April|June|July|August|September|October|November|December)\b|["'](?:Page|Reference)\b""",
    re.VERBOSE,
)
ALLOWED = {
    "cases/watched_day.py": "a day that somebody writes in a form of his own",
    "demo/correspondence.py": "the header of a made-up mail, which every mail has in English",
    "facts/deadlines.py": "the names of holidays in the library",
    "facts/regulators.py": "whether an authority takes English, which is asked of every authority",
    "paper/attachment.py": "a date as a PDF has it, in figures",
    "registry/filed_words.py": "what was filed in January, for the screen",
    "registry/importers/california.py": "a message about the short file of January",
    "web/screen.py": "days on the page, which is English",
    "writing/need.py": "a message about registering in January",
}


def test_nothing_else_knows_that_letters_are_english() -> None:
    """No path, locale, month or fixed word of English stands in the program, but in messages."""
    root = Path(languages.__file__).parents[1]
    sources = {str(path.relative_to(root)): path for path in root.rglob("*.py") if path.name != "languages.py"}
    code = {name: re.sub(r'(?s:""".*?""")|#.*', "", path.read_text("utf-8")) for name, path in sources.items()}
    givers = {name: match[0] for name, text in code.items() if (match := GIVEAWAYS.search(text))}

    assert set(ALLOWED) == {*givers}, givers


def test_shared_sheets_have_no_words_of_their_own() -> None:
    """What is not named for a language says nothing in any: no letter stands outside its marks."""
    for name in ("letter.html", "labels.html", "letter.txt"):
        text = (PACKAGED / "sheet" / name).read_text("utf-8")
        text = re.sub(r"(?s)<style>.*?</style>|\{\{.*?\}\}|\{%.*?%\}|<[^>]+>", "", text)
        assert re.findall(r"\w+", text) == [], name


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("and its regulations, 11 CCR § 7026(e).", ["11 CCR § 7026(e)"]),
        ("under the Act (CCPA), Cal. Civ. Code § 1798.100 et seq.", ["Cal. Civ. Code § 1798.100"]),
        ("Tex. Bus. &amp; Com. Code § 541.051(b)", ["Tex. Bus. &amp; Com. Code § 541.051(b)"]),
        ("Schedule 1, cl. 4.9.3; 75A O.S. § 3", ["Schedule 1, cl. 4.9.3", "75A O.S. § 3"]),
        ("Article 12(3) UK GDPR, and Article 7.", ["Article 12(3) UK GDPR", "Article 7"]),
        ("I asked Acme Data. Section 5 is another.", []),
        ("as section 5 says, Article 15 I quote", ["section 5", "Article 15"]),
    ],
)
def test_a_citation_is_held_together(text: str, held: list[str]) -> None:
    """No line ends between a code, the sign, the number and the law; what stands before a word is not part of it."""
    html = languages.get().hold(text)

    assert [part.partition("</span>")[0] for part in html.split('<span class="cite">')[1:]] == held


@pytest.mark.parametrize(
    ("country", "post", "language", "expected"),
    [
        ("US", "DE", "en", "VEREINIGTE STAATEN"),
        ("US", "FR", "en", "ÉTATS-UNIS"),
        ("DE", "CH", "fr", "ALLEMAGNE"),
        ("DE", "CH", "en", "DEUTSCHLAND"),
        ("US", "CA", "fr", "ÉTATS-UNIS"),
        ("DE", "US", "de", "GERMANY"),
        ("GB", "GR", "el", "UNITED KINGDOM"),
    ],
)
def test_a_country_stands_in_a_language_of_the_post_that_takes_the_letter(
    country: str, post: str, language: str, expected: str
) -> None:
    """In the letter's, where that is official there; in English, where it is not written in Latin letters."""
    assert expected == languages.country_for_post(country, post, language)
