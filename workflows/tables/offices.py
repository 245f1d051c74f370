"""Offices, the units that nominate, people, and who holds which position when."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from engine.tables import KEY, metadata

office = Table(
    "office",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False, comment="UBND thị trấn Yên Châu"),
    Column("short_name", Text, nullable=False, comment="as in UBND-…: symbols of documents"),
    Column("agency_code", String(40), nullable=False, comment="first part of dossier codes"),
    Column("level", String(20), nullable=False, comment="commune, district, province"),
    Column("place", Text, nullable=False, comment="place line of documents"),
    Column("superior_id", ForeignKey("office.id")),
    Column("intake_channel", String(20), nullable=False, comment="one_stop or internal_registry"),
)

unit = Table(
    "unit",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False, comment="residential, school, health, mass, sector"),
    Column("search_key", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("email", Text, nullable=False, default=""),
    Column(
        "agency_code",
        String(40),
        nullable=False,
        default="",
        server_default="",
        comment="of an office below that submits to this one",
    ),
    Index(None, "office_id", "search_key"),
)

person = Table(
    "person",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("unit_id", ForeignKey(unit.c.id)),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False, default="", comment="as shown beside the name"),
    Column("subject_id", KEY, comment="the same human in the registry of subjects"),
    Column("email", Text, nullable=False, default=""),
    Index(None, "subject_id"),
)

holding = Table(
    "holding",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("person_id", ForeignKey(person.c.id), nullable=False),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("unit_id", ForeignKey(unit.c.id), comment="for people of a unit; else the office's own"),
    Column("position", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="last day; open when empty"),
    Column("decision", Text, nullable=False, comment="the act that gave the position"),
    Index(None, "person_id"),
    Index(None, "office_id", "position"),
)
