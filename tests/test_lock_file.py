"""The lock file: all that the tests need, each file by its hash, wherever it is fetched from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCK = Path(__file__).parent / "requirements.txt"
_ENTRY = re.compile(r"^([a-z0-9-]+)==(\S+)((?: ;[^\\\n]*?)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)\n", re.MULTILINE)


def locked() -> dict[str, str]:
    """The version of each package."""
    return {name: version for name, version, _, _ in _ENTRY.findall(LOCK.read_text("utf-8"))}


def test_each_package_has_hashes_and_no_address() -> None:
    """Nothing in it says where a file comes from, and nothing is taken that has not been seen."""
    text = "".join(line for line in LOCK.read_text("utf-8").splitlines(keepends=True) if not line.startswith("#"))

    assert _ENTRY.sub("", text) == ""
    assert all(hashes for *_, hashes in _ENTRY.findall(text))


def wanted() -> list[str]:
    """What pyproject.toml asks for, for the program and its tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    own, *outside = extras["test"]
    inherited = [name for extra in sorted(Requirement(own).extras) for name in extras[extra]]
    return [*project["dependencies"], *inherited, *outside]


@pytest.mark.parametrize("written", wanted())
def test_what_is_asked_for_is_locked(written: str) -> None:
    """In a version that pyproject.toml allows."""
    requirement = Requirement(written)
    version = locked().get(requirement.name.lower())

    assert version is not None, "make tests/requirements.txt again: its first lines say how"
    assert requirement.specifier.contains(version)
