"""Values of the law as pages show them: words in both languages, never bare keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel

from engine.budgets import Budget
from web.shown_law import value_words
from workflows.editions import seed_book
from workflows.law.values import Value
from workflows.law_words import WORDS

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@pytest.fixture(params=["en", "vi"])
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("law")
    Babel(app, default_locale=request.param)
    with app.test_request_context():
        yield request.param


@pytest.mark.parametrize(
    ("value", "key", "said"),
    [
        (Budget.parse("20wd"), "procedure.limit", "20 working days"),
        (Budget.parse("30d"), "decision.board_display", "30 days"),
        (Budget.parse("4wh"), "step.receive", "4 working hours"),
        (Budget.parse("16wh"), "step.appraise", "16 working hours (2 working days)"),
        (Decimal("0.30"), "reward.multiplier", "0.3 × base salary"),
        (1_800_000, "base_salary", "1.800.000 đồng"),
        (Fraction(4, 5), "council.threshold", "80%"),
        (Fraction(2, 3), "council.quorum", "2/3"),
        (True, "x", "yes"),
        ("commune_chair", "authority.decider", "chairman of the commune"),
        ("11-25", "procedure.finish_before", "25/11 each year"),
        (("proposal", "minutes"), "dossier.parts", None),
        ("{number}/QĐ-UBND", "document.symbol", "{number}/QĐ-UBND"),
    ],
)
def test_a_value_is_said_in_words(value: Value, key: str, said: str | None) -> None:
    app = Flask("law")
    Babel(app, default_locale="en")
    with app.test_request_context():
        shown = value_words(value, key)

    assert shown == (said or "Letter of proposal; Minutes of the meeting that chose them")


def test_no_value_of_the_law_is_shown_as_a_key(tongue: str) -> None:
    bare = {
        part
        for row in seed_book().rows()
        for part in value_words(row.value, row.key).split("; ")
        if CODE.fullmatch(part) and part not in KNOWN_WORDS
    }

    assert bare == set()


def test_what_a_value_is_about_has_words() -> None:
    about = {
        key for row in seed_book().rows() for key in (row.procedure, row.award, row.subject) if key
    }

    assert about - WORDS.keys() == set()


KNOWN_WORDS = {
    *("yes", "no", "abolished", "individual", "collective", "household", "secretary", "finance"),
    *(caption.en for caption in WORDS.values()),
    *(caption.vi for caption in WORDS.values()),
}
"""One word of a language looks like a key and is none."""
