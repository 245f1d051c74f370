"""A gate stands in dossiers of every regime; what it cites has to hold in the dossier's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from engine.model import Element
from tests.scenario.every_procedure import drawn, procedures
from tests.scenario.world import World
from workflows.assemble import delivered_files
from workflows.editions import seed_book
from workflows.in_force import repeal
from workflows.law import Edition, Mark
from workflows.law.book import PROCEDURE_LIMIT
from workflows.provisions import provisions

DAYS = {
    "A": date(2023, 11, 20),
    "B": date(2024, 6, 3),
    "C": date(2025, 8, 4),
    "D": date(2026, 10, 5),
}
LATER_THAN = {
    "A": "06/2022 98/2023 01/2024 86/2023 152/2025 129/2025 15/2025 118/2025 03/2025",
    "B": "152/2025 129/2025 15/2025 118/2025 03/2025",
}
"""Numbers of acts that came only after a regime."""


def editions() -> list[Edition]:
    """The law of every procedure in every regime that has it."""
    found = [seed_book().on(day, key) for key in procedures() for day in DAYS.values()]
    return [one for one in found if repeal(one) is None and PROCEDURE_LIMIT in one]


def elements(key: str) -> Iterator[Element]:
    """Of a procedure, and of the parts that it calls."""
    for element in drawn()[key].elements.values():
        yield element
        if element.called_element:
            yield from elements(element.called_element)


def name_of(edition: Edition) -> str:
    return f"{edition.procedure}-{edition.regime}"


def test_every_gate_cites_a_rule_of_every_regime(world: World) -> None:
    rules = seed_book().rules
    cited = {key: rules[gate.rule].regimes for key, gate in world.engine.registry.gates.items()}

    assert {key for key, regimes in cited.items() if set(regimes) != set("ABCD")} == set()


@pytest.mark.parametrize("edition", editions(), ids=name_of)
def test_what_a_gate_rests_on_is_in_force_where_it_stands(world: World, edition: Edition) -> None:
    book, gates = seed_book(), world.engine.registry.gates
    named = edition.get("procedure.awards")
    awards = named.value if named and isinstance(named.value, tuple) else ("cstdcs", "giay_khen")

    stands = {key for element in elements(edition.procedure) for key in element.gates}
    rests_on = [value for key in stands for value in provisions(edition, gates[key], awards)]

    assert {one.rule for one in rests_on if not book.has_rule(one.rule, edition.regime)} == set()
    later = LATER_THAN.get(edition.regime, "").split()
    assert [one for one in rests_on if any(act in one.citation for act in later)] == []


@pytest.mark.parametrize("edition", editions(), ids=name_of)
def test_what_a_table_of_criteria_finds_rests_on_law_in_force(edition: Edition) -> None:
    """What a regime says "no" to is asked of nobody, so that it may stand under its old rule."""
    text = delivered_files()["tieu_chuan.dmn"].decode()
    keys = set(re.findall(r'out1"><text>"([a-z_.]+)"</text>', text))
    asked = [edition[key] for key in keys if key in edition and edition[key].value is not False]

    assert len(keys) > 20
    assert {
        one.rule for one in asked if not seed_book().has_rule(one.rule, edition.regime)
    } == set()


@pytest.mark.parametrize(
    ("regime", "award", "rule", "mark"),
    [
        # R-COUN-04 sets the share of this title from B on; in A a majority decides (R-COUN-05).
        ("A", "cstdcs", "R-COUN-05", Mark.PARTLY),
        ("B", "cstdcs", "R-COUN-04", Mark.CONFIRMED),
        ("C", "cstdcs", "R-COUN-04", Mark.PARTLY),
        ("D", "cstdcs", "R-COUN-04", Mark.PARTLY),
        ("B", "ttldtt", "R-COUN-05", Mark.PARTLY),
        ("A", "cstd_tinh", "R-COUN-04", Mark.CONFIRMED),
    ],
)
def test_the_ballot_rests_on_the_rule_that_sets_its_threshold(
    world: World, regime: str, award: str, rule: str, mark: Mark
) -> None:
    edition = seed_book().on(DAYS[regime], "cstdcs")

    (found,) = provisions(edition, world.engine.registry.gates["ballot_complete"], [award])

    assert (found.rule, found.mark) == (rule, mark)


def test_a_list_of_two_titles_is_voted_on_by_two_rules_the_surest_first(world: World) -> None:
    gate = world.engine.registry.gates["ballot_complete"]

    for regime in "BC":
        edition = seed_book().on(DAYS[regime], "cstdcs")
        found = provisions(edition, gate, ["ttldtt", "cstdcs"])

        assert [one.rule for one in found] == ["R-COUN-04", "R-COUN-05"]


def test_nobody_lets_a_dossier_pass_that_does_not_meet_the_criteria(world: World) -> None:
    """In regime A the rule of the gate is unverified; what is refused for it is not lifted."""
    for key in ("criteria_met", "nominees_concluded"):
        gate = world.engine.registry.gates[key]

        assert gate.absolute == set(gate.reasons)
