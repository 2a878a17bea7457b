"""Templates: a value comes out as itself, and a fault of a template has its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from unbroker.base import files
from unbroker.base.errors import ProblemsFound
from unbroker.facts.text import Line
from unbroker.writing.sandbox import Plain
from unbroker.writing.template import Templates

HEAD = "---\nreviewed: 2026-11-22\n---\n"
UNDEFINED = "'nobody' is undefined (use a name that letters have)"


def written(folder: Path, **texts: str) -> Templates:
    """Templates of a folder: each text under its name, with `.md`."""
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return Templates([folder])


def problem(folder: Path, text: str, **values: Plain) -> str:
    """What a template is refused for, its folder left out."""
    with pytest.raises(ProblemsFound) as refused:
        written(folder, a=text).markdown("a.md", values)
    (found,) = refused.value.problems
    return str(found).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    "value",
    [
        "2*3*",
        "_x_",
        "<b>",
        "{{ name }}",
        "{% if %}",
        "a\\b",
        "`x`",
        "[x](y)",
        "a\u200fb",
        "# x",
        "1. x",
        "x" * 300,
        "&amp;",
    ],
)
def test_a_value_is_put_back_as_it_was(value: str, tmp_path: Path) -> None:
    """Between template and letter a mark stands in for it, and neither Jinja2 nor Markdown looks into it."""
    made = written(tmp_path, a="Dear {{ who }},").markdown("a.md", {"who": value})

    assert value not in made.text
    assert f"Dear {value}," == made.values.put_back(made.text)
    assert f"Dear «{value}»," == made.values.put_back(made.text, lambda text: f"«{text}»")


@pytest.fixture(scope="module")
def repeating(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """A template that puts many values side by side."""
    folder = tmp_path_factory.mktemp("letters")
    return written(folder, a="{% for value in values %}1{{ value }}2{% endfor %}")


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1), min_size=1, max_size=5))
def test_values_keep_their_places(repeating: Templates, values: list[str]) -> None:
    """Many values in one text are put back each where it belongs, digits beside them included."""
    made = repeating.markdown("a.md", {"values": values})

    assert "".join(f"1{value}2" for value in values) == made.values.put_back(made.text)


@given(st.text())
def test_what_a_file_may_hold_a_letter_can(repeating: Templates, value: str) -> None:
    """A line that the profile or the registry accepts is never refused by a template."""
    try:
        line = TypeAdapter(Line).validate_python(value)
    except ValidationError:
        return

    assert repeating.markdown("a.md", {"values": [line]}).values.texts == (line,)


@pytest.mark.parametrize(
    ("value", "number"),
    [("a\nb", "000A"), ("a\x07b", "0007"), ("a\u2028b", "2028"), ("a\ue000b", "E000"), ("\ue0000\ue001", "E000")],
)
def test_what_would_not_stay_a_value_is_refused(value: str, number: str, tmp_path: Path) -> None:
    """A line break, a control character, or a mark of our own in a value stops the letter."""
    said = f"a value contains U+{number}, which no letter can (correct the template)"
    assert f"a.md:2: {said}" == problem(tmp_path, "Dear\n{{ who }}", who=value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x\n{{ nobody }}\n", 2, UNDEFINED),
        (HEAD + "x\n{{ nobody }}\n", 5, UNDEFINED),
        ("{% if nobody %}x{% endif %}", 1, UNDEFINED),
        ("{{ who.age }}", 1, "'str object' has no attribute 'age' (use a name that letters have)"),
        ("{% for one in [1, 2] %}\n{{ one }}\n{{ nobody }}\n{% endfor %}", 3, UNDEFINED),
        ("{{ 1 / 0 }}", 1, "division by zero (correct the template)"),
        ("{% for x in y %}", 1, None),
        ("{{ who | shout }}", 1, "is not a template: No filter named 'shout'. (see the Jinja2 syntax)"),
        ("a\n{{ who", 2, None),
    ],
)
def test_a_fault_has_its_line(text: str, line: int, said: str | None, tmp_path: Path) -> None:
    """Heads, loops and conditions do not shift it."""
    found = problem(tmp_path, text, who="Robin")

    assert found.startswith(f"a.md:{line}: ")
    assert said is None or found == f"a.md:{line}: {said}"


def test_a_fault_in_an_included_file_is_that_files(tmp_path: Path) -> None:
    """With its own line, below its own head."""
    made = written(tmp_path, frame="{% include 'part.md' %}", part=f"{HEAD}x\n{{{{ nobody }}}}")

    with pytest.raises(ProblemsFound) as refused:
        made.markdown("frame.md", {})

    assert str(refused.value) == f"{tmp_path}/part.md:5: 'nobody' is undefined (use a name that letters have)"


def test_a_sheet_with_names_of_an_earlier_version_is_shown_its_pattern(tmp_path: Path) -> None:
    """Whoever took over a packaged sheet learns which file has the names that there are now."""
    packaged = files.packaged("letters")
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet" / "parcel.en.html").write_text("<!DOCTYPE html>\n<title>{{ number }}</title>")

    with pytest.raises(ProblemsFound) as refused:
        Templates([tmp_path, packaged]).sheet("parcel.html", {})

    pattern = files.shown(packaged / "sheet" / "parcel.en.html")
    said = f"'number' is undefined (take the packaged one as the pattern: {pattern})"
    assert str(refused.value) == f"{tmp_path}/sheet/parcel.en.html:2: {said}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """And so is the one that wants it."""
    with pytest.raises(ProblemsFound) as refused:
        written(tmp_path, frame="x\n{% include 'gone.md' %}").markdown("frame.md", {})

    assert "there is no template 'gone.md' (take it out, or add the file)" in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path}/frame.md")


@pytest.mark.parametrize(
    "text",
    [
        "{{ who.__class__ }}",
        "{{ who.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ who.upper.__globals__ }}",
        "{{ '{0.__class__}'.format(who) }}",
        "{% for i in range(10 ** 9) %}{% endfor %}",
    ],
)
def test_the_sandbox_holds(text: str, tmp_path: Path) -> None:
    """Templates are foreign code: they reach neither Python's inside nor its patience."""
    assert problem(tmp_path, text, who="Robin").startswith("a.md:1: ")


