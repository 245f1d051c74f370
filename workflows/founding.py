"""Setting an office up: offices, units, people, positions, council; for operators and the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Table, insert

from engine.ids import Ids
from engine.text import normalise, search_key, sort_key
from workflows.tables.council import council_member
from workflows.tables.documents import delegation
from workflows.tables.dossiers import subject
from workflows.tables.offices import holding, office, person, unit


@dataclass(frozen=True, slots=True)
class Founder:
    """Enters the rows of an office in one transaction."""

    connection: Connection
    ids: Ids
    now: datetime

    def office(
        self,
        name: str,
        *,
        short_name: str,
        agency_code: str,
        level: str,
        place: str,
        superior_id: str | None = None,
        intake_channel: str = "one_stop",
    ) -> str:
        """A People's Committee or a superior body; returns its id."""
        return self._add(
            office,
            name=normalise(name),
            short_name=short_name,
            agency_code=agency_code,
            level=level,
            place=place,
            superior_id=superior_id,
            intake_channel=intake_channel,
        )

    def unit(self, office_id: str, name: str, *, kind: str, email: str = "") -> str:
        """A unit that nominates: residential unit, school, station, organisation, sector."""
        name = normalise(name)
        return self._add(
            unit,
            office_id=office_id,
            name=name,
            kind=kind,
            search_key=search_key(name),
            sort_key=sort_key(name),
            email=email,
        )

    def person(
        self,
        office_id: str,
        name: str,
        *,
        title: str = "",
        unit_id: str | None = None,
        subject_id: str | None = None,
        email: str = "",
    ) -> str:
        """Somebody of the office or of a unit."""
        return self._add(
            person,
            office_id=office_id,
            name=normalise(name),
            title=title,
            unit_id=unit_id,
            subject_id=subject_id,
            email=email,
        )

    def position(
        self,
        person_id: str,
        position: str,
        *,
        office_id: str,
        since: date,
        decision: str,
        unit_id: str | None = None,
        until: date | None = None,
    ) -> None:
        """Give a position from a date on; a unit's people hold it at the unit."""
        self._add(
            holding,
            person_id=person_id,
            position=position,
            office_id=office_id,
            unit_id=unit_id,
            valid_from=since,
            valid_to=until,
            decision=decision,
        )

    def delegation(
        self,
        person_id: str,
        *,
        office_id: str,
        number: str,
        since: date,
        until: date,
        scope: str = "Ký thay Chủ tịch các quyết định khen thưởng",
    ) -> None:
        """Let a vice chairman sign in the chairman's place (R-DOC-04)."""
        self._add(
            delegation,
            office_id=office_id,
            person_id=person_id,
            for_position="chairman",
            number=number,
            scope=scope,
            valid_from=since,
            valid_to=until,
            entered_at=self.now,
            entered_by=person_id,
        )

    def council_member(
        self, person_id: str, *, office_id: str, role: str, since: date, decision: str
    ) -> None:
        """Make a person a member of the council (R-COUN-01: each membership is dated)."""
        self._add(
            council_member,
            person_id=person_id,
            office_id=office_id,
            role=role,
            valid_from=since,
            decision=decision,
        )

    def individual(
        self,
        office_id: str,
        name: str,
        *,
        locality: str = "",
        title: str = "",
        unit_name: str = "",
    ) -> str:
        """Enter somebody in the registry of those who can be honoured, before any nomination."""
        name = normalise(name)
        return self._add(
            subject,
            office_id=office_id,
            kind="individual",
            name=name,
            search_key=search_key(name),
            sort_key=sort_key(name),
            locality=locality,
            title=title,
            unit_name=normalise(unit_name),
        )

    def _add(self, table: Table, **values: object) -> str:
        key = self.ids.new(self.now)
        self.connection.execute(insert(table).values(id=key, **values))
        return key
