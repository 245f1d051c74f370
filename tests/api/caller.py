"""Programs that call the API: each with the token of somebody of the township."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.scenario.office import Office
from tests.web.site import Site, opened
from workflows import accounts, api_tokens
from workflows.founding import Founder
from workflows.tables.accounts import account
from workflows.tables.offices import office as office_table

API = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back; `json` is what a program reads of it."""

    response: TestResponse

    @property
    def json(self) -> Any:
        return self.response.get_json(silent=True)

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def content_type(self) -> str:
        return str(self.response.content_type)

    @property
    def headers(self) -> Mapping[str, str]:
        return dict(self.response.headers)

    @property
    def text(self) -> str:
        return self.response.text


@dataclass
class Caller:
    """A program with a token, or without one."""

    client: FlaskClient
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Answer:
        return Answer(
            self.client.get(API + path, query_string=query or None, headers=self._headers())
        )

    def post(self, path: str, body: object = None, *, key: str = "") -> Answer:
        more = {"Idempotency-Key": key} if key else {}
        sent = {} if body is None else body
        return Answer(self.client.post(API + path, json=sent, headers=self._headers() | more))

    def sends(self, path: str, data: bytes, content_type: str = "application/json") -> Answer:
        return Answer(
            self.client.post(
                API + path, data=data, content_type=content_type, headers=self._headers()
            )
        )

    def all_of(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.get(path, **query).json
            found += page["items"]
            if page["next"] is None:
                return found
            query["after"] = page["next"]

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**bearer, **self.headers}


@dataclass
class Programs:
    """The township, and programs that act in the name of its people."""

    site: Site
    places: dict[str, str] = field(default_factory=dict)
    """Something of each noun, by what a path calls it."""

    @property
    def office(self) -> Office:
        return self.site.office

    def as_(self, name: str) -> Caller:
        """A program with a token of one of the people."""
        engine = self.site.world.engine
        with engine.database.write() as connection:
            account_id = self.site._account_of(connection, name)
            token = api_tokens.create_token(
                connection, engine.ids, engine.clock.wall(), account_id=account_id, name="a test"
            )
        return Caller(self.site.app.test_client(), token)

    def nobody(self) -> Caller:
        """A program without a token."""
        return Caller(self.site.app.test_client())

    def foreigner(self) -> Caller:
        """An administrator and award officer of the district: another office."""
        world = self.site.world
        if "foreigner" not in world.people:
            with world.engine.database.write() as connection:
                founder = Founder(connection, world.engine.ids, world.clock.now())
                district = connection.execute(
                    select(office_table.c.id).where(office_table.c.level == "district")
                ).scalar_one()
                person = founder.person(district, "Người Huyện")
                for position in ("award_officer", "head_of_office"):
                    founder.position(
                        person,
                        position,
                        office_id=district,
                        since=world.clock.now().date(),
                        decision="1/QĐ-UBND",
                    )
            world.people["foreigner"] = person
        return self.as_("foreigner")

    def disables(self, name: str) -> None:
        engine = self.site.world.engine
        with engine.database.write() as connection:
            account_id = connection.execute(
                select(account.c.id).where(account.c.person_id == self.site.world.people[name])
            ).scalar_one()
            accounts.disable(connection, account_id)


def founded(folder: Path, url: str = "sqlite://") -> Programs:
    return Programs(opened(folder, url=url))


def nomination_row(number: int, **changed: object) -> Mapping[str, object]:
    """A row of a list as JSON."""
    return {
        "kind": "individual",
        "name": f"Lò Thị Mai {number}",
        "birth_date": "1985-03-02",
        "gender": "female",
        "id_number": f"01400000{number:04}",
        "unit": "Trường Tiểu học thị trấn",
        "achievement": "Hoàn thành xuất sắc nhiệm vụ năm học 2022-2023",
        "award": "giay_khen",
        **changed,
    }