@pytest.mark.parametrize("text", ["{% include 'a.md' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"])
def test_a_template_without_end_is_refused(text: str, tmp_path: Path) -> None:
    """One that includes itself is a fault of the template, not a bug of ours."""
    assert problem(tmp_path, text).startswith("a.md")


def test_a_template_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Its name is said, as for any other file."""
    (tmp_path / "a.md").write_bytes(b"caf\xe9")

    with pytest.raises(Exception, match=r"a\.md") as refused:
        Templates([tmp_path]).markdown("a.md", {})

    assert isinstance(refused.value, ProblemsFound)


def test_ones_own_template_wins(tmp_path: Path) -> None:
    """The user's folder comes before the packaged one, file by file."""
    (tmp_path / "ccpa").mkdir()
    (tmp_path / "ccpa" / "letter.en.md").write_text("---\nreviewed: 2026-01-01\ntitle: Mine\n---\nMine.\n")
    own = Templates([tmp_path, files.packaged("letters")])

    assert own.front("ccpa/letter.en.md").title == "Mine"
    assert own.markdown("ccpa/letter.en.md", {}).text.strip() == "Mine."
    assert own.front("ccpa/rights/delete.en.md").right == "delete"
    assert own.exists("gdpr/letter.en.md")
    assert not own.exists("gdpr/letter.xx.md")


def test_names_come_once(tmp_path: Path) -> None:
    """A template of one's own and the packaged one of its name are one."""
    (tmp_path / "ccpa").mkdir()
    (tmp_path / "ccpa" / "letter.en.md").write_text(HEAD)
    (tmp_path / "ccpa" / "mine.en.md").write_text(HEAD)
    packaged = Templates([files.packaged("letters")]).names()

    assert {*packaged, "ccpa/mine.en.md"} == set(Templates([tmp_path, files.packaged("letters")]).names())
    assert len(packaged) == len(set(packaged))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words\n", "a.md:1: has no head (begin it with the lines ---, reviewed: 2026-11-22 and ---)"),
        ("---\nsubject: x\n---\n", "a.md:2: 'reviewed' is missing (add a line 'reviewed: …')"),
        ("---\nreviewed: 2026-11-22\nsubjekt: x\n---\n", "a.md:3: unknown key 'subjekt' (did you mean 'subject'?)"),
        ("---\nreviewed: soon\n---\n", "a.md:2: 'reviewed' is not a date: 'soon' (write it as 2026-11-22)"),
        ("---\nright: forget\nreviewed: 2026-11-22\n---\n", None),
    ],
)
def test_a_faulty_head_is_refused_with_its_line(text: str, said: str | None, tmp_path: Path) -> None:
    """The head is read like any other file that people edit."""
    with pytest.raises(ProblemsFound) as refused:
        written(tmp_path, a=text).front("a.md")

    found = str(refused.value).replace(f"{tmp_path}/", "")
    assert said is None or said == found
    assert found.startswith("a.md:")


