"""Letters are data: complete in both languages, with the same places in each."""

from __future__ import annotations

import re

import pytest

from workflows.mails import mail_texts

PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("text", mail_texts().values(), ids=lambda text: text.key)
def test_both_languages_say_the_same(text):
    assert set(PLACE.findall(text.subject)) == set(PLACE.findall(text.subject_en))
    assert set(PLACE.findall(text.body)) == set(PLACE.findall(text.body_en))


def test_what_is_missing_shows_as_a_dash():
    subject, _ = mail_texts()["decided"].filled({"symbol": "01/QĐ-UBND"})

    assert subject == "Quyết định khen thưởng 01/QĐ-UBND: –"
