"""The papers for whoever runs an installation name commands, settings and files that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from web.cli import COMMANDS
from web.listening import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "operations.md"
EXAMPLES = sorted((ROOT / "docs" / "operations").iterdir())
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "web").rglob("*.py"))


@pytest.mark.parametrize("path", [PAPER, *EXAMPLES], ids=lambda path: path.name)
def test_only_what_exists_is_named(path: Path) -> None:
    text = path.read_text("utf-8")

    settings = set(re.findall(r"VINHDANH_([A-Z_]+[A-Z])", text))
    commands = set(re.findall(r"(?:bin/|`|command: )vinhdanh ([a-z-]+)", text))

    assert {name for name in settings if name not in CODE} == set()
    assert commands <= COMMANDS.keys()


def test_every_example_is_explained_in_the_paper() -> None:
    text = PAPER.read_text("utf-8")
    timed = {"vinhdanh-verify.service"}  # Started by the timer of the same name.

    assert {path.name for path in EXAMPLES if f"operations/{path.name}" not in text} == timed


UNITS = [path for path in EXAMPLES if path.suffix in (".service", ".timer")]
COMPOSE = ROOT / "docs" / "operations" / "compose.yaml"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    for path in UNITS:
        # Programs that exist here stand for those of an installation.
        text = path.read_text("utf-8").replace(
            "/opt/vinhdanh/bin", str(Path(sys.executable).parent)
        )
        (tmp_path / path.name).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def services() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = compose()["services"]
    return found


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return found


def test_the_compose_file_names_only_what_it_defines() -> None:
    whole = compose()
    for name, service in services().items():
        assert service["image"], name
        assert set(service.get("depends_on", ())) <= services().keys() - {name}
        assert set(service.get("secrets", ())) <= whole["secrets"].keys()
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or source.startswith("./"), volume
    assert {"worker", "web"} <= services().keys()
    shared = [services()[name]["volumes"] for name in ("worker", "web")]
    assert shared == [["data:/data"]] * 2


def test_whoever_is_asked_to_stop_has_longer_than_it_takes() -> None:
    for name in ("worker", "web"):
        assert int(services()[name]["stop_grace_period"].removesuffix("s")) > PATIENCE_SECONDS
    for unit in UNITS:
        for seconds in re.findall(r"TimeoutStopSec=(\d+)", unit.read_text("utf-8")):
            assert int(seconds) > PATIENCE_SECONDS


def gunicorns() -> list[str]:
    """How the examples start gunicorn."""
    unit = (ROOT / "docs" / "operations" / "vinhdanh-web.service").read_text("utf-8")
    started = re.search(r"ExecStart=\S+/gunicorn (.*)", unit)
    assert started is not None
    return [started[1], services()["web"]["command"].removeprefix("gunicorn ")]


@pytest.mark.parametrize("words", gunicorns())
def test_gunicorn_understands_how_it_is_started(words: str) -> None:
    from gunicorn.config import Config  # type: ignore[import-untyped]  # it has no types

    from web import wsgi

    told = Config().parser().parse_args(shlex.split(words))

    assert told.args == ["web.wsgi:application()"] and callable(wsgi.application)
    assert told.workers >= 2 and not told.preload_app
    assert told.graceful_timeout == PATIENCE_SECONDS
