"""The sandbox: what a stranger's template sees, what it is refused, and what it may take."""

import os
import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from plain_values import not_plain
from recorded_templates import RecordedTemplates

from unbroker.base import files
from unbroker.base.errors import ProblemsFound
from unbroker.facts import regulators
from unbroker.facts.law import Law
from unbroker.writing import sandbox
from unbroker.writing.letter import compose
from unbroker.writing.render_worker import LONGEST, Worker
from unbroker.writing.sample import specimens
from unbroker.writing.sandbox import Fault, Names, Renderer, Sandbox, Source
from unbroker.writing.template import Templates

TODAY = date(2026, 11, 22)
HEAD = "---\nreviewed: 2026-11-22\n---\n"
NAMES: Names = {"who": "Robin", "numbers": [1, 2], "law": {"name": "A law", "rules": [{"cite": "§ 1"}]}}
MAKERS: dict[str, Callable[[dict[str, Source]], Renderer]] = {
    "here": lambda sources: Sandbox(sources.get),
    "elsewhere": Worker,
}

REFUSED = (
    # What Python hides in every value.
    "{{ who.__class__ }}", "{{ who['__class__'] }}", "{{ numbers.__class__ }}", "{{ law.__class__ }}",
    "{{ (1).__class__ }}", "{{ none.__class__ }}", "{{ true.__class__ }}", "{{ law['__class__'] }}",
    "{{ law.rules[0].__init__ }}", "{{ [who] | map(attribute='__class__') | list }}",
    "{{ [law] | map(attribute='__class__.__mro__') | first }}", "{{ [who] | selectattr('__class__') | list }}",
    "{{ [law] | sort(attribute='__class__') | list }}", "{{ [law] | join(attribute='__class__') }}",
    "{{ numbers | sum(attribute='real') }}", "{{ [who] | unique(attribute='__doc__') | list | length }}",
    # Methods of text, lists and mappings.
    "{{ who.upper() }}", "{{ '{0.__class__}'.format(who) }}", "{{ who.format_map(law) }}", "{{ who.join(numbers) }}",
    "{{ who.encode() }}", "{{ numbers.append(3) }}", "{{ numbers.pop() }}", "{{ law.pop('name') }}",
    "{{ law.update(name='x') }}", "{{ law.clear() }}", "{{ law.setdefault('a', 1) }}", "{{ law.keys() }}",
    "{{ (1).real }}", "{{ (1.5).hex() }}", "{{ law.get.__self__ }}", "{{ law.items.__call__() }}",
    "{{ law.items().mapping }}", "{{ (law.rules | first).keys }}",
    # Filters, functions and tests that are not listed.
    "{{ who | attr('__class__') }}", "{{ who | safe }}", "{{ law | tojson }}", "{{ law | pprint }}",
    "{{ law | xmlattr }}",
    "{{ who | format(1) }}", "{{ '%s' | format(who) }}", "{{ numbers | random }}", "{{ who | urlize }}",
    "{{ numbers | map('attr', '__class__') | list }}", "{{ lipsum() }}", "{{ cycler('a') }}", "{{ joiner() }}",
    "{{ dict(a=1) }}", "{{ namespace() }}", "{{ who is callable }}", "{{ 'attr' is filter }}",
    # What Jinja2 itself has.
    "{{ self }}", "{{ self.x() }}", "{{ self.__init__ }}", "{{ self._TemplateReference__context }}", "{{ range }}",
    "{{ range.__globals__ }}", "{{ range(9).start }}", "{{ part.__globals__ }}", "{{ part('opening') }}",
    "{{ caller() }}", "{% for i in numbers %}{{ loop }}{% endfor %}",
    "{% for i in numbers %}{{ loop._iterator }}{% endfor %}", "{% for i in numbers %}{{ loop.__class__ }}{% endfor %}",
    "{% for i in numbers %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% macro m() %}x{% endmacro %}{{ m }}", "{% macro m() %}x{% endmacro %}{{ m.name }}",
    "{% macro m() %}x{% endmacro %}{{ m._func }}", "{% macro m() %}x{% endmacro %}{{ m.__call__() }}",
    "{% import 'b.md' as b %}{{ b }}", "{% import 'b.md' as b %}{{ b._body_stream }}",
    "{% import 'b.md' as b %}{{ b.__name__ }}", "{% from 'b.md' import _hidden %}",
    "{% set law.name = 'x' %}", "{{ nobody() }}", "{{ nobody.__class__ }}", "{{ who() }}", "{{ law() }}",
    # Files.
    "{% include '/etc/hostname' %}", "{% include '../secret.md' %}", "{% include 'x/../../secret.md' %}",
    "{% extends '/etc/hostname' %}", "{% import '../secret.md' as s %}", "{% include 'file:///etc/hostname' %}",
    # What takes too much.
    "{{ 'x' * 1000000000 }}", "{{ [0] * 1000000000 }}", "{{ 10 ** 10 ** 8 }}", "{{ '%1000000000d' % 1 }}",
    "{% for i in range(10 ** 9) %}{% endfor %}", "{% for i in range(1000000000) %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% include 'a.md' %}", "{% extends 'a.md' %}",
    # What is no text.
    "{{ law }}", "{{ numbers }}", "{{ law.items() }}", "{{ law.get }}", "{{ none }}", "{{ law.rules | first }}",
)  # fmt: skip


