"""What comes in is registered in the transaction that takes it in (R-TIME-14)."""

from __future__ import annotations

import pytest

from engine.errors import InvalidData
from tests.scenario.office import Office
from workflows.queries.documents import register_lines


def test_the_letters_of_units_are_registered_as_they_come_and_none_that_was_not_taken(
    office: Office,
):
    first = office.files(title="Giấy khen thứ nhất")
    with pytest.raises(InvalidData):
        office.files(title="")
    second = office.files(title="Giấy khen thứ hai")
    office.accepts(first)
    office.refuses(second)

    world = office.world
    with world.engine.view() as view:
        lines = register_lines(view, world.office_id, "incoming", "2023", below=None, most=9)

    assert [(line.symbol, line.dossier_id) for line in lines] == [
        ("02", second.id),
        ("01", first.id),
    ]
    record = first.record
    assert lines[1].summary == (
        f"{record.unit_name}: văn bản số {record.letter_number} "
        f"ngày {record.letter_date:%d/%m/%Y}. Giấy khen thứ nhất"
    )
