"""YAML becomes values that know their lines, and whatever is wrong with it is said at once."""

import gc
import subprocess
import sys
from datetime import date
from typing import Literal

import pytest

from unbroker.base import source, yaml_reader
from unbroker.base.errors import NOWHERE, Place, Problem
from unbroker.base.fact import Fact
from unbroker.base.located import Items, Located


class Way(Fact):
    """A part of a made-up record."""

    email: str | None = None
    post: str | None = None


class Record(Fact):
    """A made-up record with a field of each kind."""

    slug: str
    kind: Literal["recruiting", "marketing"] = "marketing"
    founded: date | None = None
    staff: int = 0
    share: float = 0.0
    listed: bool = False
    ways: tuple[Way, ...] = ()
    main: Way = Way()


def said(problems: list[Problem]) -> list[str]:
    """Problems as the user reads them."""
    return list(map(str, problems))


def read(text: str) -> tuple[Record | None, list[str]]:
    """A text as a record, and what is wrong with it."""
    value, problems = source.parse(text, "r.yaml")
    record, found = source.validate(value, Record, Place("r.yaml"), who="record")
    return record, said([*problems, *found])


def test_every_value_is_the_text_that_was_written() -> None:
    """YAML's guesses stay out: Norway is no `false`, a ZIP code keeps its zero, a date is text."""
    value, problems = source.parse("[NO, 02110, 1e3, ~, null, 2026-11-22, 12:30, yes, 0x1F, 1_000]", "f")

    assert ["NO", "02110", "1e3", "~", "null", "2026-11-22", "12:30", "yes", "0x1F", "1_000"] == value
    assert problems == []


def test_every_key_and_item_knows_its_line() -> None:
    """A mapping knows where it begins and where its keys stand; a list where its items stand."""
    value, _ = source.parse("# a comment\n- slug: a\n\n  kind: b\n- slug: c\n", "f")

    assert isinstance(value, Items)
    first, second = value
    assert isinstance(first, Located)
    assert isinstance(second, Located)
    assert [Place("f", 2), Place("f", 5)] == value.places == [first.place, second.place]
    assert {"slug": Place("f", 2), "kind": Place("f", 4)} == first.places


def test_a_model_keeps_its_place() -> None:
    """A record and each of its parts know their lines; what was made in memory says so."""
    record, _ = read("slug: a\nways:\n  - email: x\n  - post: y\n")

    assert record is not None
    assert [Place("r.yaml", 1), Place("r.yaml", 3), Place("r.yaml", 4)] == [
        record.place,
        *(way.place for way in record.ways),
    ]
    assert NOWHERE == Way(email="x").place


def test_the_place_is_no_part_of_the_value() -> None:
    """The same fact read from two places is the same fact, and a fact of another kind is not."""
    one, _ = read("slug: a\n")
    other, _ = read("\n\nslug: a\n")

    assert one == other == Record(slug="a")
    assert one != "a"


def test_a_key_that_stands_twice_is_a_problem() -> None:
    """YAML would let the last one win in silence."""
    _, problems = source.parse("a: 1\nb: 2\na: 3\n", "f")

    assert ["f:3: the key 'a' appears twice (keep one of the two)"] == said(problems)


@pytest.mark.parametrize("text", ["city:\n", "city: ''\n", 'city: ""\n'])
def test_an_empty_value_is_a_problem(text: str) -> None:
    """A key without a value is a line that somebody forgot to finish."""
    _, problems = source.parse(f"name: x\n{text}", "f")

    assert ["f:2: 'city' has no value (write one, or remove the line)"] == said(problems)


