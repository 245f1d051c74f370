"""`bench`: speed against its goals, measured in one run on this machine."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.clock import SystemClock, local
from web.commands.saying import as_json, format_option, show

if TYPE_CHECKING:
    from web.bench.measures import Measure

WHERE_TIME_GOES = Path(__file__).parents[1] / "bench" / "where_time_goes.md"
"""What was found behind the figures: written by hand, and added to every report."""

SAYS = {
    "P1": "A completion by the whole product",
    "P2": "A step after 2 000 completions of one case",
    "P2b": "A completion among 100 000 dossiers",
    "P1pg": "The same on PostgreSQL",
    "P3": "The engine alone beside stock SpiffWorkflow",
    "P3b": "What a completion asks of the database",
    "P4": "Lists among 100 000 dossiers",
    "P5": "Due timers, two processes, one killed",
    "P5pg": "The same on PostgreSQL",
    "P6": "Size of a stored case",
    "P6b": "Starting",
    "P6c": "Memory",
    "P7": "A completion over HTTP",
    "P8": "Judging a drawing of 300 nodes",
    "P9": "A decision on 500 nominees as PDF, Word and pictures",
}


@click.command()
@click.option("--full", is_flag=True, help="Ten times as many dossiers; takes minutes.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures.")
@click.option("--report", type=click.Path(path_type=Path), help="Write them as a page.")
@click.option(
    "--postgresql",
    default="",
    envvar="VINHDANH_BENCH_POSTGRESQL",
    help="Address of an empty database, to measure P1 there too.",
)
@format_option
def bench(
    full: bool, json_file: Path | None, report: Path | None, postgresql: str, form: str
) -> None:
    """Measure speed against its goals: {P1: {value, goal, unit, detail, met}, …}.

    Everything is done on databases of its own in a temporary folder. Goals are ratios to a floor
    that is measured in the same run; seconds say as much about the machine as about the product.
    """
    from web.bench import run

    with tempfile.TemporaryDirectory(prefix="vinhdanh-bench-") as folder:
        found = run(
            Path(folder),
            full=full,
            postgresql=postgresql,
            say=lambda what: click.echo(f"… {what}", err=True),
        )
    if not postgresql:
        click.echo("… P1 on PostgreSQL left out: no --postgresql was given", err=True)
    data = {name: measure.as_data() for name, measure in found.items()}
    if json_file is not None:
        json_file.write_text(as_json(data) + "\n", "utf-8")
    if report is not None:
        report.write_text(_page(found), "utf-8")
    show(form, data, lambda: "\n".join(_line(name, measure) for name, measure in found.items()))


def _line(name: str, measure: Measure) -> str:
    met = "met" if measure.is_met else "NOT MET"
    return (
        f"{name:<4} {measure.value:>10g} {measure.unit:<30} goal {measure.goal:g}  {met}  "
        f"{', '.join(f'{key} {value}' for key, value in measure.detail.items())}"
    )


def _page(found: Mapping[str, Measure]) -> str:
    today = local(SystemClock().now())
    rows = [
        f"| {name} | {SAYS.get(name, '')} | {measure.value:g} {measure.unit} | {measure.goal:g} "
        f"| {'yes' if measure.is_met else '**no**'} | {_details(measure)} |"
        for name, measure in found.items()
    ]
    return "\n".join(
        (
            "# Benchmarks",
            "",
            f"Written by `make bench` on {today:%d/%m/%Y}: Python {platform.python_version()}, "
            f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}.",
            "Goals are ratios to a floor measured in the same run (one INSERT and one versioned "
            "UPDATE in a transaction, through SQLAlchemy Core, in the same mode of the same "
            "database) wherever there is one; milliseconds also say how busy the machine was.",
            "",
            "| id | what | measured | goal | met | detail |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            WHERE_TIME_GOES.read_text("utf-8"),
        )
    )


def _details(measure: Measure) -> str:
    return ", ".join(f"{name} {value}" for name, value in measure.detail.items())
