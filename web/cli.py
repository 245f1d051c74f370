"""The command line `vinhdanh`: a command is loaded when it is asked for, so that all start fast."""

from __future__ import annotations

import importlib
import sys

import click

from web.loading import loading

COMMANDS = {
    "serve": "web.commands.running:serve",
    "worker": "web.commands.running:worker",
    "tick": "web.commands.running:tick",
    "demo": "web.commands.demo:demo",
    "user": "web.commands.accounts:user",
    "token": "web.commands.accounts:token",
    "check": "web.commands.procedures:check",
    "deploy": "web.commands.procedures:deploy",
    "feel": "web.commands.expressions:feel",
    "decide": "web.commands.decisions:decide",
    "clock": "web.commands.deadlines:clock",
    "law": "web.commands.law:law",
    "verify-journal": "web.commands.journal:verify_journal",
    "verify": "web.commands.journal:verify",
    "backup": "web.commands.backups:backup",
    "restore": "web.commands.backups:restore",
    "bench": "web.commands.bench:bench",
}
"""Name of a command to the place of its function."""


class LazyCommands(click.Group):
    """A group whose commands are imported at first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        if module not in sys.modules:
            with loading():
                importlib.import_module(module)
        found = getattr(sys.modules[module], name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place} is no command")
        return found

    def invoke(self, ctx: click.Context) -> object:
        from web.commands.failing import as_exit

        with as_exit():
            return super().invoke(ctx)


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default="vi",
    envvar="VINHDANH_LANG",
    show_default=True,
    help="Language of sentences about files, deadlines and refusals.",
)
@click.version_option(package_name="vinhdanh")
@click.pass_context
def main(ctx: click.Context, lang: str) -> None:
    """Award dossiers of a People's Committee, run on drawn BPMN procedures.

    Exit codes: 0 done or nothing wrong, 1 something is wrong or was refused, 2 wrong usage.
    """
    from web.commands.saying import speak

    # Names and texts are Vietnamese whatever the terminal says of its encoding.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    ctx.obj = speak(lang)


if __name__ == "__main__":
    main()
