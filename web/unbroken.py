"""Numbers of papers and days in a heading: `22/QĐ-UBND` is one word to whoever reads."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

LONGEST = 20
"""What is longer would not fit the line of a phone."""

_NUMBER = re.compile(rf"(?<!\S)(?=\S*\d)(?=\S*[-/])\S{{1,{LONGEST}}}(?!\S)")


def unbroken(text: str) -> Markup:
    """The text, its numbers with hyphens and strokes kept together."""
    made, end = Markup(), 0
    for found in _NUMBER.finditer(text):
        made += escape(text[end : found.start()])
        made += Markup('<span class="nowrap">{}</span>').format(found[0])
        end = found.end()
    return made + escape(text[end:])
