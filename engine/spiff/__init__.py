"""Running admitted processes on SpiffWorkflow, the only place that knows it."""

from __future__ import annotations

from engine.spiff.executable import SpiffExecutable, compile_set
from engine.spiff.execution import MAX_STEPS, MAX_TOKENS

__all__ = ["MAX_STEPS", "MAX_TOKENS", "SpiffExecutable", "compile_set"]
