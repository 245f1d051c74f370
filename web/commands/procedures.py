"""`check` and `deploy`: what is wrong with diagrams and forms, and their publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import InvalidData
from engine.model import Problem
from web.commands.failing import Failure, fail
from web.commands.saying import Voice, format_option, show, voice

if TYPE_CHECKING:
    from workflows.judging import Judgement

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@paths_argument
@format_option
def check(paths: tuple[Path, ...], form: str) -> None:
    """Say what is wrong with diagrams and forms; folders and bundles (zip) are searched through.

    Exit code 0 when every file could be deployed, 1 when one could not, 2 when there is nothing to
    judge. JSON: one object a file {file, ok, problems: [{severity, rule, element, line, message,
    hint}]}.
    """
    from workflows.judging import Judge

    judgements = Judge(read_files(paths)).judgements()
    said = voice()
    show(
        form,
        [_as_data(each, said) for each in judgements],
        lambda: "\n".join(line for each in judgements for line in _as_lines(each, said)),
    )
    if not all(each.ok for each in judgements):
        raise click.exceptions.Exit(1)


@click.command()
@paths_argument
@click.option("--reason", default="", help="Why; kept with the deployment.")
@format_option
def deploy(paths: tuple[Path, ...], reason: str, form: str) -> None:
    """Check diagrams and forms as `check` does, then publish them together.

    A bundle that the studio has exported is taken as it is.

    New dossiers use them from now on; running ones keep their version. The journal names the
    operator.
    """
    from engine.actors import OPERATOR
    from engine.deploying import NotAdmitted
    from engine.deploying import deploy as deployment_of
    from web.commands.installation import opened
    from workflows.judging import Judge

    files = read_files(paths)
    said = voice()
    judgements = Judge(files).judgements()
    if not all(each.ok for each in judgements):
        refused = [_as_data(each, said) for each in judgements]
        show(
            form,
            refused,
            lambda: "\n".join(line for each in judgements for line in _as_lines(each, said)),
        )
        raise fail("Nothing was deployed: the files have errors.")
    with opened() as engine:
        try:
            answer = engine.execute(deployment_of(_by_name(files), reason=reason), OPERATOR)
        except NotAdmitted as refusal:
            lines = (_problem_line(problem, said) for problem in refusal.problems)
            raise Failure("\n".join([said.message(refusal.message), *lines])) from refusal
    warnings = [{"file": each.file, **one} for each in judgements for one in _problems(each, said)]
    published = {**answer, "warnings": warnings} if isinstance(answer, dict) else answer
    show(form, published, lambda: "\n".join(_deployed_lines(answer, judgements, said)))


def read_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """The contents by path as given; wrong usage when there is nothing to read."""
    files: dict[str, bytes] = {}
    for path in paths:
        for found in _files_under(path):
            try:
                files |= _contents(found)
            except OSError as error:
                raise click.UsageError(f"{found}: {error.strerror}") from error
    return files


def _contents(path: Path) -> dict[str, bytes]:
    is_bundle = path.suffix.lower() == ".zip"
    return _read_bundle(path) if is_bundle else {str(path): path.read_bytes()}


def _read_bundle(path: Path) -> dict[str, bytes]:
    """What the studio has packed, by path; anything else is refused as the studio refuses it."""
    from workflows.studio.bundles import LARGEST_BUNDLE, unpacked

    with path.open("rb") as opened:
        content = opened.read(LARGEST_BUNDLE + 1)
    try:
        bundle = unpacked(content)
    except InvalidData as refusal:
        said = "; ".join(voice().message(one.message) for one in refusal.errors)
        raise Failure(f"{path}: {said}") from refusal
    return {str(path / name): inside for name, inside in bundle.files.items()}


def _files_under(path: Path) -> Sequence[Path]:
    from workflows.judging import JUDGED

    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.suffix in JUDGED and each.is_file())
        if not found:
            raise click.UsageError(f"{path}: no {', '.join(JUDGED)} files here")
        return found
    if not path.exists():
        raise click.UsageError(f"{path}: no such file or folder")
    return [path]


def _by_name(files: dict[str, bytes]) -> dict[str, bytes]:
    """By file name alone: that is how diagrams name forms and parts."""
    named: dict[str, bytes] = {}
    for path, content in files.items():
        name = Path(path).name
        if name in named:
            raise click.UsageError(f"{name}: given twice; a deployment has one file of each name")
        named[name] = content
    return named


def _as_data(judgement: Judgement, said: Voice) -> dict[str, object]:
    return {
        "file": judgement.file,
        "ok": judgement.ok,
        "problems": _problems(judgement, said),
    }


def _problems(judgement: Judgement, said: Voice) -> list[dict[str, object]]:
    return [
        {
            "severity": problem.severity.value,
            "rule": problem.rule,
            "element": problem.element,
            "line": problem.line,
            "message": said.sentence(problem.message, problem.params),
            "hint": said.sentence(problem.hint, problem.params),
        }
        for problem in judgement.problems
    ]


def _as_lines(judgement: Judgement, said: Voice) -> Iterator[str]:
    yield f"{judgement.file}: {'ok' if judgement.ok else said.sentence('cannot be deployed')}"
    for problem in judgement.problems:
        yield "  " + _problem_line(problem, said)
        if problem.hint:
            yield "    → " + said.sentence(problem.hint, problem.params)


def _problem_line(problem: Problem, said: Voice) -> str:
    place = f"{problem.line}: " if problem.line else ""
    element = f" ({problem.element})" if problem.element else ""
    text = said.sentence(problem.message, problem.params)
    return f"{place}{said.sentence(problem.severity.value)} {problem.rule}{element}: {text}"


def _deployed_lines(answer: object, judgements: Sequence[Judgement], said: Voice) -> Iterator[str]:
    known = answer if isinstance(answer, dict) else {}
    for definition in known.get("definitions", ()):
        yield said.sentence("%(key)s is now version %(version)s", definition)
    for judgement in judgements:
        if judgement.problems:
            yield from _as_lines(judgement, said)
