"""Loading the law packs: every file validated, every fault reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import TypedDict, cast

from engine.errors import ModelError
from workflows.law.citations import Act, english, unknown_acts, vietnamese
from workflows.law.leeway import Bound, Leeway, Setter
from workflows.law.regimes import Regime
from workflows.law.rows import DateBy, LawRow, Rule
from workflows.law.schema import PackSchema
from workflows.law.values import kind_of
from workflows.packs import read_pack

FOLDER = Path(__file__).parent


class _Key(TypedDict):
    name: str
    title: str
    title_en: str
    by: DateBy
    set_by: list[Setter]
    bound: Bound
    choices: list[str]


LEEWAY = frozenset({"set_by", "bound", "choices"})
"""What a key says of who may set it; not part of its rows."""


@dataclass(frozen=True, slots=True)
class Packs:
    """Everything the packs say, before local rows are added."""

    rows: tuple[LawRow, ...]
    regimes: tuple[Regime, ...]
    rules: tuple[Rule, ...]
    acts: Mapping[str, Act]
    leeways: Mapping[str, Leeway]
    """Of the keys that others than the law itself may set."""


def load_packs(folder: Path = FOLDER) -> Packs:
    """All packs of a folder; a ModelError lists every fault of every file."""
    faults: list[str] = []
    raw: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            pack = cast("Mapping[str, list[dict[str, object]]]", read_pack(path, PackSchema()))
        except ModelError as error:
            faults.append(str(error))
            continue
        for kind, entries in pack.items():
            raw.setdefault(kind, []).extend((path.name, entry) for entry in entries)
    acts = {act.key: act for act in (Act(**_texts(entry)) for _, entry in raw.get("act", []))}
    rules = tuple(_rule(entry) for _, entry in raw.get("rule", []))
    keys = {str(entry["name"]): cast(_Key, entry) for _, entry in raw.get("key", [])}
    regimes = tuple(Regime.of(entry) for _, entry in raw.get("regime", []))
    rows: list[LawRow] = []
    for file, entry in raw.get("value", []):
        found = list(_faults(entry, keys, acts, {rule.id for rule in rules}))
        faults += [f"{file}: {entry['key']}: {fault}" for fault in found]
        if not found:
            rows += _rows(entry, keys[str(entry["key"])], acts, file)
    faults += _clashes(rows)
    if faults:
        raise ModelError("The law packs are wrong: %(faults)s", faults=" | ".join(faults))
    return Packs(
        tuple(rows), tuple(sorted(regimes, key=lambda r: r.since)), rules, acts, _leeways(keys)
    )


def _leeways(keys: Mapping[str, _Key]) -> dict[str, Leeway]:
    return {
        name: Leeway(frozenset(key["set_by"]), key["bound"], tuple(key["choices"]))
        for name, key in keys.items()
        if key["set_by"]
    }


def _faults(
    entry: Mapping[str, object],
    keys: Mapping[str, _Key],
    acts: Mapping[str, Act],
    rules: set[str],
) -> Iterator[str]:
    if entry["key"] not in keys:
        yield "the key is not declared"
    if entry["rule"] not in rules:
        yield f"unknown rule {entry['rule']}"
    for part in unknown_acts(str(entry["citation"]), acts):
        yield f"unknown act {part}"
    since, to = cast(date, entry["since"]), cast("date | None", entry["to"])
    if to is not None and to < since:
        yield "ends before it begins"


def _rows(
    entry: Mapping[str, object], key: _Key, acts: Mapping[str, Act], file: str
) -> Iterator[LawRow]:
    names = ("procedure", "award", "province")
    fields: dict[str, object] = {
        **{name: value for name, value in entry.items() if name not in names},
        **{name: value for name, value in key.items() if name not in {"name", *LEEWAY}},
        "citation": vietnamese(str(entry["citation"]), acts),
        "citation_en": english(str(entry["citation"]), acts),
        "pack": file,
    }
    for dimensions in product(*(cast("list[str]", entry[name]) for name in names)):
        places = dict(zip(names, dimensions, strict=True))
        yield LawRow(**fields, **places)  # type: ignore[arg-type]  # the schema has checked them


def _clashes(rows: Iterable[LawRow]) -> list[str]:
    """Two rows for one slot and day, and keys whose values differ in type."""
    rows = list(rows)
    twice = Counter((row.slot, row.since) for row in rows)
    faults = [
        f"two rows for {' '.join(filter(None, slot))} from {since}"
        for (slot, since), count in twice.items()
        if count > 1
    ]
    kinds: dict[str, set[str]] = {}
    for row in rows:
        kinds.setdefault(row.key, set()).add(kind_of(row.value))
    faults += [
        f"{key} has values of different types: {', '.join(sorted(found))}"
        for key, found in kinds.items()
        if len(found) > 1
    ]
    return faults


def _rule(entry: Mapping[str, object]) -> Rule:
    return Rule(
        str(entry["id"]),
        str(entry["title"]),
        str(entry["title_en"]),
        tuple(cast("list[str]", entry["marks"])),
        tuple(cast("list[str]", entry["regimes"])),
        str(entry["why"]),
        str(entry["why_en"]),
    )


def _texts(entry: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in entry.items()}
