"""Every form that is shipped reads without a problem and speaks both languages."""

from __future__ import annotations

import pytest

from forms import reading
from tests.diagrams.questions import FORMS, components, form
from workflows.law import LawBook

every_form = pytest.mark.parametrize("key", FORMS)


@every_form
def test_form_reads_without_error_or_warning(key: str) -> None:
    problems = reading.check(FORMS[key].read_bytes(), key)

    assert [(each.rule, each.element, each.message % each.params) for each in problems] == []


@every_form
def test_form_asks_the_law_for_what_it_holds(key: str) -> None:
    known = LawBook.load().keys()

    assert set(reading.law_keys(FORMS[key].read_bytes(), key)) - known == set()


@every_form
def test_form_speaks_both_languages(key: str) -> None:
    tree = form(key)

    assert tree["id"] == key
    assert tree["properties"]["title"] and tree["properties"]["titleEn"]
    for each in components(tree):
        captions = [each, *each.get("values", [])]
        assert all({"labelEn", "textEn"} & set(caption["properties"]) for caption in captions)
        assert ("hint" in each["properties"]) == ("hintEn" in each["properties"])


@every_form
def test_form_names_its_fields_in_english_snake_case(key: str) -> None:
    keys = [each["key"] for each in components(form(key)) if "key" in each]

    assert [name for name in keys if not (name.isascii() and name.islower())] == []
    assert len(set(keys)) == len(keys)


@every_form
def test_free_text_is_bounded(key: str) -> None:
    texts = [each for each in components(form(key)) if each["type"] in {"textfield", "textarea"}]

    assert [each["key"] for each in texts if "maxLength" not in each.get("validate", {})] == []
