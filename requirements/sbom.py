"""Writes what the product is made of, from its locks, as a CycloneDX 1.6 bill of materials.

Usage: python requirements/sbom.py FILE
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]

Component = dict[str, Any]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    target = Path(arguments[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def bill() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    product = {"type": "application", "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**product, "licenses": [{"expression": project["license"]}]}},
        "components": [*python_components(), *npm_components()],
    }


def python_components() -> list[Component]:
    text = (ROOT / "requirements" / "run.lock").read_text("utf-8")
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
        }
        for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE)
    ]


def npm_components() -> list[Component]:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return [
        _npm_component(path.removeprefix("node_modules/"), entry)
        for path, entry in packages.items()
        if path and not entry.get("dev") and not entry.get("devOptional")
    ]


def _npm_component(name: str, entry: dict[str, str]) -> Component:
    algorithm, _, digest = entry["integrity"].partition("-")
    return {
        "type": "library",
        "name": name,
        "version": entry["version"],
        "purl": f"pkg:npm/{quote(name, safe='/')}@{entry['version']}",
        "hashes": [{"alg": algorithm.replace("sha", "SHA-"), "content": b64decode(digest).hex()}],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
