# mypy: disallow-subclassing-any=False
"""The script engine that runs nothing: expressions go to the engine's FEEL, through the host."""

from __future__ import annotations

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from engine.errors import ModelError


class NoScripts(PythonScriptEngine):
    """SpiffWorkflow asks its script engine to `eval` and `exec`; ours refuses."""

    def __init__(self) -> None:
        """Leave out the Python environment on purpose: there is nothing to run in it."""

    @property
    def environment(self) -> NoReturn:
        self._refuse()

    def validate(self, expression: str) -> NoReturn:
        self._refuse()

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> NoReturn:
        self._refuse()

    def execute(self, task: Any, script: str, external_context: Any = None) -> NoReturn:
        self._refuse()

    def call_service(self, task: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise ModelError("Scripts are not run here; write the condition in FEEL")
