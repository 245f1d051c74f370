"""The look holds together: equal dark lists, known tokens, no inline styles, macros told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.icons import icon_names

WEB = Path(__file__).parents[2] / "web"
SHEETS = sorted((WEB / "frontend").glob("*.css"))
BUNDLES = (WEB / "frontend" / "build.mjs").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
MACRO_FILES = [
    path
    for path in TEMPLATES
    if path.parent.name in {"components", "layout"} and "{% macro " in path.read_text("utf-8")
]

# Pairs that people read: words on their ground (WCAG AA asks for 4.5).
READ_TOGETHER = [
    ("ink", "surface"),
    ("ink", "ground"),
    ("ink-2", "surface-2"),
    ("ink-3", "surface"),
    ("ink-3", "ground"),
    ("ink-3", "surface-2"),
    ("act", "surface"),
    ("act", "surface-2"),
    ("act-ink", "act"),
    ("act-ink", "act-2"),
    ("act-2", "act-weak"),
    ("act", "late-bg"),
    ("band-ink", "band"),
    ("band-ink-2", "band"),
    ("band-ink-2", "band-2"),
    ("demo-ink", "demo"),
    ("on-ink", "on-bg"),
    ("soon-ink", "soon-bg"),
    ("late-ink", "late-bg"),
    ("late-ink", "surface"),
    ("rest-ink", "rest-bg"),
    ("prov-ink", "prov-bg"),
    ("done-ink", "done-bg"),
    ("soon-ink", "surface"),
]

# Signs and outlines that carry meaning (WCAG AA asks for 3).
SEEN_TOGETHER = [
    ("soon-mark", "soon-bg"),
    ("late-mark", "late-bg"),
    ("rest-mark", "rest-bg"),
    ("done-mark", "surface"),
    ("control-line", "surface"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("mark-ink", "late-mark"),
]


def declarations(block: str) -> dict[str, str]:
    without_comments = re.sub(r"/\*.*?\*/", "", block, flags=re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", without_comments))


def block_after(text: str, selector: str) -> str:
    start = text.index(selector) + len(selector)
    return text[start : text.index("}", start)]


def themes() -> dict[str, dict[str, str]]:
    text = (WEB / "frontend" / "tokens.css").read_text("utf-8")
    light = declarations(block_after(text, ":root {"))
    wished = declarations(block_after(text, ":root:not([data-theme=light]) {"))
    chosen = declarations(block_after(text, ":root[data-theme=dark] {"))
    return {"light": light, "wished": wished, "chosen": chosen, "dark": light | chosen}


def luminance(color: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_dark_is_the_same_whether_the_system_or_the_person_asks_for_it() -> None:
    read = themes()

    assert len(read["chosen"]) > 40
    assert read["wished"] == read["chosen"]


def test_dark_changes_tokens_that_exist_and_leaves_the_canvas_light() -> None:
    read = themes()

    assert read["chosen"].keys() <= read["light"].keys()
    assert [name for name in read["chosen"] if name.startswith("canvas")] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_ground(theme: str) -> None:
    tokens = themes()[theme]

    faint = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in READ_TOGETHER
        if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5
    }
    assert faint == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signs_stand_out_from_their_ground(theme: str) -> None:
    tokens = themes()[theme]

    faint = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in SEEN_TOGETHER
        if contrast(tokens[pair[0]], tokens[pair[1]]) < 3
    }
    assert faint == {}


def test_sheets_use_only_tokens_that_exist() -> None:
    known = themes()["light"].keys()

    unknown = {
        (sheet.name, name)
        for sheet in SHEETS
        for name in re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8"))
        if name not in known
    }
    assert unknown == set()


def test_the_first_sheet_brings_in_every_other() -> None:
    entry = (WEB / "frontend" / "app.css").read_text("utf-8")

    left_out = [
        sheet.name
        for sheet in SHEETS
        # The drawing boards have sheets of their own, which officers' pages do not load.
        if f"'{sheet.name}'" not in BUNDLES and f"./{sheet.name}'" not in entry
    ]
    assert left_out == []


def test_templates_carry_no_styles_and_no_scripts_of_their_own() -> None:
    # The content policy of officers' pages allows neither: they would silently do nothing.
    found = {
        (path.name, rule)
        for path in TEMPLATES
        for rule, pattern in {
            "style attribute": r"<[^>{]*\sstyle\s*=",
            "style element": r"<style\b",
            "event attribute": r"<[^>{]*\son[a-z]+\s*=",
            "script with a body": r"<script\b(?! type=\"application/json\")[^>]*>\s*[^<\s]",
        }.items()
        if re.search(pattern, path.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("path", MACRO_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_macro_for_others_is_told_at_the_head_of_its_file(path: Path) -> None:
    text = path.read_text("utf-8")
    head = text[: text.index("#}")] if text.startswith("{#") else ""

    offered = macros_used_elsewhere(path)
    assert offered
    assert [name for name in offered if f"{name}(" not in head] == []


def macros_used_elsewhere(path: Path) -> list[str]:
    """Macros that another template imports, or that pages reach through `components/all.html`."""
    others = "".join(other.read_text("utf-8") for other in TEMPLATES if other != path)
    lines = re.findall(rf'{{% from "{path.parent.name}/{path.name}" import ([^%]+) %}}', others)
    named = {name.strip() for line in lines for name in line.split(",")}
    named |= set(re.findall(rf"= _{path.stem}\.(\w+) %}}", others))
    return sorted(named & set(re.findall(r"{% macro (\w+)", path.read_text("utf-8"))))


def test_every_icon_that_is_used_is_drawn() -> None:
    used = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r"""icon\(["']([a-z]+)["']""", path.read_text("utf-8"))
    }

    assert used
    assert {entry for entry in used if entry[1] not in icon_names()} == set()
