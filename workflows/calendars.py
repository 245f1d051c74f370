"""Entering the delivered calendar years into a new database."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from engine.tables import calendar_day, calendar_year
from workflows.calendar_years import seeded_years


def seed_years(connection: Connection) -> None:
    """Enter the delivered years into an empty database, published where their sources say so."""
    for year in seeded_years():
        connection.execute(
            insert(calendar_year).values(
                year=year.year, state="published" if year.published else "draft", revision=1
            )
        )
        if year.days:
            connection.execute(
                insert(calendar_day),
                [
                    {
                        "day": day.date,
                        "kind": day.kind.value,
                        "reason": day.reason,
                        "reason_en": day.reason_en,
                        "source": day.source,
                        "mark": day.mark,
                    }
                    for day in year.days
                ],
            )
