"""Puts what is built but not committed, the bundled front-end, into the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIST = "web/static/dist"


class BuiltAssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own default
    """A wheel without its styles and scripts would install and then look broken: refuse it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        dist = Path(self.root, DIST)
        if not (dist / "manifest.json").is_file():
            raise FileNotFoundError(f"{DIST} is not built yet: run `make assets` first")
        build_data["force_include"][str(dist)] = DIST
