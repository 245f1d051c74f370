"""Hypothesis plays the office: any people, any acts, in any order, shrunk to the shortest story."""

from __future__ import annotations

from random import Random

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from engine.actors import Actor
from engine.errors import InvalidData, Rejected
from tests.conftest import SCALE
from tests.engine.core.plain_office import JOURNAL, contents
from tests.faults.breaking import Execute, around_each_command
from tests.faults.oracle import violations
from tests.faults.random_days import MOST_DOSSIERS, RandomDays
from tests.scenario.world import found

STATIC = ("resource", "calendar_day", "calendar_year")
"""What no command of an officer changes, left out of comparisons because it is large."""


class OfficeMachine(RuleBasedStateMachine):
    """One township: dossiers are filed, worked on, held up, voted on, decided, given up."""

    @initialize(random=st.randoms(use_true_random=False))
    def opens(self, random: Random) -> None:
        self.world = found()
        self.days = RandomDays(self.world, random)
        around_each_command(self.world.engine, self.watched)
        self.days.tries("file", self.days.files)

    def watched(self, execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        """A refusal changes nothing but the journal, and not even that when it is not told."""
        before = contents(self.world.engine.database, but=STATIC)
        try:
            return execute(command, actor, key)
        except Rejected as refusal:
            after = contents(self.world.engine.database, but=STATIC)
            is_told = refusal.journalled and not isinstance(refusal, InvalidData)
            for name in before.keys() - set(JOURNAL if is_told else ()):
                assert before[name] == after[name], f"{refusal} changed {name}"
            raise

    @precondition(lambda self: len(self.days.dossiers) < MOST_DOSSIERS)
    @rule()
    def somebody_files(self) -> None:
        self.days.tries("file", self.days.files)

    @precondition(lambda self: self.days.open_tasks())
    @rule(times=st.integers(1, 4))
    def people_work(self, times: int) -> None:
        for _ in range(times):
            if self.days.open_tasks():
                self.days.tries("work", self.days.works)

    @precondition(lambda self: self.days.dossiers)
    @rule()
    def the_council_meets(self) -> None:
        for _ in range(3):
            self.days.tries("council", self.days.council_meets)

    @rule()
    def time_passes(self) -> None:
        self.days.tries("wait", self.days.waits)

    @precondition(lambda self: self.days.open_tasks())
    @rule(act=st.sampled_from(["works_on_a_stale_page", "claims", "releases", "assigns"]))
    def somebody_handles_a_task(self, act: str) -> None:
        self.days.tries(act, getattr(self.days, act))

    @precondition(lambda self: self.days.open_tasks())
    @rule()
    def somebody_sends_back(self) -> None:
        self.days.tries("return", self.days.returns)

    @precondition(lambda self: self.days.dossiers)
    @rule(act=st.sampled_from(["explains", "holds", "lets_go", "cancels"]))
    def somebody_intervenes(self, act: str) -> None:
        self.days.tries(act, getattr(self.days, act))

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "world"):
            assert violations(self.world.engine) == []

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.engine.database.close()


TestOffice = OfficeMachine.TestCase
TestOffice.settings = settings(
    max_examples=6 * SCALE,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
