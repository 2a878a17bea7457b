"""The habits of the house, held by the tools that hold them: one command runs everything, here and in CI."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))


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


def test_ci_runs_the_readme_or_fails() -> None:
    """A command that is not in README.md is an error, not a success without tests."""
    done = run(ROOT / ".ci" / "run", "99")

    assert (done.returncode, done.stdout) == (2, ".ci/run: README.md has no fenced sh block number 99\n")


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / ".ci").glob("*")))
def test_script_is_sound(script: str) -> None:
    """A script that nobody runs daily is at least one that the shell can read."""
    done = run("bash", "-n", ROOT / ".ci" / script)

    assert (done.returncode, done.stdout) == (0, "")


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
