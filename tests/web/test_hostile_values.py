"""Whatever a page asks of the address or the form, it is given something that no calendar and no
number line has room for; and so is every field of every operation of the API.

Nobody lists the names: what stands for the form has an answer to each name that a page asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from flask import Request
from marshmallow import Schema
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from tests.api.caller import Caller
from tests.web.everything import POSITIONS, Everything, founded
from tests.web.site import Visitor
from web.api.operations import OPERATIONS
from web.api.pace import Pace
from web.api.reasons import UNFIT

TYPED = ("0001-01-01", "31/12/9999", "9" * 400, "\x00../=")
HOSTILE = ("0001-01-01", "9999-12-31", "31/12/9999", "9" * 400, "-1e999", "\x00", "../" * 60)
INSTANTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2023-11-20T08:00:00")
VALUES: tuple[Any, ...] = (
    *(float("inf"), float("-inf"), float("nan"), 10**400, -(10**30), True, None, {}, [[[]]]),
    *("\ud800", ["\udfff"], {"\ud800": 1}, {"a": "\ud83d"}, *HOSTILE, *INSTANTS),
)
LEFT_OUT = frozenset({"static", "sign_in.leave", "demo.advance"})
CSRF = "csrf_token"


class Anything(ImmutableMultiDict[str, str]):
    """A form or a query that has the same value under whichever name one asks for."""

    value: ClassVar[str] = ""
    asked: ClassVar[set[str]] = set()

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        if key == CSRF:  # It comes in a header.
            return default
        self.asked.add(key)
        try:
            return self.value if type is None else type(self.value)
        except (TypeError, ValueError):
            return default

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return [self.get(key, None, type)]

    def __getitem__(self, key: str) -> Any:
        return self.get(key)

    def __contains__(self, key: object) -> bool:
        return key != CSRF


class Insisting(Request):
    """A request whose parameters never lack anything; files it has none."""

    parameter_storage_class = Anything

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["files"] = ImmutableMultiDict()


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    made = founded(tmp_path_factory.mktemp("site"))
    for position in POSITIONS:
        made.site.world.gives("head", position)
    made.site.app.extensions["vinhdanh_api_pace"] = Pace(most=1_000_000)
    yield made
    made.site.world.engine.database.close()


@pytest.fixture
def visitor(everything: Everything) -> Iterator[Visitor]:
    """Somebody who holds every position, in a browser that answers whatever is asked."""
    made = everything.site.as_("head")
    made.get("/tai-khoan")
    plain, everything.site.app.request_class = everything.site.app.request_class, Insisting
    yield made
    everything.site.app.request_class = plain


def pages(everything: Everything, *, reading: bool) -> Iterator[tuple[Rule, str, str]]:
    for rule, method, address, _ in everything.addresses():
        mine = not rule.endpoint.startswith("api.") and rule.endpoint not in LEFT_OUT
        if mine and (method == "GET") is reading:
            yield rule, method, address


@pytest.mark.parametrize("reading", [True, False], ids=["addresses", "forms"])
def test_no_value_breaks_a_page(everything: Everything, visitor: Visitor, reading: bool) -> None:
    wrong, asked = [], set()

    for rule, method, address in pages(everything, reading=reading):
        for value in TYPED:
            Anything.value, Anything.asked = value, set()
            headers = {"X-CSRFToken": visitor._csrf}
            answer = visitor.client.open(address, method=method, headers=headers)
            if answer.status_code >= 500:
                wrong.append((rule.endpoint, value[:12]))
            asked |= Anything.asked
            if not Anything.asked:
                break

    assert wrong == []
    # The pages did ask for what a filter, a page of a list and a form have.
    assert asked >= ({"ngay", "q", "sau"} if reading else {"reason", "until", "ly_do"})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_value_breaks_an_operation(everything: Everything, operation: Any) -> None:
    caller, path = everything.asker("head").caller, _path(everything, operation.name)

    for query in sendings(operation.query(), (*HOSTILE, *INSTANTS)):
        assert caller.client.get(path, query_string=query, headers=bearer(caller)).status_code < 500
    for body in sendings(operation.body(), VALUES) if operation.body else ():
        answer = caller.sends(path.removeprefix("/api/v1"), json.dumps(body).encode())
        assert answer.status_code in (200, 400, 403, 404, 409, 422), body
        # Every reason is a sentence of ours in the reader's language.
        assert UNFIT.text not in answer.text, body
        assert "không dùng được" not in answer.text, body


def sendings(schema: Schema, values: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """Each field alone, then all of them with the same value."""
    for value in values:
        yield dict.fromkeys(schema.fields, value)
        for name in schema.fields:
            yield {name: value}


def bearer(caller: Caller) -> dict[str, str]:
    return {"Authorization": f"Bearer {caller.token}"}


def _path(everything: Everything, name: str) -> str:
    return next(
        address for rule, _, address, _ in everything.addresses() if rule.endpoint == f"api.{name}"
    )


@pytest.mark.parametrize("start", INSTANTS[:2])
def test_a_limit_that_begins_at_either_end_of_time_is_refused(
    everything: Everything, start: str
) -> None:
    answer = everything.asker("head").caller.get("/calendar/due", start=start, budget="9999d")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "start"
