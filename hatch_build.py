"""Puts what is built but not committed into the wheel: front-end, catalogues, document fonts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLES = "web/static/dist"
CATALOGUES = "web/translations"
FONTS = "workflows/documents/fonts"


class BuiltAssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own default
    """Refuses a wheel without styles, scripts or Vietnamese: it would install and be broken."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / BUNDLES / "manifest.json").is_file():
            raise FileNotFoundError(f"{BUNDLES} is not built yet: run `make assets` first")
        carried = [root / BUNDLES]
        for language in sorted({part.parent for part in (root / CATALOGUES).rglob("*.po-part")}):
            compiled = language / "LC_MESSAGES" / "messages.mo"
            if not compiled.is_file():
                raise FileNotFoundError(f"{compiled} is not built yet: run `make assets` first")
            carried.append(compiled)
        faces = sorted((root / FONTS).glob("*.ttf"))
        if not faces:
            raise FileNotFoundError(f"{FONTS} is not built yet: run `make assets` first")
        carried += [*faces, root / FONTS / "LICENSE.txt"]
        build_data["force_include"].update(
            {str(path): path.relative_to(root).as_posix() for path in carried}
        )
