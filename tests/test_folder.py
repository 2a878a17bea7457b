"""The folder: where it is found, how it is made, and how it is opened or refused."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CALIFORNIAN, MakeFolder

from unbroker import folder as folders
from unbroker import location
from unbroker.base.errors import ProblemsFound
from unbroker.base.files import CannotRead
from unbroker.folder import FolderExists
from unbroker.ledger.sqlite import NoLedger
from unbroker.location import NoFolder

AS_NOBODY = """
import os, sys
from pathlib import Path
from unbroker import folder as folders, location
from unbroker.base.errors import UserError
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    folders.open_folder(location.find(Path(sys.argv[1]), {}, Path("/")))
except UserError as error:
    print(error)
finally:
    os.seteuid(os.getuid())
"""
HOW = "`unbroker init my-letters` makes one, `--folder DIR` names one"


def test_a_named_folder_comes_first(make_folder: MakeFolder, elsewhere: Path) -> None:
    """Then the environment's, then the nearest one above."""
    named, variable = make_folder(CALIFORNIAN, "named"), make_folder(CALIFORNIAN, "variable")
    here = make_folder(CALIFORNIAN, "here/above")
    below = here / "outbox" / "deep"
    below.mkdir()
    environment = {"UNBROKER_FOLDER": str(variable)}

    assert elsewhere.is_dir()
    assert named == location.find(named, environment, below)
    assert variable == location.find(None, environment, below)
    assert here == location.find(None, {}, below) == location.find(None, {"UNBROKER_FOLDER": ""}, here)


def test_without_a_folder_the_way_to_one_is_said(tmp_path: Path) -> None:
    """Here, by name, and by the environment."""
    gone = tmp_path / "gone"
    for named, environment in ((gone, {}), (None, {"UNBROKER_FOLDER": str(gone)})):
        with pytest.raises(NoFolder) as refused:
            location.find(named, environment, tmp_path)
        assert f"{gone} is not an unbroker folder: it has no profile.yaml: {HOW}" == str(refused.value)

    with pytest.raises(NoFolder) as refused:
        location.find(None, {}, tmp_path)
    assert f"no folder here: {HOW}" == str(refused.value)


