"""The habits of the house, held by the tools that hold them: one command runs everything, here and in CI."""

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
HOMES: Mapping[str, Sequence[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "unbroker"
]["homes"]

in_checkout = pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="an sdist has no scripts of the checkout")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the root of the checkout; its two outputs come as one."""
    return subprocess.run(command, cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("ruff check", id="ruff-check"),
        pytest.param("ruff format --check", id="ruff-format"),
        pytest.param("lint-imports --no-logo", id="lint-imports"),
        pytest.param("mypy", id="mypy", marks=pytest.mark.slow),
    ],
)
def test_tool_has_no_complaint(command: str) -> None:
    """Lint, layout, the direction of imports and types are in order."""
    tool, *options = command.split()

    done = run(SCRIPTS / tool, *options)

    assert done.returncode == 0, done.stdout


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """All that stands in a module."""
    return tuple(ast.walk(ast.parse(source)))


@cache
def imported(source: str) -> frozenset[str]:
    """The libraries that a module names in an import or loads late, wherever in it the import stands."""
    whole = [alias.name for node in nodes(source) if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module for node in nodes(source) if isinstance(node, ast.ImportFrom) and node.module]
    calls = [node for node in nodes(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [name for call in calls if call.func.id == "late" for name in call.args]  # type: ignore[attr-defined]
    late = [name.value for name in named if isinstance(name, ast.Constant) and isinstance(name.value, str)]
    return frozenset(name.partition(".")[0] for name in (*whole, *parts, *late))


def intruders(module: str, source: str) -> list[str]:
    """Every import of a library away from its home, and of a library that has none."""
    at_home = {*sys.stdlib_module_names, "unbroker"} - {*HOMES}
    return [
        f"unbroker.{module} imports {library}, which "
        + (f"is at home in {' and '.join(HOMES[library])}" if library in HOMES else "has no home")
        + " (pyproject.toml, [tool.unbroker.homes])"
        for library in sorted(imported(source) - at_home)
        if not any(fnmatchcase(module, home) for home in HOMES.get(library, ()))
    ]


@cache
def modules() -> Mapping[str, str]:
    """The package's modules without its name, and their sources."""
    package = ROOT / "src" / "unbroker"
    names = {path: ".".join(path.relative_to(package).with_suffix("").parts) for path in package.rglob("*.py")}
    return {name.removesuffix(".__init__"): path.read_text(encoding="utf-8") for path, name in names.items()}


def test_a_library_is_imported_at_home_only() -> None:
    """One module, or one room, knows each library; a new library is given a home first."""
    assert [line for module, source in modules().items() for line in intruders(module, source)] == []


def test_no_home_is_left_over() -> None:
    """Each place in the table holds a module that imports the library."""
    imports = {module: imported(source) for module, source in modules().items()}
    places = [(library, home) for library, homes in HOMES.items() for home in homes]

    assert [
        (library, home)
        for library, home in places
        if not any(library in names and fnmatchcase(module, home) for module, names in imports.items())
    ] == []


def test_a_library_away_from_home_is_told_where_it_lives() -> None:
    """Also inside a function; of the standard library only what has a home is held to it."""
    source = "import os, smtplib\ndef late() -> None:\n    from yaml.nodes import Node\n    import stranger.parts\n"
    table = "(pyproject.toml, [tool.unbroker.homes])"
    yaml = "base.yaml_edit and base.yaml_marks and base.yaml_reader"

    assert intruders("facts.law", source) == [
        f"unbroker.facts.law imports smtplib, which is at home in mail.outgoing.smtp {table}",
        f"unbroker.facts.law imports stranger, which has no home {table}",
        f"unbroker.facts.law imports yaml, which is at home in {yaml} {table}",
    ]


ON_THE_DISK = {"exists", "glob", "is_dir", "is_file", "iterdir", "mkdir", "read_bytes", "read_text", "rglob", "rmdir",
    "stat", "touch", "unlink", "write_bytes", "write_text"}  # fmt: skip
"""What a path does by itself, past the store of a locked folder."""
BESIDE_THE_STORE = (
    "base.", "ledger.connection", "ledger.sqlite", "actions.lock", "actions.pack", "actions.plain_copies",
    "actions.edit_file", "actions.open_run", "actions.new_folder", "folder", "mail.incoming.mailbox_files",
    "mail.incoming.wording", "answer.cues", "paper.", "web.screen",
)  # fmt: skip
"""What is below the store, changes its form, makes a new folder, or reads what is in no folder."""


def past_the_store(source: str) -> list[int]:
    """The lines on which something is asked of a path that `base/files` should be asked."""
    return [
        node.lineno
        for node in nodes(source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ON_THE_DISK
        and not (
            isinstance(node.func.value, ast.Name) and node.func.value.id in ("files", "PLAIN", "self", "templates")
        )
    ]


def test_files_of_a_folder_go_through_the_store() -> None:
    """A folder may be locked: what asks its path itself would find nothing there."""
    past = {name: past_the_store(source) for name, source in modules().items() if not name.startswith(BESIDE_THE_STORE)}

    assert {} == {name: lines for name, lines in past.items() if lines}
    assert [1] == past_the_store('(folder / "profile.yaml").read_text()')


def test_modules_end_at_400_lines() -> None:
    """A longer module has a noun in it that wants a home of its own."""
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in ROOT.glob("src/**/*.py")
    }

    assert lengths
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_readme_opens_with_the_demo_and_the_tests() -> None:
    """Whoever takes the first two commands of README.md gets letters, then a tested checkout."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```sh\n(.+?)^```$", readme)

    assert blocks[0].endswith(".venv/bin/unbroker demo my-demo\n")
    assert blocks[1].endswith(".venv/bin/pytest -n 2 --cov\n")


@in_checkout
def test_ci_runs_the_readme_or_fails() -> None:
    """A command that is not in README.md is an error, not a success without tests."""
    done = run(ROOT / ".ci" / "run", "99")

    assert (done.returncode, done.stdout) == (2, ".ci/run: README.md has no fenced sh block number 99\n")


@in_checkout
@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / ".ci").glob("*")))
def test_script_is_sound(script: str) -> None:
    """A script that nobody runs daily is at least one that the shell can read."""
    done = run("bash", "-n", ROOT / ".ci" / script)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
def test_tests_that_share_something_dear_share_a_process(tmp_path: Path) -> None:
    """What a group of tests needs is made once, not once in each process."""
    marked = 'import pytest\npytestmark = pytest.mark.xdist_group("dear")\n'
    needs = (
        '@pytest.mark.parametrize("n", range(6))\ndef test_it(n: int, worker_id: str) -> None: print("by", worker_id)\n'
    )
    (tmp_path / "test_dear.py").write_text(marked + needs, encoding="utf-8")

    said = run(SCRIPTS / "pytest", "-n2", "--dist=loadgroup", "-rP", f"--rootdir={tmp_path}", "-c/dev/null", tmp_path)

    assert said.returncode == 0, said.stdout
    assert len(re.findall("^by ", said.stdout, re.MULTILINE)) == 6
    assert len(set(re.findall("^by .*", said.stdout, re.MULTILINE))) == 1
