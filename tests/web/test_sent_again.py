"""Forms that come too late: everything typed is kept, and can be sent again from where it is."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest

from tests.scenario.dossier import Dossier
from tests.web.site import Site, Visitor

TEXT = 'Đủ <b>điều kiện</b> "theo" quy định'
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def dossier(site: Site) -> Dossier:
    filed = site.office.files()
    site.office.accepts(filed)
    return filed


def sent(visitor: Visitor, dossier: Dossier, **options: object):
    task = dossier.task("appraise")
    form = {"revision": task.revision, "appraisal_opinion": TEXT}
    return visitor.post(f"/viec/{task.id}/hoan-thanh", form, headers=OURS, **options)


def kept(text: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in fields}


def test_a_session_that_ended_keeps_what_was_typed_until_one_has_signed_in(
    site: Site, dossier: Dossier
) -> None:
    officer = site.as_("officer")
    officer.get("/viec")
    officer.client.delete_cookie("vinhdanh")

    answer = sent(officer, dossier)

    assert answer.status_code == 401
    assert "Phiên làm việc đã hết" in answer.text
    assert 'target="_blank"' in answer.text
    fields = kept(answer.text)
    assert fields["appraisal_opinion"] == TEXT
    assert f'action="/viec/{dossier.task("appraise").id}/hoan-thanh"' in answer.text

    cookie = site.as_("officer").client.get_cookie("vinhdanh")
    assert cookie is not None
    officer.client.set_cookie("vinhdanh", cookie.value)
    again = sent(officer, dossier)
    assert again.status_code == 422
    assert unescape(again.text).count(TEXT) >= 1


def test_a_token_of_another_session_keeps_it_too_and_sending_again_works(
    site: Site, dossier: Dossier
) -> None:
    officer = site.as_("officer")
    task = dossier.task("appraise")
    stale = officer.client.post(
        f"/viec/{task.id}/nhan", data={"revision": task.revision, "csrf_token": "x"}, headers=OURS
    )
    assert stale.status_code == 403
    assert "v-band" in stale.text

    done = officer.client.post(f"/viec/{task.id}/nhan", data=kept(stale.text), headers=OURS)

    assert done.status_code == 303
    assert dossier.task("appraise").assignee == site.world.people["officer"]


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_what_another_site_sends_is_not_offered_again(
    site: Site, dossier: Dossier, headers: dict[str, str]
) -> None:
    officer = site.as_("officer")

    answer = officer.client.post(
        f"/viec/{dossier.task('appraise').id}/nhan", data={"revision": "1"}, headers=headers
    )

    assert answer.status_code == 403
    assert "Gửi lại" not in answer.text
    assert 'name="revision"' not in answer.text


def test_passwords_are_never_carried_on(site: Site) -> None:
    answer = site.visitor().client.post(
        "/dang-nhap", data={"username": "ai", "password": "rat bi mat"}, headers=OURS
    )

    assert answer.status_code == 403
    assert "rat bi mat" not in answer.text


def test_files_are_named_to_be_chosen_again(site: Site, dossier: Dossier) -> None:
    officer = site.as_("officer")

    answer = officer.client.post(
        f"/viec/{dossier.task('appraise').id}/hoan-thanh",
        data={"revision": "1", "tep": (BytesIO(b"%PDF-1.7"), "bien-ban.pdf")},
        content_type="multipart/form-data",
        headers=OURS,
    )

    assert "bien-ban.pdf" in answer.text


def test_a_script_is_told_in_its_own_words(site: Site, dossier: Dossier) -> None:
    officer = site.as_("officer")
    officer.get("/viec")
    officer.client.delete_cookie("vinhdanh")

    answer = officer.post(
        f"/viec/{dossier.task('appraise').id}/nhap",
        {"appraisal_opinion": TEXT},
        headers={**OURS, "Accept": "application/json"},
    )

    assert answer.status_code == 401
    assert answer.json is not None and answer.json["code"] == "session_over"