def test_an_empty_value_is_said_once() -> None:
    """The model does not complain again of what the text has shown already."""
    record, problems = read("slug: a\nfounded:\n")

    assert record is None
    assert ["r.yaml:2: 'founded' has no value (write one, or remove the line)"] == problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "f: is empty (copy the example in the documentation)"),
        ("# only a comment\n", "f: is empty (copy the example in the documentation)"),
        (
            "a: [1\nb: 2",
            (
                "f:2: is not YAML: while parsing a flow sequence did not find expected ',' or ']'"
                " (check the indentation and the quotes)"
            ),
        ),
        (
            "a: 'x",
            (
                "f:1: is not YAML: while scanning a quoted scalar found unexpected end of stream"
                " (check the indentation and the quotes)"
            ),
        ),
        (
            "\ta: 1",
            (
                "f:1: is not YAML: while scanning for the next token found character that cannot start any token"
                " (check the indentation and the quotes)"
            ),
        ),
        ("a: *b\n", "f:1: is not YAML: found undefined alias (check the indentation and the quotes)"),
        (
            "a: \x07\n",
            (
                "f: is not YAML: unacceptable character #x0007: control characters are not allowed"
                " (save the file as plain UTF-8 text)"
            ),
        ),
        (
            "a: 1\n---\nb: 2\n",
            (
                "f:2: is not YAML: expected a single document in the stream but found another document"
                " (check the indentation and the quotes)"
            ),
        ),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, expected: str) -> None:
    """There is no value, and one problem that says where the text breaks."""
    value, problems = source.parse(text, "f")

    assert (None, [expected]) == (value, said(problems))


def test_anchors_give_the_same_value_again() -> None:
    """YAML's anchors may be used; what they repeat stands where it was first written."""
    value, problems = source.parse("a: &same {k: v}\nb: *same\n", "f")

    assert problems == []
    assert {"a": {"k": "v"}, "b": {"k": "v"}} == value


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "&x a: *x\nb: &y {c: *y}\n"])
def test_an_anchor_within_itself_is_a_problem(text: str) -> None:
    """A value that holds itself has no end; it is refused like any other fault."""
    _, problems = source.parse(text, "f")

    assert len(problems) == 1


def test_tags_make_nothing() -> None:
    """YAML's tags for objects are text like any other: nothing is called."""
    value, _ = source.parse("a: !!python/object/apply:os.system [ls]\n", "f")

    assert {"a": ["ls"]} == value


def test_all_problems_of_a_file_come_at_once() -> None:
    """One fault does not hide the next; each has its line, its words and what to do."""
    record, problems = read(
        "slug: a\n"
        "knid: recruiting\n"
        "kind: recruting\n"
        "founded: 1 May\n"
        "staff: many\n"
        "share: most\n"
        "listed: perhaps\n"
        "ways: [{emial: x}, email]\n"
        "main: post\n"
    )

    assert record is None
    assert sorted(problems) == [
        "r.yaml:2: record: unknown key 'knid' (did you mean 'kind'?)",
        "r.yaml:3: record: 'kind' cannot be 'recruting' (did you mean 'recruiting'?)",
        "r.yaml:4: record: 'founded' is not a date: '1 May' (write it as 2026-11-22)",
        "r.yaml:5: record: 'staff' is not a whole number: 'many' (write digits only)",
        "r.yaml:6: record: 'share' is not a number: 'most' (write it as 1.5)",
        "r.yaml:7: record: 'listed' is neither true nor false: 'perhaps' (write true or false)",
        "r.yaml:8: record: 'ways' must have keys of its own (write 'key: value' lines below it)",
        "r.yaml:8: record: unknown key 'emial' (did you mean 'email'?)",
        "r.yaml:9: record: 'main' must have keys of its own (write 'key: value' lines below it)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: marketing\n", "r.yaml:1: record: 'slug' is missing (add a line 'slug: …')"),
        ("slug: [a, b]\n", "r.yaml:1: record: 'slug' must be one text (write a single value here)"),
        ("slug: a\nways: x\n", "r.yaml:2: record: 'ways' must be a list (write it as [first, second])"),
        ("slug: a\nkind: zzz\n", "r.yaml:2: record: 'kind' cannot be 'zzz' (one of recruiting, marketing)"),
        (
            "slug: a\nqqq: b\n",
            "r.yaml:2: record: unknown key 'qqq' (known: founded, kind, listed, main, share, slug, staff, ways)",
        ),
        ("slug: a\nmain: {qqq: b}\n", "r.yaml:2: record: unknown key 'qqq' (known: email, post)"),
    ],
)
def test_each_fault_says_what_to_do(text: str, expected: str) -> None:
    """A missing key is put where the record begins; a wrong one gets the known ones."""
    assert [expected] == read(text)[1]


