"""The application as browsers see it, on the township of the scenarios."""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, select
from werkzeug.test import TestResponse

from tests.scenario.office import Office
from tests.scenario.world import World, found
from web.api.pace import Pace
from web.app import create_app
from web.requests import Installation
from web.settings import Settings
from workflows import accounts
from workflows.attachments import BlobStore
from workflows.tables.accounts import account

_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Visitor:
    """One browser: it keeps its cookies and sends forms as a person does."""

    client: FlaskClient
    _csrf: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, **options)
        self._remember(answer)
        return answer

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, **options: Any
    ) -> TestResponse:
        """Send a form with the token of the last page that was seen."""
        if not self._csrf:
            self.get("/tai-khoan" if self.client.get_cookie("vinhdanh") else "/dang-nhap")
        answer = self.client.post(path, data={**(data or {}), "csrf_token": self._csrf}, **options)
        self._remember(answer)
        return answer

    def _remember(self, answer: TestResponse) -> None:
        if answer.mimetype != "text/html":
            return
        found = _CSRF.search(answer.text)
        if found:
            self._csrf = found[1]


_free: list[Flask] = []
"""Applications that no site uses any more: what they serve is exchanged, their routes stay."""


def _application(installation: Installation) -> Flask:
    """An application of its own for a site; making one costs more than most tests."""
    if not _free:
        return create_app(installation.engine, installation.settings)
    app = _free.pop()
    app.extensions["vinhdanh"] = installation
    app.extensions["vinhdanh_api_pace"] = Pace()
    return app


@dataclass(eq=False)
class Site:
    """A world with its application; people sign in without a password being hashed."""

    world: World
    data_dir: Path
    demo: bool = False
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.world)
        settings = Settings(
            database_url=str(self.world.engine.database.url),
            data_dir=self.data_dir,
            secret=b"for tests only",
            demo=self.demo,
        )
        blobs = BlobStore(self.data_dir)
        self.app = _application(Installation(self.world.engine, settings, blobs))
        weakref.finalize(self, _free.append, self.app)

    def visitor(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return Visitor(self.app.test_client())

    def as_(self, name: str) -> Visitor:
        """A browser in which a person of the world is signed in."""
        engine = self.world.engine
        with engine.database.write() as connection:
            account_id = self._account_of(connection, name)
            token = accounts.open_session(
                connection,
                engine.ids,
                engine.clock.wall(),
                account_id=account_id,
                user_agent="a test",
            )
        visitor = self.visitor()
        visitor.client.set_cookie("vinhdanh", token, domain="localhost")
        return visitor

    def _account_of(self, connection: Connection, name: str) -> str:
        person_id = self.world.people[name]
        known = connection.execute(
            select(account.c.id).where(account.c.person_id == person_id)
        ).scalar_one_or_none()
        if known is not None:
            return str(known)
        account_id = self.world.engine.ids.new(self.world.clock.now())
        connection.execute(
            insert(account).values(
                id=account_id, username=name, person_id=person_id, password_hash="none"
            )
        )
        return account_id


def opened(folder: Path, *, demo: bool = False, url: str = "sqlite://") -> Site:
    """A fresh township and its application."""
    return Site(found(url), folder, demo)
