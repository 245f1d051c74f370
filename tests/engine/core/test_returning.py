"""Inside a part, the targets of its call are offered beside those of the step itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.definitions import Definition
from engine.model import Element, ElementKind, Process
from engine.returning import return_targets


@dataclass
class Drawn:
    """Stands for what was compiled: only the reading is asked for."""

    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        return next(iter(self.processes.values()))


def task(id_: str, *return_to: str) -> Element:
    return Element(id=id_, kind=ElementKind.USER_TASK, return_to=return_to)


def call(id_: str, part: str, *return_to: str) -> Element:
    return Element(id=id_, kind=ElementKind.CALL_ACTIVITY, called_element=part, return_to=return_to)


def definition(**processes: tuple[Element, ...]) -> Definition:
    drawn = Drawn(
        {
            key: Process(id=key, name=key, elements={one.id: one for one in elements})
            for key, elements in processes.items()
        }
    )
    return Definition("id", "main", 1, "", "", "", "", "", drawn, {})  # type: ignore[arg-type]


def targets(of: Definition, process: str, element: str) -> list[str]:
    return [target.id for target in return_targets(of, process, element)]


def test_a_step_is_returned_to_what_it_names_and_to_what_the_call_around_it_names() -> None:
    drawn = definition(
        main=(task("first"), call("whole", "part", "first", "whole")),
        part=(task("before"), task("inner", "before")),
    )

    assert targets(drawn, "part", "inner") == ["before", "first", "whole"]


def test_calls_of_calls_count_too_and_each_target_once() -> None:
    drawn = definition(
        main=(task("first"), call("outer", "middle", "first"), call("again", "middle", "first")),
        middle=(task("second"), call("inside", "deep", "second")),
        deep=(task("inner"),),
    )

    assert targets(drawn, "deep", "inner") == ["second", "first"]


def test_a_step_nobody_names_a_target_for_cannot_be_returned() -> None:
    drawn = definition(main=(task("first"), call("whole", "part")), part=(task("inner"),))

    assert targets(drawn, "part", "inner") == []
    assert targets(drawn, "main", "first") == []
