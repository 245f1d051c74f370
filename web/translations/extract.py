"""Collects every English sentence that people can come to read, from code and templates.

Rooms below `web` only carry sentences, so no call marks them all. `python -m
web.translations.extract` prints what has no Vietnamese yet, as lines for a part.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.pofile import normalize
from jinja2 import Environment

from engine.admission.rules import RULES
from web.translations.build import PARTS, assemble
from web.translations.sentences_in_code import Sentence, read_code

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
ROOMS = ("engine", "forms", "workflows", "web")
TEMPLATES = ROOT / "web" / "templates"


def sentences() -> dict[Sentence, str]:
    """Every sentence with the first place where it stands."""
    found: dict[Sentence, str] = {}
    for sentence, place in (*read_code(_sources()), *_of_templates(), *_of_rules()):
        found.setdefault(sentence, place)
    return found


def _sources() -> dict[str, str]:
    """Every module of the product; what makes the catalogue says nothing to people."""
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in paths
        if path.parent != FOLDER
    }


def _of_rules() -> Iterator[tuple[Sentence, str]]:
    """What each rule for drawings is about is said where the rule is."""
    for rule in RULES:
        yield Sentence(rule.title), f"engine/admission/rules: {rule.id}"


# -- templates


def _of_templates() -> Iterator[tuple[Sentence, str]]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    extracted = getattr(environment, "extract_translations")  # noqa: B009  the extension adds it
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text("utf-8")
        for line, function, said in extracted(text):
            if function not in ("gettext", "ngettext", "_"):
                continue
            one, *more = (said,) if isinstance(said, str) else said
            if one:
                plural = next((other for other in more if other), "")
                yield Sentence(one, plural), f"{path.relative_to(ROOT)}:{line}"


def main() -> int:
    known = assemble(sorted(PARTS.glob("*.po-part")))
    missing = [(s, place) for s, place in sentences().items() if known.get(s.text) is None]
    for sentence, place in sorted(missing, key=lambda one: one[1]):
        sys.stdout.write("\n".join(_lines(sentence, place)) + "\n\n")
    return 1 if missing else 0


def _lines(sentence: Sentence, place: str) -> Iterable[str]:
    yield f"#: {place}"
    yield f"msgid {normalize(sentence.text, width=0)}"
    if sentence.plural:
        yield f"msgid_plural {normalize(sentence.plural, width=0)}"
    yield 'msgstr[0] ""' if sentence.plural else 'msgstr ""'


if __name__ == "__main__":
    sys.exit(main())
