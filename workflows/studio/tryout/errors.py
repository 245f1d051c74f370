"""What can go wrong with a step of a run besides what the engine refuses."""

from __future__ import annotations

from engine.errors import Rejected


class NotOpenHere(Rejected):
    """Nobody has this step to do at this moment of the run."""


class UnknownStep(Rejected):
    """The run asks for something that cannot be done."""


class NotBegun(Rejected):
    """The run has no dossier yet."""


class TooLong(Rejected):
    """Something falls due again and again; the run was stopped."""
