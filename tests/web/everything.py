"""A township in which there is one of everything, and everybody who might ask for it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, delete, select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine.actors import CITIZEN, SYSTEM
from tests.api.caller import Caller, Programs
from tests.scenario.council import Council, brought_to_the_council
from tests.scenario.office import PDF
from tests.web.district import of_the_district
from tests.web.site import Site, Visitor, opened
from workflows import attachments
from workflows.attachments import BlobStore
from workflows.opinions import SendOpinion, opinions_of
from workflows.publications import publications_of
from workflows.tables.accounts import attachment, throttle
from workflows.tables.offices import holding

FOREIGN = "foreigner"
"""Holds every position there is, at the office above."""

PEOPLE = (
    *("nominator", "stranger", "clerk", "officer", "head", "secretary", "member1"),
    *("chairman", "vice_chairman", "registrar", "manager", "admin", FOREIGN),
)
POSITIONS = (
    *("intake_clerk", "award_officer", "head_of_office", "council_secretary", "council_member"),
    *("council_chair", "chairman", "vice_chairman", "registry_clerk", "manager", "admin"),
)
NOBODY = "nobody"
"""Whoever is not signed in."""

NOT_THERE = "khong-co"


@dataclass
class Asker:
    """One person, asking for pages as browsers do and for the API as programs do."""

    visitor: Visitor
    caller: Caller

    def asks(self, rule: Rule, method: str, address: str) -> TestResponse:
        """The answer to a request that brings nothing but itself."""
        if rule.endpoint.startswith("api."):
            bearer = {"Authorization": f"Bearer {self.caller.token}"} if self.caller.token else {}
            sent: object = None if method == "GET" else {}
            return self.caller.client.open(address, method=method, headers=bearer, json=sent)
        token = {} if method == "GET" else {"X-CSRFToken": self.visitor._csrf}
        return self.visitor.client.open(address, method=method, headers=token)


@dataclass
class Everything:
    """A site with its objects, by the names that routes give them."""

    site: Site
    objects: Mapping[str, object]

    def addresses(self) -> Iterator[tuple[Rule, str, str, bool]]:
        """(route, method, address, whether all its objects are there) of every route."""
        adapter = self.site.app.url_map.bind("localhost")
        for rule in sorted(self.site.app.url_map.iter_rules(), key=lambda one: one.endpoint):
            values = {
                name: self.objects.get(name, 1 if _is_number(rule, name) else NOT_THERE)
                for name in rule.arguments
            }
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                address = adapter.build(rule.endpoint, values, method=method)
                yield rule, method, address, rule.arguments <= self.objects.keys()

    def asker(self, who: str) -> Asker:
        """Somebody with a browser and a token; nobody has asked from their address before."""
        with self.site.world.engine.database.write() as connection:
            connection.execute(delete(throttle))
        visitor = self.site.visitor() if who == NOBODY else self.site.as_(who)
        visitor.get("/dang-nhap" if who == NOBODY else "/tai-khoan")
        programs = Programs(self.site)
        caller = programs.nobody() if who == NOBODY else programs.as_(who)
        return Asker(visitor, caller)


def founded(folder: Path) -> Everything:
    site = opened(folder)
    world, office_ = site.world, site.office
    published = office_.files(nominees=1, title="Giấy khen đang công khai")
    office_.accepts(published)
    office_.appraises(published)
    office_.publishes(published)
    with world.engine.view() as view:
        list_id = publications_of(view, published.id)[-1].id
    world.engine.execute(
        SendOpinion(publication_id=list_id, text="Đề nghị xem lại thành tích"), CITIZEN
    )
    with world.engine.view() as view:
        opinion_id = opinions_of(view, published.id)[-1].id
    council = Council(world)
    voting = brought_to_the_council(office_, 1, title="Giấy khen đang biểu quyết")
    council.meets(voting)
    instance_id = voting.record.instance_id
    with world.engine.database.write() as connection:
        world.people[FOREIGN] = of_the_district(connection, site, *POSITIONS)
        holding_id = _first(connection, holding)
        attachment_id = _paper(connection, site, instance_id)
    objects = {
        "code": voting.record.code,
        "dossier_id": voting.id,
        "ordinal": 1,
        "process_key": "giay_khen_cong_trang",
        "key": "giay_khen_cong_trang",
        "number": 1,
        "task_id": voting.task("council").id,
        "session_id": council.session_id,
        "person_id": world.people["member2"],
        "holding_id": holding_id,
        "publication_id": list_id,
        "opinion_id": opinion_id,
        "attachment_id": attachment_id,
    }
    return Everything(site, objects)


def _paper(connection: Connection, site: Site, instance_id: str) -> str:
    """A file that belongs to the dossier, and lies in the store of the site."""
    world = site.world
    kept = attachments.store(
        connection,
        BlobStore(site.data_dir),
        io.BytesIO(PDF),
        name="giấy tờ.pdf",
        actor=SYSTEM,
        office_id=world.office_id,
        ids=world.engine.ids,
        now=world.clock.now(),
    )
    connection.execute(
        update(attachment).where(attachment.c.id == kept.id).values(instance_id=instance_id)
    )
    return kept.id


def _first(connection: Connection, table: Table) -> str:
    return str(connection.execute(select(table.c.id).order_by(table.c.id).limit(1)).scalar_one())


def _is_number(rule: Rule, name: str) -> bool:
    return "Integer" in type(rule._converters[name]).__name__


def is_refused(answer: TestResponse) -> bool:
    """Whether the answer is that this is not for whoever asks, or not there."""
    to_sign_in = "/dang-nhap" in answer.headers.get("Location", "")
    return answer.status_code in (401, 403, 404) or (answer.status_code == 303 and to_sign_in)
