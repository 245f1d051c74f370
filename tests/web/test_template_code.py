"""Templates are compiled once, and anew when they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from web import template_code
from web.template_code import TemplateCode


def rendered(folder: Path) -> str:
    """By an application that has just been started."""
    code = TemplateCode(folder)
    return (
        Environment(loader=FileSystemLoader(folder), bytecode_cache=code, autoescape=True)
        .get_template("page.html")
        .render(n=1)
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(template_code, "_known", {})
    (tmp_path / "page.html").write_text("<p>{{ n }}</p>")
    return tmp_path


def test_a_template_is_compiled_once_for_all_applications(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rendered(folder)

    monkeypatch.setattr(Environment, "compile", None)  # Nothing may be compiled from here on.
    in_memory = rendered(folder)
    template_code._known.clear()
    in_another_process = rendered(folder)

    assert first == in_memory == in_another_process == "<p>1</p>"


def test_a_template_that_was_changed_is_compiled_anew(folder: Path) -> None:
    rendered(folder)

    (folder / "page.html").write_text("<b>{{ n + 1 }}</b>")

    assert rendered(folder) == "<b>2</b>"


def test_where_nobody_may_write_pages_are_shown_all_the_same(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file stands where the folder would be")

    assert rendered(folder) == rendered(folder) == "<p>1</p>"


def test_what_was_half_written_is_compiled_anew(folder: Path) -> None:
    rendered(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    template_code._known.clear()

    assert rendered(folder) == "<p>1</p>"
