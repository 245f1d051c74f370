"""The examples of docs/api.md run as they stand there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.api.caller import Answer, Caller, Programs

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
_EXAMPLE = re.compile(r"```http\n(.*?)```\s+```json\n(.*?)```", re.DOTALL)
ANYTHING = "…"


def test_the_examples_run(programs: Programs) -> None:
    dossier = programs.office.files()
    clerk = programs.as_("clerk")
    places = {"{task}": dossier.task("check").id, "{code}": dossier.record.code}
    text = PAGE.read_text("utf-8")
    for name, value in places.items():
        text = text.replace(name, value)
    examples = _EXAMPLE.findall(text)

    assert len(examples) >= 8
    for asked, told in examples:
        answer = _ask(clerk, asked)
        assert _differs(answer.json, json.loads(told)) == [], (asked, answer.text)


def _ask(caller: Caller, asked: str) -> Answer:
    head, _, body = asked.partition("\n\n")
    first, *headers = head.strip().splitlines()
    method, path = first.split(" ", 1)
    sent = dict(line.split(": ", 1) for line in headers)
    path = path.removeprefix("/api/v1")
    if method == "GET":
        return caller.get(path)
    return caller.post(path, json.loads(body), key=sent.get("Idempotency-Key", ""))


def _differs(found: Any, told: Any, path: str = "") -> list[str]:
    """Where an answer lacks what the example tells; it may say more."""
    if told == ANYTHING:
        return [] if found not in (None, "") else [f"{path} is empty"]
    if isinstance(told, dict):
        if not isinstance(found, dict):
            return [f"{path} is no object"]
        return [
            one
            for name, value in told.items()
            for one in _differs(found.get(name), value, f"{path}.{name}")
        ]
    if isinstance(told, list) and told:
        if not isinstance(found, list) or len(found) < len(told):
            return [f"{path} has fewer"]
        return [
            one
            for place, value in enumerate(told)
            for one in _differs(found[place], value, f"{path}.{place}")
        ]
    return [] if found == told else [f"{path} is {found!r}, not {told!r}"]
