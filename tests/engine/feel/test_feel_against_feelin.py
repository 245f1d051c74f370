"""Generated expressions mean to us what they mean to npm's feelin, but for known differences."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine import feel
from tests.engine.feel.canonical import canonical, same
from tests.engine.feel.differences import KNOWN, reason_for
from tests.engine.feel.feel_grammar import CONTEXT, Grammar

ROOT = Path(__file__).parents[3]
COUNT = 4_000
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression is to us and to feelin."""

    text: str
    ours: object
    theirs: dict[str, object]

    @property
    def is_same(self) -> bool:
        return "error" in self.theirs or same(self.ours, self.theirs["value"])


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    grammar = Grammar(seed=20_231_120)
    drawn = (grammar.expression() for _ in range(COUNT))
    return asked([text for text in drawn if len(text) <= LONGEST])


@pytest.fixture(scope="module")
def witnesses() -> dict[str, Answer]:
    return {answer.text: answer for answer in asked([each.witness for each in KNOWN])}


def asked(texts: list[str]) -> list[Answer]:
    """Both evaluate the expressions, feelin in one process."""
    if shutil.which("node") is None or not (ROOT / "node_modules" / "feelin").is_dir():
        pytest.skip("node_modules/feelin is not installed (npm ci)")
    lines = "\n".join(json.dumps({"expression": text, "context": CONTEXT}) for text in texts)
    script = Path(__file__).with_name("feelin.mjs")
    done = subprocess.run(
        ["node", str(script)], input=lines, capture_output=True, text=True, check=True, cwd=ROOT
    )
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    ours = [canonical(feel.compile(text).evaluate(CONTEXT)) for text in texts]
    return [Answer(*each) for each in zip(texts, ours, theirs, strict=True)]


def test_generated_expressions_mean_the_same_to_feelin(answers):
    compared = [answer for answer in answers if reason_for(answer.text) is None]

    differing = [
        f"{answer.text}\n  ours   {answer.ours}\n  feelin {answer.theirs}"
        for answer in compared
        if not answer.is_same
    ]

    assert not differing, "\n".join(differing[:20])
    assert len(compared) > 3_000


def test_few_generated_expressions_are_null(answers):
    # Otherwise agreement would say little.
    assert sum(answer.ours is not None for answer in answers) > 0.8 * len(answers)


@pytest.mark.parametrize("difference", KNOWN, ids=lambda difference: difference.witness)
def test_each_known_difference_still_exists(witnesses, difference):
    assert not witnesses[difference.witness].is_same, "feelin agrees by now; strike it out"