def test_a_new_folder_is_its_owners_and_stays_out_of_git(tmp_path: Path) -> None:
    """0700 with files of 0600, and a `.gitignore` of everything, whatever the umask is."""
    before = os.umask(0)
    try:
        folders.make(tmp_path / "mine", CALIFORNIAN, "per_day: 5\n")
    finally:
        os.umask(before)

    made = {path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert made == {
        "mine": 0o700,
        "mine/.gitignore": 0o600,
        "mine/evidence": 0o700,
        "mine/ledger.sqlite": 0o600,
        "mine/outbox": 0o700,
        "mine/profile.yaml": 0o600,
        "mine/settings.yaml": 0o600,
    }
    assert (tmp_path / "mine" / ".gitignore").read_text() == "*\n"
    assert (tmp_path / "mine" / "profile.yaml").read_text() == CALIFORNIAN


def test_a_folder_is_never_made_over_another(californian: Path) -> None:
    """Not even over an empty one; what is there stays."""
    before = {path: path.read_bytes() for path in californian.rglob("*") if path.is_file()}
    (californian.parent / "empty").mkdir()

    for path in (californian, californian.parent / "empty", californian / "profile.yaml"):
        with pytest.raises(FolderExists) as refused:
            folders.make(path, "people: []\n", "")
        assert f"{path} already exists (choose another name: a new folder is always made)" == str(refused.value)

    assert before == {path: path.read_bytes() for path in californian.rglob("*") if path.is_file()}
    assert list((californian.parent / "empty").iterdir()) == []


@pytest.mark.parametrize("limit", [1, 1000, 16_000])
def test_a_full_disk_leaves_no_half_folder(limit: int, tmp_path: Path) -> None:
    """Wherever the space ends, it is the user's to mend, and nothing is left behind."""
    script = f"""
import resource, sys
from pathlib import Path
from unbroker import folder as folders
from unbroker.base.errors import UserError
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, usual[1]))
try:
    folders.make(Path(sys.argv[1]), "people: []\\n" * 10, "per_day: 5\\n")
except UserError as error:
    print(error)
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "mine"], capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith(f"{tmp_path}/mine/"), done.stderr
    assert "cannot be written" in done.stdout or "nothing was recorded" in done.stdout
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])


def test_a_folder_is_opened_whole(californian: Path) -> None:
    """Profile, settings, registry with the own one laid over it, laws, sheets, words, ledger."""
    (californian / "brokers.yaml").write_text("- slug: mine\n  name: Mine\n  kind: other\n")
    (californian / "letters" / "ccpa").mkdir(parents=True)
    (californian / "letters" / "ccpa" / "letter.en.md").write_text("---\nreviewed: 2026-11-22\ntitle: Own\n---\n")

    opened = folders.open_folder(californian)

    assert opened.profile.people[0].name == "Robin Sample"
    assert opened.settings.per_day == 40
    assert {"mine", "contactout"} <= set(opened.registry.brokers)
    assert {"ccpa", "gdpr", "delete-act"} <= set(opened.laws)
    assert {"us-10", "din-5008-b"} <= set(opened.sheets)
    assert opened.templates.front("ccpa/letter.en.md").title == "Own"
    assert opened.ledger.salt == opened.basis(opened.records.read_cases()).salt
    assert opened.outbox == californian / "outbox"


def test_settings_may_be_missing(californian: Path) -> None:
    """The usual ones hold then."""
    (californian / "settings.yaml").unlink()

    assert folders.open_folder(californian).settings.per_day == 40


def test_a_law_of_ones_own_is_added(californian: Path) -> None:
    """A folder with a `law.yaml` in `letters/`, and no Python; one with a packaged slug wins."""
    text = (
        "slug: {0}\nname: My Law\nshort: ML\nstatute: s. 1\nserves: [GB]\nreaches: [GB]\nfirst_letter: [delete]\n"
        "rights:\n  delete:\n    - {{cite: s. 2, valid_from: 2020-01-01, reviewed: 2026-11-22, evidence: memory}}\n"
    )
    for slug in ("mine", "ccpa"):
        (californian / "letters" / slug).mkdir(parents=True)
        (californian / "letters" / slug / "law.yaml").write_text(text.format(slug))

    opened = folders.open_folder(californian)

    assert opened.laws["mine"].name == opened.laws["ccpa"].name == "My Law"
    assert opened.laws["gdpr"].name == "General Data Protection Regulation"


def test_all_faults_of_all_files_come_at_once(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call, one list, each with path and line."""
    monkeypatch.chdir(californian)
    (californian / "profile.yaml").write_text(CALIFORNIAN.replace("robin@example.org", "robin at example.org"))
    (californian / "settings.yaml").write_text("per_day: many\n")
    (californian / "brokers.yaml").write_text("- slug: mine\n  nmae: Mine\n  kind: other\n")

    with pytest.raises(ProblemsFound) as refused:
        folders.open_folder(californian)

    assert str(refused.value).splitlines() == [
        "profile.yaml:5: 'robin at example.org' is not an e-mail address (as in privacy@example.org)",
        "settings.yaml:1: 'per_day' is not a whole number: 'many' (write digits only)",
        "brokers.yaml:1: broker 'mine': 'name' is missing (add a line 'name: …')",
        "brokers.yaml:2: broker 'mine': unknown key 'nmae' (did you mean 'name'?)",
    ]


def test_a_missing_ledger_is_not_made_again(californian: Path) -> None:
    """A new one would have another salt, and other references."""
    (californian / "ledger.sqlite").unlink()

    with pytest.raises(NoLedger):
        folders.open_folder(californian)

    assert not (californian / "ledger.sqlite").exists()


def test_a_profile_in_another_encoding_is_refused(californian: Path) -> None:
    """By name."""
    (californian / "profile.yaml").write_bytes(b"people: caf\xe9\n")

    with pytest.raises(CannotRead, match=r"profile\.yaml: cannot be read: not UTF-8 at byte 11"):
        folders.open_folder(californian)


@pytest.mark.parametrize("locked", [".", "profile.yaml"])
def test_a_folder_that_may_not_be_read_is_refused(locked: str, californian: Path) -> None:
    """Somebody else's folder, or a single file: permission is what is missing, and the message says so."""
    if os.geteuid() != 0:
        (californian / locked).chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, californian], capture_output=True, text=True, check=False
        )
    finally:
        (californian / locked).chmod(0o700)

    hint = "check its permissions, and that it is UTF-8 text"
    assert done.stdout == f"{californian}/profile.yaml: cannot be read: permission denied ({hint})\n", done.stderr


@pytest.mark.parametrize("name", ["profile.yaml", "settings.yaml", "brokers.yaml"])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "is a directory"),
        (os.mkfifo, "it is a pipe, not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
        (lambda path: path.symlink_to("nowhere"), "no such file or directory"),
    ],
    ids=["a folder", "a pipe", "a device", "a broken link"],
)
def test_what_stands_in_the_place_of_a_file_is_named(
    make_folder: MakeFolder, name: str, make: Callable[[Path], None], reason: str
) -> None:
    """It is not as if there were none, which would write to others than meant, or at another pace."""
    path = make_folder(CALIFORNIAN, "home")
    (path / name).unlink(missing_ok=True)
    make(path / name)

    with pytest.raises(CannotRead, match=f"{name}: cannot be read: {reason}"):
        folders.open_folder(location.find(path, {}, path))
