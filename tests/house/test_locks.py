"""Dependencies are pinned to hashes, name no address, and their licences are told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["bootstrap.lock", "run.lock", "dev.lock", "archival.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_distribution_carries_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()

    assert pins(name)
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry


def test_what_is_tested_is_what_runs() -> None:
    run, dev = pins("run.lock"), pins("dev.lock")

    assert run.items() <= dev.items()


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]

    names = {distribution(re.split(r"[\[<>=~! ]", wish)[0]) for wish in wanted}

    assert names <= pins("run.lock").keys()


def test_the_npm_lock_is_whole_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {path: entry for path, entry in lock["packages"].items() if path}

    assert packages
    assert [path for path, entry in packages.items() if "resolved" in entry] == []
    assert [path for path, entry in packages.items() if "integrity" not in entry] == []


def test_npm_packages_are_pinned_exactly() -> None:
    manifest = json.loads((ROOT / "package.json").read_text())
    versions = {**manifest["dependencies"], **manifest["devDependencies"]}

    assert [v for v in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []


def test_whatever_is_shipped_or_run_stands_in_the_licence_list() -> None:
    told = (ROOT / "THIRD-PARTY.md").read_text()
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    shipped = [
        path.removeprefix("node_modules/")
        for path, entry in lock.items()
        if path and not entry.get("dev") and not entry.get("devOptional")
    ]

    untold = [name for name in [*pins("run.lock"), *shipped] if f"| {name} |" not in told]

    assert untold == []


def test_the_bill_of_materials_lists_what_the_locks_list(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"

    subprocess.run([sys.executable, ROOT / "requirements/sbom.py", target], check=True)

    listed = {part["purl"] for part in json.loads(target.read_text())["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, version in pins("run.lock").items()} <= listed
    assert any(purl.startswith("pkg:npm/bpmn-js@") for purl in listed)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE)
    return {distribution(found_name): version for found_name, version in found}


def distribution(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
