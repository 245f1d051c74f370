"""Short ways to write a form in a test."""

from __future__ import annotations

import json
from datetime import date

import forms

TODAY = date(2023, 11, 20)


def component(kind: str, key: str, label: str = "", **more: object) -> dict[str, object]:
    """One form-js component with an English label, so that only what a test adds is wrong."""
    found: dict[str, object] = {"type": kind, "key": key, "label": label or key}
    properties = {"labelEn": f"{label or key} (en)", **more.pop("properties", {})}  # type: ignore[dict-item]
    return {**found, **more, "properties": properties}


def option(value: str, label: str) -> dict[str, object]:
    return {"value": value, "label": label, "properties": {"labelEn": f"{label} (en)"}}


def text_of(*components: dict[str, object]) -> str:
    return json.dumps({"type": "default", "schemaVersion": 18, "components": components})


def form_of(*components: dict[str, object]) -> forms.FormDefinition:
    return forms.load(text_of(*components), "thu")
