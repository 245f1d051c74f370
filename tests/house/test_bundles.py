"""The built front-end is whole and asks nobody else for anything (`make assets` builds it)."""

from __future__ import annotations

import json
import re
from pathlib import Path

DIST = Path(__file__).parents[2] / "web" / "static" / "dist"


def manifest() -> dict[str, str]:
    return dict(json.loads((DIST / "manifest.json").read_text("utf-8")))


def styles() -> list[Path]:
    return [DIST / file for name, file in manifest().items() if name.endswith(".css")]


def test_pages_find_their_scripts_and_styles_under_names_that_change_with_the_content() -> None:
    named = manifest()

    assert {"app.css", "app.js", "viewer.js"} <= named.keys()
    for name, file in named.items():
        stem, suffix = name.split(".")
        assert re.fullmatch(rf"{stem}-[0-9A-Z]{{8}}\.{suffix}", file), file
        assert (DIST / file).is_file()


def test_styles_name_only_files_that_are_shipped() -> None:
    addresses = [
        (style, address)
        for style in styles()
        for address in re.findall(r"url\([\"']?([^)\"']+)", style.read_text("utf-8"))
        if not address.startswith("data:")
    ]

    assert addresses
    # What follows a name tells browsers which copy or part is meant; the file is the same.
    files = [style.parent / re.split("[?#]", address)[0] for style, address in addresses]
    assert [str(file) for file in files if not file.is_file()] == []


def test_vietnamese_letters_and_equal_width_figures_have_their_faces() -> None:
    text = "".join(style.read_text("utf-8") for style in styles())

    faces = re.findall(r"@font-face\s*{[^}]*}", text)
    assert any("Be Vietnam Pro" in face and "U+1EA0" in face.upper() for face in faces)
    assert any("Vinh Danh Digits" in face for face in faces)


def test_licences_of_what_is_bundled_are_shipped_with_it() -> None:
    told = {path.stem for path in (DIST / "licences").iterdir()}

    assert {
        "bootstrap",
        "bpmn-js",
        "dmn-js",
        "htmx.org",
        "fontsource-be-vietnam-pro",
        "OFL-digits",
    } <= told
