"""Every route against everybody: one's own office as the table says, other offices nothing at all.

The routes come from the application, so that one without a row in the table fails.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.tables import journal
from tests.web.everything import FOREIGN, NOBODY, PEOPLE, Everything, founded, is_refused

TABLE: dict[str, str] = tomllib.loads(
    (Path(__file__).parent / "authorization_matrix.toml").read_text()
)
LEFT_OUT = frozenset({"static", "sign_in.leave", "preferences.end_session"})
"""Files that everybody gets; and what ends the session with which the others are asked."""

OFFICE = frozenset(PEOPLE) - {"nominator", "stranger", FOREIGN}
GROUPS = {
    "public": frozenset(PEOPLE) - {FOREIGN} | {NOBODY},
    "signed_in": frozenset(PEOPLE) - {FOREIGN},
    "office": OFFICE,
    "case": OFFICE | {"nominator"},
    "absent": frozenset(),
}
SHARED = frozenset({"public", "procedures", "api.get_procedure", "studio.rights"})
"""What offices have in common: the public pages and the procedures."""

SENT_FIRST = frozenset({"api", "documents.cancel", "documents.change_signatures"})
"""Routes that say what an empty request lacks before they look for the thing: they tell nothing."""


def let_in(endpoint: str) -> frozenset[str]:
    row = TABLE[endpoint]
    return GROUPS[row] if row in GROUPS else frozenset(row.split())


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    made = founded(tmp_path_factory.mktemp("site"))
    yield made
    made.site.world.engine.database.close()


def test_every_route_has_its_row_and_every_row_its_route(everything: Everything) -> None:
    routes = {rule.endpoint for rule in everything.site.app.url_map.iter_rules()} - LEFT_OUT

    assert sorted(routes - TABLE.keys()) == []
    assert sorted(TABLE.keys() - routes) == []
    assert {word for row in TABLE.values() for word in row.split()} <= {*GROUPS, *PEOPLE}


# Those who are let in last: what they do may end what the others are asked about.
@pytest.mark.parametrize("who", [NOBODY, *(name for name in PEOPLE if name != FOREIGN)])
def test_at_the_office_everybody_gets_what_is_theirs(everything: Everything, who: str) -> None:
    asker, wrong = everything.asker(who), []

    for rule, method, address, _ in everything.addresses():
        if rule.endpoint in LEFT_OUT:
            continue
        answer = asker.asks(rule, method, address)
        assert answer.status_code < 500, (method, address)
        if is_refused(answer) is (who in let_in(rule.endpoint)):
            wrong.append((rule.endpoint, method, answer.status_code))

    assert wrong == []


def test_whoever_holds_every_position_elsewhere_finds_nothing_here(everything: Everything) -> None:
    asker, found = everything.asker(FOREIGN), []

    for rule, method, address, _ in everything.addresses():
        if not rule.arguments or rule.endpoint in LEFT_OUT or _is_in(rule.endpoint, SHARED):
            continue
        answer = asker.asks(rule, method, address)
        unread = answer.status_code == 422 and _is_in(rule.endpoint, SENT_FIRST)
        if not (answer.status_code == 404 or unread):
            found.append((rule.endpoint, method, answer.status_code))

    assert found == []


@pytest.mark.parametrize("path", ["/ho-so", "/hoi-dong", "/y-kien", "/nhat-ky", "/dieu-hanh"])
def test_lists_searches_and_counts_name_nothing_of_another_office(
    everything: Everything, path: str
) -> None:
    page = everything.asker(FOREIGN).visitor.get(path, query_string={"q": "Giấy khen"})

    assert page.status_code == 200
    assert "Giấy khen đang" not in page.text
    assert str(everything.objects["code"]) not in page.text


def test_who_asks_for_a_thing_of_others_is_in_the_journal(everything: Everything) -> None:
    path = f"/hoi-dong/{everything.objects['session_id']}"

    def noted() -> int:
        with everything.site.world.engine.view() as view:
            return int(
                view.connection.execute(
                    select(func.count()).where(
                        journal.c.actor == everything.site.world.people[FOREIGN],
                        journal.c.action == "council.see",
                        journal.c.outcome == "not_found",
                    )
                ).scalar_one()
            )

    before = noted()
    everything.asker(FOREIGN).visitor.get(path)

    assert noted() == before + 1


def _is_in(endpoint: str, names: frozenset[str]) -> bool:
    return endpoint in names or endpoint.split(".")[0] in names
