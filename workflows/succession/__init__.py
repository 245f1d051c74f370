"""An office ends and its successor goes on: dossiers, people, registers, submissions (R-REG-05).

Numbers that were given stay the numbers of the office that gave them: its registers are closed and
can be read by the successor, who counts on its own. What goes by a position goes on where the
successor has nobody in it; where it has, its own people take the steps.
"""

from __future__ import annotations

from workflows.succession.deciding import register

__all__ = ["register"]