@pytest.fixture(params=MAKERS)
def renderer(request: pytest.FixtureRequest) -> Callable[[str], Renderer]:
    """Makes a renderer, in this process or the other, that has one template and a few macros."""
    macros = Source("{% macro hello(who) %}Hello {{ who }}{% endmacro %}", "b.md")
    return lambda text: MAKERS[request.param]({"a.md": Source(text, "a.md"), "b.md": macros})


def test_what_is_not_listed_is_refused(renderer: Callable[[str], Renderer]) -> None:
    """By the file, and with a sentence for people; nothing is reached, changed or made."""
    allowed, unplaced = [], []
    for text in REFUSED:
        try:
            allowed.append((text, renderer(f"x\n{text}").render("markdown", "a.md", NAMES).text))
        except Fault as fault:
            if fault.path != "a.md" or not fault.message or not fault.hint:
                unplaced.append((text, fault))

    assert allowed == []
    assert unplaced == []


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("{{ law.name }} {{ law['name'] }} {{ law.get('name') }} {{ law.get('x', 'y') }}", "A law A law A law y"),
        ("{% for name, part in law.items() %}{{ name }} {% endfor %}", "name rules "),
        ("{{ who[0] }}{{ who[-1] }}{{ who[1:3] }}{{ numbers[1] }}", "Rnob2"),
        ("{{ law.rules | map(attribute='cite') | join(', ') }}", "§ 1"),
        ("{% for i in range(3) %}{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}", "1, 2, 3"),
        ("{% import 'b.md' as b %}{{ b.hello(who) }}", "Hello Robin"),
        ("{% from 'b.md' import hello %}{{ hello(who) }}", "Hello Robin"),
        ("{% macro box() %}<{{ caller() }}>{% endmacro %}{% call box() %}in{% endcall %}", "<in>"),
        ("{{ 2 * 3.5 }} {{ 7 % 4 }} {{ 7 // 2 }} {{ 'a' ~ 1 }} {{ 'page {n}' | filled(n=1) }}", "7.0 3 3 a1 page 1"),
        ("{{ law.x is defined }} {{ 'x' in law }} {{ who if numbers else 'nobody' }}", "False False Robin"),
    ],
)
def test_what_is_listed_works(text: str, rendered: str, renderer: Callable[[str], Renderer]) -> None:
    """The same in both processes."""
    assert renderer(text).render("text", "a.md", NAMES).text == rendered


@pytest.mark.parametrize(
    "slugs",
    [
        ("gdpr", "uk-gdpr", "ccpa", "delete-act", "us-ct", "courtesy"),
        pytest.param((), marks=pytest.mark.slow, id="all"),
    ],
)
def test_letters_are_given_plain_values(slugs: tuple[str, ...], laws: dict[str, Law]) -> None:
    """Nothing that a template of a law and a step sees is anything but text, numbers, lists and mappings.

    For each sheet that any test renders, `conftest` says the same.
    """
    templates = RecordedTemplates()
    hearing, _ = regulators.load([files.packaged("letters")])
    for law in laws.values():
        for specimen in (
            specimens(law, hearing, templates, TODAY) if law.in_force(TODAY) and law.slug in (slugs or laws) else ()
        ):
            compose(specimen.draft, templates)

    assert {"ccpa/letter.en.md", "steps/overdue.en.md", "complaint.en.md", "agent.en.md", "sheet/letter.txt"} <= {
        name for name, _ in templates.given
    }
    assert [fault for name, values in templates.given for fault in not_plain(dict(values), name)] == []


def test_what_is_no_plain_value_is_found() -> None:
    """A model, a function, a day and a private name are, however deep."""
    values = {"a": [{"b": TODAY}], "_c": 1, "d": ({"e": print},), "f": NAMES}

    assert [*not_plain(values, "x")] == [
        "x.a[0].b is date",
        "x has the key '_c'",
        "x.d[0].e is builtin_function_or_method",
    ]


def test_the_reference_lists_what_the_sandbox_has() -> None:
    """Filters, tests, functions, methods and what a loop tells: neither more nor less."""
    page = (Path(__file__).parents[2] / "docs/reference/templates.md").read_text("utf-8")
    rows = dict(re.findall(r"(?m)^\| (filters|tests|functions|of a loop|of a mapping) \| (.+) \|$", page))
    listed = {kind: tuple(re.findall(r"`(?:loop\.)?(\S+?)(?:\(\S*\))?`", row)) for kind, row in rows.items()}

    assert listed["filters"] == sandbox.FILTERS_LISTED
    assert sorted(listed["tests"]) == sorted(sandbox.TESTS_LISTED)
    assert {*listed["functions"]} == {*sandbox.FUNCTIONS_LISTED}
    assert sorted(listed["of a loop"]) == sorted(sandbox.LOOP_LISTED)
    assert set(sandbox.METHODS_LISTED) < {*listed["of a mapping"]}


