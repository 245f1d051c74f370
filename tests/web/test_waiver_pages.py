"""Letting a dossier pass a shut gate, in the browser: proposed, agreed to, and never forgotten."""

from __future__ import annotations

import re

import pytest

from tests.scenario.dossier import Dossier
from tests.web.site import Site, Visitor

REASON = "Lễ trao thưởng ngày mai <b>gấp</b>"
LINK = "Đề nghị cho qua…"


@pytest.fixture
def dossier(site: Site) -> Dossier:
    """The list is up, and its period has only begun."""
    filed = site.office.files()
    site.office.accepts(filed)
    site.office.appraises(filed)
    site.office.publishes(filed)
    return filed


def panel(visitor: Visitor, dossier: Dossier) -> str:
    text = visitor.get(f"/ho-so/{dossier.record.code}").text
    return text.partition('id="cong"')[2].partition("</section>")[0]


def proposed(site: Site, dossier: Dossier) -> str:
    path = f"/ho-so/{dossier.record.code}/cong/publication_complete/cho-qua"
    answer = site.as_("officer").post(path, {"reason": REASON})
    assert answer.status_code == 303
    return panel(site.as_("head"), dossier)


def test_only_a_shut_gate_that_may_be_passed_offers_it(site: Site, dossier: Dossier) -> None:
    assert panel(site.as_("officer"), dossier).count(LINK) == 1
    assert LINK not in panel(site.as_("clerk"), dossier)
    assert LINK not in panel(site.as_("nominator"), dossier)


def test_one_proposes_and_another_agrees_on_the_page(site: Site, dossier: Dossier) -> None:
    shown = proposed(site, dossier)

    assert "chờ người thứ hai đồng ý" in shown
    assert "&lt;b&gt;gấp&lt;/b&gt;" in shown
    assert "/dong-y" not in panel(site.as_("officer"), dossier)
    address = re.search(r'action="([^"]+/dong-y)"', shown)
    assert address is not None
    site.as_("head").post(address[1])

    assert dossier.open_steps == ["close_publication"]
    after = panel(site.as_("clerk"), dossier)
    assert "đồng ý cho qua ngày" in after
    assert 'class="is-waived"' in after


def test_a_reason_that_is_too_short_comes_back_with_what_was_typed(
    site: Site, dossier: Dossier
) -> None:
    path = f"/ho-so/{dossier.record.code}/cong/publication_complete/cho-qua"

    answer = site.as_("officer").post(path, {"reason": "gấp lắm"})

    assert answer.status_code == 422
    assert "gấp lắm" in answer.text


def test_what_was_turned_down_stays_on_the_page(site: Site, dossier: Dossier) -> None:
    shown = proposed(site, dossier)
    address = re.search(r'action="([^"]+/bo)"', shown)
    assert address is not None

    site.as_("head").post(address[1])

    after = panel(site.as_("officer"), dossier)
    assert "không được đồng ý" in after
    assert after.count(LINK) == 1


@pytest.mark.parametrize("path", ["cong/made_up/cho-qua", "cong/%3Cb%3E/cho-qua"])
def test_a_gate_that_is_none_is_not_found(site: Site, dossier: Dossier, path: str) -> None:
    answer = site.as_("officer").get(f"/ho-so/{dossier.record.code}/{path}")

    assert answer.status_code == 404


def test_the_timeline_tells_both(site: Site, dossier: Dossier) -> None:
    shown = proposed(site, dossier)
    address = re.search(r'action="([^"]+/dong-y)"', shown)
    assert address is not None
    site.as_("head").post(address[1])

    text = site.as_("officer").get(f"/ho-so/{dossier.record.code}").text

    assert "Đề nghị cho hồ sơ qua cổng đang chặn" in text
    assert "Đồng ý cho hồ sơ qua cổng đang chặn" in text