def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    """It is off for the time of the parsing only, and stays off for whoever had it off."""
    source.parse("a: [1\n", "f")
    assert gc.isenabled()

    gc.disable()
    try:
        source.parse("a: 1\n", "f")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_registry_of_2900_records_is_read_in_bounded_memory() -> None:
    """Ten times our registry fits into 300 MB, the program itself included, and into a few seconds."""
    measured = """
import re
from unbroker.registry import reading
record = '''
- slug: broker-{0}
  name: Broker {0}
  domains: [broker-{0}.example.org]
  kind: marketing
  reaches:
    - {{territory: US-CA, because: registered as a data broker in California, source: a list, dated: 2026}}
  registered: {{US-CA: [2025, 2026]}}
  channels:
    - email: privacy@broker-{0}.example.org
      source: California registry 2026
      dated: 2026
      tier: A
    - post: {{street: [{0} Howard Street], city: San Francisco, region: CA, postal_code: "94103", country: US}}
      as_filed: [{0} Howard Street, "San Francisco, CA 94103"]
      source: California registry 2026
      dated: 2026
      tier: A
'''
records, problems = reading.parse("".join(map(record.format, range(2900))), "brokers.yaml")
read, found = reading.read(records)
assert (len(read), problems, found) == (2900, [], [])
print(int(re.search("VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1]) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", measured], capture_output=True, text=True, check=True, timeout=60)

    assert int(done.stdout) < 300


def aliases(levels: int, width: int) -> str:
    """Lists of aliases of lists of aliases: each level is so many times as large as the one before."""
    rows = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(["a0: &a0 x", *rows, ""])


def test_an_alias_repeats_what_its_anchor_stands_for() -> None:
    """A list, a mapping or a text, as often as it is needed."""
    value, problems = source.parse("a: &x [1, {b: 2}]\nc: *x\nd: [*x, &y z, *y]\n", "f")

    assert {"a": ["1", {"b": "2"}], "c": ["1", {"b": "2"}], "d": [["1", {"b": "2"}], "z", "z"]} == value
    assert problems == []


def test_aliases_are_counted_by_what_they_come_to() -> None:
    """A few lines cannot stand for millions of values; nor are there more aliases than anybody writes."""
    for text in (aliases(5, 12), f"a: &a x\nb: [{', '.join(['*a'] * 101)}]\n"):
        value, problems = source.parse(text, "f")

        assert value is None
        (problem,) = said(problems)
        assert problem.endswith("repeats more than 100 aliases or 10,000 values by them (write the values out)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: &x 2\n", "f:2: is not YAML: the anchor 'x' appears twice (rename one)"),
        ("? [a, b]\n: c\n", "f:1: a key must be one text (write 'key: value')"),
        ("? {a: b}\n: c\n", "f:1: a key must be one text (write 'key: value')"),
        ("a: &x b\n*x : c\n", "f:2: a key must be one text (write 'key: value')"),
        ("[" * 41 + "]" * 41, "f:1: is nested more than 40 levels deep (write it flatter)"),
        ("%A b\n" * 12 + "--- a", "f: has lines that begin with '%' without end (remove them)"),
    ],
)
def test_what_nobody_writes_is_refused(text: str, expected: str) -> None:
    """Nothing of it is read, and the problem says where."""
    value, problems = source.parse(text, "f")

    assert (None, [expected]) == (value, said(problems))


def test_no_text_has_more_values_than_a_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger is refused before it is held in memory."""
    monkeypatch.setattr(yaml_reader, "_MOST_VALUES", 1000)
    _, problems = source.parse("- a\n" * 1001, "f")

    assert ["f:1000: has more than 1,000 values (split the file)"] == said(problems)


def test_problems_without_end_are_counted() -> None:
    """The first are named, in the text and in a record."""
    _, problems = source.parse("a:\n" * 1000, "f")
    _, faults = source.validate({f"key{number}": "x" for number in range(150)}, Record, Place("f"), who="record")

    assert len(problems) == 501
    assert str(problems[-1]) == "f:251: has 500 problems up to here (correct them first)"
    assert len(faults) == 101
    assert str(faults[-1]) == "f: record: 51 more like these (correct the first ones)"


def test_a_long_value_is_quoted_by_its_beginning() -> None:
    """Nor is what holds others written out."""
    _, problems = read(f"slug: a\nstaff: {'x' * 5000}\nfounded: [1, 2]\n{'k' * 500}: 1\n")

    assert f"r.yaml:2: record: 'staff' is not a whole number: '{'x' * 100}'… (write digits only)" in problems
    assert max(map(len, problems)) < 300
    assert not [problem for problem in problems if "1, 2" in problem]