def test_a_line_of_a_head_is_rendered_with_values_as_they_are(tmp_path: Path) -> None:
    """A subject line is plain text, and it may not break."""
    made = written(tmp_path, a=HEAD)

    assert made.line("{{ who }}: 2*3*", "a.md", {"who": "<b>"}) == "<b>: 2*3*"
    with pytest.raises(ProblemsFound, match=r"a value contains U\+000A, which no letter can"):
        made.line("{{ who }}", "a.md", {"who": "a\nb"})


def test_an_undefined_name_in_a_head_has_its_line(tmp_path: Path) -> None:
    """`subject: {{ nobody }}` is a fault like one in the body."""
    made = written(tmp_path, a="---\nreviewed: 2026-11-22\nsubject: '{{ nobody }}'\n---\n")

    with pytest.raises(ProblemsFound) as refused:
        made.line(made.front("a.md").subject or "", "a.md", {})

    assert str(refused.value) == f"{tmp_path}/a.md:3: 'nobody' is undefined (use a name that letters have)"


def test_the_ending_chooses_the_escaping(tmp_path: Path) -> None:
    """Values are escaped in `.html` and stand as they are in `.txt`."""
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_text("{{ who }}")
    made = Templates([tmp_path])

    assert made.text("a.html", {"who": "<b> & 'x'"}) == "&lt;b&gt; &amp; &#39;x&#39;"
    assert made.text("a.txt", {"who": "<b> & 'x'"}) == "<b> & 'x'"


def test_faults_show_without_a_letter(tmp_path: Path) -> None:
    """`compile` finds what needs no values: syntax and unknown filters, in Markdown and HTML."""
    (tmp_path / "a.html").write_text("{% if %}")
    made = written(tmp_path, good="{{ who }}", bad="{{ who | shout }}")

    made.compile("good.md")
    for name in ("bad.md", "a.html"):
        with pytest.raises(ProblemsFound, match="is not a template"):
            made.compile(name)


@pytest.mark.smoke
def test_every_packaged_template_compiles(templates: Templates) -> None:
    """Each has a head too."""
    for name in templates.names():
        templates.compile(name)
        assert templates.front(name).reviewed


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("ending", ["md", "html", "txt"])
def test_a_value_that_is_not_there_is_never_printed(ending: str, value: str | None, tmp_path: Path) -> None:
    """It is refused as an undefined name is: a letter never says "None", nor nothing where something is expected."""
    (tmp_path / f"a.{ending}").write_text("---\nreviewed: 2026-11-22\n---\nReference: {{ first }}\n", encoding="utf-8")
    own = Templates([tmp_path])

    with pytest.raises(ProblemsFound) as refused:
        (own.markdown if ending == "md" else own.text)(f"a.{ending}", {"first": value})
    (problem,) = refused.value.problems
    assert str(problem).endswith(
        f"a.{ending}:4: it prints a value that is {'empty' if value is not None else 'not there (None)'} "
        "(ask for it first: {% if … %})"
    )


@pytest.mark.parametrize("value", [None, ""])
def test_a_line_of_a_head_prints_nothing_that_is_not_there(value: str | None, tmp_path: Path) -> None:
    """A subject neither."""
    own = written(tmp_path, a="text")

    with pytest.raises(ProblemsFound, match="it prints a value that is"):
        own.line("My request of {{ first }}", "a.md", {"first": value})


def test_the_packaged_alone_are_the_same_for_all_who_ask(tmp_path: Path) -> None:
    """An office's clients share what is compiled; whoever has own ones has theirs."""
    packaged = files.packaged("letters")

    assert Templates.of((packaged,)) is Templates.of([packaged])
    assert Templates.of((tmp_path, packaged)) is not Templates.of((tmp_path, packaged))
