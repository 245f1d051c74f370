"""Whatever is sent to a form or as a form: values, or sentences; never anything else."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms
from engine.canonical import canonical
from engine.errors import InvalidData, ModelError
from engine.forms import FormRow
from forms.definition import FieldKind
from tests.encodable import ENCODABLE
from tests.forms.form_building import TODAY, component, option, text_of

KINDS = [kind.value for kind in FieldKind]
OPTIONS = [option("du", "Đủ"), option("khong", "Không")]
ROWS = [FormRow(id="r-1", label="1"), FormRow(id="r-2", label="2", locked="mình")]

any_text = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["", "du", "12", "1.234,5", "20/11/2023", "2023-11-20", "true", "\x00", "\ud800", "r-1"]
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.just(10**4000)
    | st.floats()
    | any_text
)
any_json = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
answers = st.dictionaries(
    st.sampled_from(KINDS) | any_text,
    any_json
    | st.dictionaries(
        st.sampled_from(["r-1", "r-2", "r-3"]),
        st.dictionaries(st.sampled_from(["outcome", "note"]), any_json) | any_json,
    ),
)


def every_kind(required: bool = False) -> forms.FormDefinition:
    columns = [component("select", "outcome", values=OPTIONS), component("textfield", "note")]
    return forms.load(
        text_of(
            *(
                component(k, k, values=OPTIONS, columns=columns, validate={"required": required})
                for k in KINDS
            )
        ),
        "moi_loai",
    )


FORM = every_kind()
STRICT = every_kind(required=True)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(answers | any_json)
def test_any_data_become_plain_values_or_sentences(data):
    for definition in (FORM, STRICT):
        for partial in (False, True):
            try:
                checked = forms.validate(definition, data, on=TODAY, rows=ROWS, partial=partial)
            except InvalidData as refused:
                assert refused.errors
                assert all(str(error.message) for error in refused.errors)
            else:
                canonical([checked.values, checked.scalars, checked.rows]).encode()
                assert set(checked.values) <= set(definition.fields)
                assert set(checked.rows) <= {"r-1"}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(answers)
def test_what_is_stored_is_valid_and_stays_as_it_is(data):
    try:
        once = forms.validate(FORM, data, on=TODAY, rows=ROWS)
    except InvalidData:
        return

    again = forms.validate(FORM, {**once.values, "nominees": once.rows}, on=TODAY, rows=ROWS)

    assert again == once


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(answers)
def test_every_draft_can_be_shown_in_both_languages(data):
    try:
        draft = forms.validate(FORM, data, on=TODAY, rows=ROWS, partial=True)
    except InvalidData:
        return

    for language in ("vi", "en"):
        forms.view(FORM, {**draft.values, "nominees": draft.rows}, language=language, rows=ROWS)


any_component = st.fixed_dictionaries(
    {"type": st.sampled_from([*KINDS, "group", "text", "button"]) | any_text},
    optional={
        "key": st.sampled_from(["a", "b", "c d", "ý_kiến"]) | any_json,
        "label": any_text | any_json,
        "text": any_text,
        "values": st.just(OPTIONS) | any_json,
        "columns": st.just([component("textfield", "note")]) | any_json,
        "components": any_json,
        "validate": st.dictionaries(
            st.sampled_from(["required", "minLength", "maxLength", "min", "max", "pattern"]),
            any_json,
        )
        | any_json,
        "conditional": st.fixed_dictionaries({"hide": any_text | st.sampled_from(["=a", "=b = 1"])})
        | any_json,
        "properties": st.dictionaries(st.sampled_from(["labelEn", "pattern", "latest"]), any_text)
        | any_json,
        "decimalDigits": any_json,
        "facts": any_json,
    },
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(any_component, max_size=4) | any_json)
def test_any_definition_is_a_form_or_has_problems(components):
    text = json.dumps({"components": components})

    problems = forms.check(text, "thu")
    try:
        definition = forms.load(text, "thu")
    except ModelError:
        assert problems
        return

    forms.view(definition, {}, language="vi")
    forms.validate(definition, {}, on=TODAY, partial=True)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(ENCODABLE, max_size=200))
def test_any_bytes_are_checked(data):
    assert forms.check(data, "thu")
