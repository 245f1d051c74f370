"""Random well-formed drawings, built of blocks that each have one way in and one way out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from random import Random

from tests.engine.spiff.drawing import document, event, flow, node, process, timer

LEAVES = ("userTask", "manualTask", "receiveTask", "task", "serviceTask", "job", "timer", "gate")
BLOCKS = ("sequence", "choice", "parallel", "inclusive", "loop", "part", "first", "late", "aside")


@dataclass
class Drawing:
    """Collects the XML of one process; `spine` holds the steps one may return to."""

    random: Random
    parts: list[str] = field(default_factory=list)
    spine: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    _count: int = 0

    def name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def add(self, kind: str, prefix: str, attributes: str = "", inside: str = "") -> str:
        id_ = self.name(prefix)
        self.parts.append(node(kind, id_, f'{attributes} name="{id_}?"', inside))
        return id_

    def link(self, source: str, target: str, condition: str = "") -> str:
        id_ = self.name("f")
        self.parts.append(flow(source, target, condition, id_))
        return id_

    def condition(self) -> str:
        name = self.name("c")
        self.conditions.append(name)
        return name

    # -- blocks: each returns its first and last element

    def block(self, depth: int) -> tuple[str, str]:
        if depth == 0 or self.random.random() < 0.3:
            return self.leaf()
        build = getattr(self, self.random.choice(BLOCKS))
        first, last = build(depth - 1)
        return first, last

    def leaf(self) -> tuple[str, str]:
        kind = self.random.choice(LEAVES)
        if kind == "timer":
            id_ = self.name("timer")
            self.parts.append(event("intermediateCatchEvent", id_, "timer", inside=timer()))
        elif kind == "gate":
            id_ = self.name("gate")
            inside = "<bpmn:condition>c</bpmn:condition>"
            self.parts.append(event("intermediateCatchEvent", id_, "conditional", inside=inside))
        elif kind == "job":
            id_ = self.add("serviceTask", "job", 'camunda:topic="t" camunda:asyncBefore="true"')
        elif kind == "serviceTask":
            id_ = self.add(kind, "service", 'camunda:topic="t"')
        elif kind == "receiveTask":
            id_ = self.add(kind, "receive", 'messageRef="M"')
        else:
            id_ = self.add(kind, kind)
        return id_, id_

    def sequence(self, depth: int) -> tuple[str, str]:
        blocks = [self.block(depth) for _ in range(self.random.randint(2, 3))]
        for (_, last), (first, _) in itertools.pairwise(blocks):
            self.link(last, first)
        return blocks[0][0], blocks[-1][1]

    def choice(self, depth: int) -> tuple[str, str]:
        split, join = self.add("exclusiveGateway", "xor"), self.add("exclusiveGateway", "xjoin")
        self.branches(split, join, depth, asks=True)
        return split, join

    def parallel(self, depth: int) -> tuple[str, str]:
        split, join = self.add("parallelGateway", "and"), self.add("parallelGateway", "ajoin")
        self.branches(split, join, depth, asks=False)
        return split, join

    def inclusive(self, depth: int) -> tuple[str, str]:
        split, join = self.add("inclusiveGateway", "or"), self.add("inclusiveGateway", "ojoin")
        self.branches(split, join, depth, asks=True)
        return split, join

    def branches(self, split: str, join: str, depth: int, *, asks: bool) -> None:
        count = self.random.randint(2, 3)
        for number in range(count):
            first, last = self.block(depth)
            is_default = asks and number == count - 1
            way = self.link(split, first, self.condition() if asks and not is_default else "")
            if is_default:
                self.make_default(split, way)
            self.link(last, join)

    def make_default(self, gateway: str, way: str) -> None:
        place = next(i for i, part in enumerate(self.parts) if f'id="{gateway}"' in part)
        self.parts[place] = self.parts[place].replace(
            f'id="{gateway}"', f'id="{gateway}" default="{way}"'
        )

    def loop(self, depth: int) -> tuple[str, str]:
        """A send-back loop around a step that waits, so that it never runs in circles."""
        begin, again = self.add("exclusiveGateway", "begin"), self.add("exclusiveGateway", "again")
        wait = self.add("userTask", "step")
        first, last = self.block(depth)
        self.link(begin, wait)
        self.link(wait, first)
        self.link(last, again)
        self.link(again, begin, self.condition())
        after = self.add("task", "after")
        self.make_default(again, self.link(again, after))
        return begin, after

    def part(self, depth: int) -> tuple[str, str]:
        inner = Drawing(self.random, conditions=self.conditions, _count=self._count)
        inner.whole(depth)
        self._count = inner._count
        id_ = self.add("subProcess", "part", inside="".join(inner.parts))
        return id_, id_

    def first(self, depth: int) -> tuple[str, str]:
        gateway, join = (
            self.add("eventBasedGateway", "first"),
            self.add("exclusiveGateway", "fjoin"),
        )
        for _ in range(2):
            id_ = self.name("event")
            self.parts.append(event("intermediateCatchEvent", id_, "timer", inside=timer()))
            first, last = self.block(depth)
            self.link(gateway, id_)
            self.link(id_, first)
            self.link(last, join)
        return gateway, join

    def late(self, depth: int) -> tuple[str, str]:
        """A step with an interrupting boundary event whose way joins the other again."""
        step, join = self.add("userTask", "bounded"), self.add("exclusiveGateway", "ljoin")
        id_ = self.name("late")
        self.parts.append(event("boundaryEvent", id_, "timer", f'attachedToRef="{step}"', timer()))
        first, last = self.block(depth)
        self.link(step, join)
        self.link(id_, first)
        self.link(last, join)
        return step, join

    def aside(self, depth: int) -> tuple[str, str]:
        """A step with a reminder that ends by itself."""
        step, end = self.add("userTask", "reminded"), self.add("endEvent", "told")
        id_ = self.name("aside")
        attributes = f'attachedToRef="{step}" cancelActivity="false"'
        self.parts.append(event("boundaryEvent", id_, "timer", attributes, timer()))
        first, last = self.block(depth)
        self.link(id_, first)
        self.link(last, end)
        return step, step

    def whole(self, depth: int) -> None:
        start, end = self.add("startEvent", "start"), self.add("endEvent", "end")
        before = start
        for _ in range(self.random.randint(2, 3)):
            step = self.add("userTask", "spine")
            self.spine.append(step)
            first, last = self.block(depth)
            self.link(before, step)
            self.link(step, first)
            before = last
        self.link(before, end)


def random_drawing(random: Random, depth: int = 2) -> tuple[bytes, Drawing]:
    """The file of a random process `p`, and what was drawn in it."""
    drawing = Drawing(random)
    drawing.whole(depth)
    body = "".join(drawing.parts)
    return document('<bpmn:message id="M" name="m"/>', process(body)), drawing
