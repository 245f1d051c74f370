"""The wheel is whole: what a machine without node, make or this checkout installs."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "workflows", "web", "bpmn")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", f"--outdir={folder}", ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_every_file_of_the_rooms_and_the_bundles(wheel: Path) -> None:
    listed = run("git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", *ROOMS, cwd=ROOT)
    wanted = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    sources = {name for name in wanted if name.startswith("web/frontend/")}
    bundles = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "web/static/dist").rglob("*")
        if path.is_file() and path.name != ".stamp"
    }
    catalogues = {"web/translations/vi/LC_MESSAGES/messages.mo"}
    fonts = {
        f"workflows/documents/fonts/{name}"
        for name in ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "LICENSE.txt")
    }

    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())

    assert bundles
    assert ((wanted - sources) | bundles | catalogues | fonts) - carried == set()
    assert carried & sources == set()


def test_the_wheel_starts_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    programs = empty_environment(tmp_path)
    run("uv", "pip", "install", "--offline", "--no-deps", f"--python={programs / 'python'}", wheel)

    home = run(programs / "python", "-c", "import web; print(web.__file__)", cwd=tmp_path)
    said = run(programs / "vinhdanh", "--help", cwd=tmp_path)

    assert Path(home).is_relative_to(tmp_path)
    assert "serve" in said


def empty_environment(folder: Path) -> Path:
    """An environment that has our dependencies but not us.

    The dependencies are lent by this one, so that the test needs no network; a path lent this way
    does not lend its own `.pth` files, by which this checkout would come in.
    """
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    (site_packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin"


def run(*command: str | Path, cwd: Path | None = None) -> str:
    path = {"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(command, cwd=cwd, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
