"""Renders the documents into a folder of pages and refuses links that lead nowhere.

Usage: python docs/build.py FOLDER
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid; padding: .2rem .5rem }}
pre {{ overflow: auto; padding: .5rem; border: 1px solid }}
</style>
{body}
</html>
"""

markdown = MarkdownIt("commonmark").enable("table")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    broken = broken_links()
    if broken:
        sys.stderr.write("Links that lead nowhere:\n" + "\n".join(broken) + "\n")
        return 1
    render_all(Path(arguments[0]))
    return 0


def documents() -> list[Path]:
    """The documents at the top of the project and below `docs` and the rooms' own folders."""
    places = [ROOT.glob("*.md"), *((ROOT / room).rglob("*.md") for room in ("docs", "bpmn"))]
    return sorted(path for place in places for path in place)


def broken_links() -> list[str]:
    return [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents()
        for link in _local_links(document)
        if not _leads_somewhere(document, link)
    ]


def render_all(folder: Path) -> None:
    for document in documents():
        page = folder / document.relative_to(ROOT).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        text = document.read_text("utf-8")
        body = re.sub(r'(href="[^":]+)\.md(["#])', r"\1.html\2", markdown.render(text))
        page.write_text(PAGE.format(title=escape(_title(text)), body=body), "utf-8")
    _write_contents(folder)


def _write_contents(folder: Path) -> None:
    rows = [
        f'<li><a href="{document.relative_to(ROOT).with_suffix(".html")}">'
        f"{escape(_title(document.read_text('utf-8')))}</a></li>"
        for document in documents()
    ]
    body = "<h1>Vinh Danh</h1><ul>" + "\n".join(rows) + "</ul>"
    (folder / "index.html").write_text(PAGE.format(title="Vinh Danh", body=body), "utf-8")


def _title(text: str) -> str:
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return heading.group(1) if heading else "Untitled"


def _local_links(document: Path) -> Iterator[str]:
    for token in _walk(markdown.parse(document.read_text("utf-8"))):
        link = token.attrGet("href") or token.attrGet("src")
        if isinstance(link, str) and not re.match(r"[a-z]+:", link):
            yield link


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


def _leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path) if path else document
    if not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in _anchors(target.read_text("utf-8"))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
