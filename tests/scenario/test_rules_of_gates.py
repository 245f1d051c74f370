"""A gate stands in dossiers of every regime, so what it cites has to hold in every regime."""

from __future__ import annotations

from tests.scenario.world import World
from workflows.editions import seed_book


def test_every_gate_cites_a_rule_of_every_regime(world: World) -> None:
    rules = seed_book().rules
    cited = {key: rules[gate.rule].regimes for key, gate in world.engine.registry.gates.items()}

    assert {key for key, regimes in cited.items() if set(regimes) != set("ABCD")} == set()


def test_nobody_lets_a_dossier_pass_that_does_not_meet_the_criteria(world: World) -> None:
    """In regime A the rule of the gate is unverified; what is refused for it is not lifted."""
    for key in ("criteria_met", "nominees_concluded"):
        gate = world.engine.registry.gates[key]

        assert gate.absolute == set(gate.reasons)
