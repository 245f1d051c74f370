"""`backup` and `restore`: one archive with the database and the files of an installation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from web.commands.installation import opened
from web.commands.saying import format_option, show, voice
from web.settings import read_settings
from workflows import backups


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@format_option
def backup(archive: Path, form: str) -> None:
    """Write the database and all files into one archive; the server may go on working."""
    settings = read_settings()
    backups.require_file(make_url(settings.database_url))
    with opened(settings) as engine:
        manifest = backups.back_up(engine.database, settings.data_dir, archive, engine.clock.wall())
    show(form, asdict(manifest), lambda: _line("%(archive)s: written.", archive, manifest))


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Even if there is a database; it is put aside.")
@format_option
def restore(archive: Path, replace: bool, form: str) -> None:
    """Verify an archive wholly, then bring its database and files back. Stop the server first."""
    settings = read_settings()
    manifest = backups.restore(
        archive, make_url(settings.database_url), settings.data_dir, replace=replace
    )
    show(form, asdict(manifest), lambda: _line("%(archive)s: restored.", archive, manifest))


def _line(text: str, archive: Path, manifest: backups.Manifest) -> str:
    said = voice()
    return " ".join(
        (
            said.sentence(text, {"archive": archive}),
            said.sentence(
                "%(rows)s journal rows, %(blobs)s files.",
                {"rows": manifest.journal_seq, "blobs": manifest.blobs},
            ),
        )
    )