def own(folder: Path, **texts: str) -> Templates:
    """Templates of a user's own."""
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return Templates([folder])


def refusal(templates: Templates) -> str:
    """What `a.md` is refused for, without its folder."""
    with pytest.raises(ProblemsFound) as refused:
        templates.markdown("a.md", NAMES)
    return str(refused.value).rpartition("/")[2]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (150, f"a.md: it makes more than {LONGEST:,} characters (make it simpler: look for loops without end)"),
        (9000, "a.md: it takes more memory than a letter does (make it simpler: look for loops without end)"),
    ],
)
def test_what_grows_is_stopped(times: int, message: str, tmp_path: Path) -> None:
    """And the next letter is written."""
    text = f"{{% for i in range({times}) %}}{{% include 'b.md' %}}{{% endfor %}}"
    templates = own(tmp_path, a=text, b="x" * 60_000, c="well")

    assert refusal(templates) == message
    assert templates.markdown("c.md", {}).text == "well"


@pytest.mark.slow
def test_what_does_not_end_is_stopped_at_its_line(tmp_path: Path) -> None:
    """After five seconds of computing, and only once in a run: the next letters that need it are refused at once."""
    loops = "x\n{% for i in range(99999) %}\n{% for j in range(99999) %}\n{% endfor %}{% endfor %}"
    templates = own(tmp_path, a=loops)
    said = "a.md:3: it takes more than 5 seconds to write (make it simpler: look for loops without end)"

    assert refusal(templates) == said
    began = time.monotonic()
    assert [refusal(templates) for _ in range(100)] == [said] * 100
    assert time.monotonic() - began < 5


def test_one_process_serves_all(tmp_path: Path) -> None:
    """Templates of several folders in turn, each with its own texts."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    templates = [own(tmp_path / name, a=f"{name}: {{{{ who }}}}") for name in ("first", "second")]

    texts = [each.markdown("a.md", NAMES).text.partition(":")[0] for each in (*templates, *templates)]
    assert texts == ["first", "second", "first", "second"]
    assert subprocess.run(
        ["pgrep", "-c", "-P", str(os.getpid()), "-f", "render_worker"], capture_output=True, text=True, check=True
    ).stdout.strip() == "1"  # fmt: skip


def folder_with(tmp_path: Path, kind: str) -> tuple[Path, Path]:
    """A folder of letters in which `courtesy/letter.en.md` is something else than a file of its own."""
    letters, secret = tmp_path / "letters", tmp_path / "secret.md"
    secret.write_text(f"{HEAD}secret")
    path = letters / "courtesy" / "letter.en.md"
    path.parent.mkdir(parents=True)
    match kind:
        case "link":
            path.symlink_to(secret)
        case "linked folder":
            path.parent.rmdir()
            (tmp_path / "elsewhere").mkdir()
            (tmp_path / "elsewhere" / "letter.en.md").write_text(f"{HEAD}secret")
            path.parent.symlink_to(tmp_path / "elsewhere")
        case "broken link":
            path.symlink_to(tmp_path / "nothing")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            path.write_bytes(b"x" * (64_001))
    return letters, path


@pytest.mark.parametrize("name", ["regulators.yaml", "sheet/sheets.yaml", "sheet/labels.yaml", "gdpr/law.yaml"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "device"])
def test_what_is_no_file_beside_the_templates_is_named(name: str, kind: str, tmp_path: Path) -> None:
    """A list of regulators or sheets that is none is not left out in silence: the packaged one is another."""
    path = tmp_path / "letters" / name
    path.parent.mkdir(parents=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            (tmp_path / "secret").write_text("{}")
            path.symlink_to("/dev/zero" if kind == "device" else tmp_path / "secret")
    (problem,) = Templates([tmp_path / "letters", files.packaged("letters")]).problems()

    assert str(problem).startswith(f"{files.shown(path)}: is ")
    assert problem.hint


@pytest.mark.parametrize("kind", ["link", "linked folder", "broken link", "pipe", "folder", "large"])
def test_only_plain_files_of_the_folder_are_templates(kind: str, tmp_path: Path) -> None:
    """What is none is named, and nothing is read of it: neither what a link leads to, nor a pipe without end."""
    letters, path = folder_with(tmp_path, kind)
    templates = Templates([letters, files.packaged("letters")])
    problems = [str(problem) for problem in templates.problems()]

    if kind != "linked folder":  # which is not looked into
        assert [problem.partition(":")[0] for problem in problems] == [files.shown(path)]
    assert kind == "large" or templates.is_packaged("courtesy/letter.en.md")


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_two_threads_never_mix_what_they_write(where: str) -> None:
    """The values of each letter are its own, whoever else writes one at the same moment."""
    renderer = MAKERS[where]({"a.md": Source("{% for one in all %}{{ one }} {% endfor %}", "a.md")})

    def is_its_own(who: str) -> bool:
        made = (renderer.render("markdown", "a.md", {"all": [who] * 300}).values for _ in range(20))
        return all(values == (who,) * 300 for values in made)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(is_its_own, "abcd"))
