"""What is published holds what it should, file by file, and the wheel works without the checkout.

After files were added or removed, look at what changed and renew the lists:
`UNBROKER_RENEW=1 pytest tests/test_packaging.py`.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
# Run by pytest beside the smoke tests: tells at the end which unbroker they had.
WITNESS = """
def pytest_terminal_summary(terminalreporter):
    import unbroker
    terminalreporter.write_line(f"tested: {unbroker.__file__}")
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without what pytest and coverage export, and return what it says."""
    kept = {name: value for name, value in os.environ.items() if not re.match("(?:PY|COV|UNBROKER)", name)}
    done = subprocess.run(
        command, cwd=cwd, env=kept, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, made from the checkout, and the wheel, made from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """The only wheel there is; it holds no compiled code."""
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Path:
    """The only sdist there is."""
    (sdist,) = dist.glob("*.tar.gz")
    return sdist


def names(archive: Path) -> list[str]:
    """The files of a wheel or an sdist in order, with VERSION for the version."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened_wheel:
            found = [entry.filename for entry in opened_wheel.infolist() if not entry.is_dir()]
    else:
        with tarfile.open(archive) as opened_sdist:
            found = [member.name for member in opened_sdist if not member.isdir()]
    return sorted(re.sub(r"^unbroker-\d[^/]*?(?=\.dist-info/|/)", "unbroker-VERSION", name) for name in found)


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_file_list_is_pinned(kind: str, request: pytest.FixtureRequest) -> None:
    """Nobody publishes a file, or leaves one out, without saying so in tests/golden/."""
    found = "".join(f"{name}\n" for name in names(request.getfixturevalue(kind)))
    golden = GOLDEN / f"{kind}.txt"
    if os.environ.get("UNBROKER_RENEW"):
        golden.write_text(found, encoding="utf-8")

    assert found.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_wheel_is_the_program_the_registry_and_the_letters(wheel: Path) -> None:
    """The wheel has every module, what the page shows, the registry, every file of the letters, else only metadata."""
    sources = ROOT / "src"
    page = [path for folder in ("static", "templates") for path in sources.glob(f"unbroker/web/{folder}/*")]
    program = {path.relative_to(sources).as_posix() for path in (*sources.glob("unbroker/**/*.py"), *page)}
    letters = {
        path.relative_to(ROOT).as_posix()
        for folder in ("answers", "letters")
        for path in ROOT.glob(f"{folder}/**/*")
        if path.is_file()
    }
    metadata = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}

    assert set(names(wheel)) == {
        *program,
        "unbroker/py.typed",
        "unbroker/packaged/brokers.json",
        "unbroker/packaged/laws.json",
        "unbroker/packaged/regulators.json",
        "unbroker/packaged/brokers.yaml",
        "unbroker/packaged/providers.yaml",
        *(f"unbroker/packaged/{name}" for name in letters),
        *(f"unbroker-VERSION.dist-info/{name}" for name in metadata),
    }


def test_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed by itself, the wheel passes the smoke tests; the checkout is nowhere on its way."""
    environment = tmp_path / "venv"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-index",
        "--no-deps",
        wheel,
        cwd=tmp_path,
    )
    # The dependencies are here already. Named in a .pth file their folders come last, and .pth files in them,
    # such as an editable install's, are not read.
    purelib = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path)
    site_packages = Path(purelib.strip())
    dependencies = [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    (site_packages / "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "tests", elsewhere / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", elsewhere)
    (elsewhere / "witness.py").write_text(WITNESS, encoding="utf-8")

    path = run(python, "-c", "import sys; print(*sys.path, sep='\\n')", cwd=elsewhere).splitlines()
    version = run(environment / "bin" / "unbroker", "--version", cwd=elsewhere)
    tested = run(python, "-m", "pytest", "-p", "witness", "-p", "no:cacheprovider", "-m", "smoke", cwd=elsewhere)

    assert not any(Path(entry).is_relative_to(ROOT / "src") for entry in path)
    assert wheel.name.split("-")[1] in version
    assert f"tested: {site_packages / 'unbroker' / '__init__.py'}\n" in tested
    assert re.search(r"=+ \d+ passed", tested)
