"""Where a name gets its value: a frame of the expression, a list element, the caller's context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import BUILTINS
from engine.feel.builtins.registry import as_function
from engine.feel.frames import Code, Frame
from engine.feel.syntax import FunctionName, Name
from engine.feel.values import Value, from_host

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler, Names


def name(node: Name, compiler: Compiler) -> Code:
    return _lookup(node.name, compiler.names, 0, compiler)


def function_name(node: FunctionName, compiler: Compiler) -> Code:
    return _function_value(node.name, compiler)


def is_given(name: str, compiler: Compiler) -> bool:
    """Whether nothing but the caller's context can hold the name."""
    names = compiler.names
    while names is not None:
        if names.is_element or name in names.names:
            return False
        names = names.outer
    return name not in compiler.functions and name not in BUILTINS


def _lookup(name: str, names: Names | None, hops: int, compiler: Compiler) -> Code:
    if names is None:
        return _given(name, compiler)
    if not names.is_element:
        if name in names.names:
            return _local(name, hops)
        return _lookup(name, names.outer, hops + 1, compiler)
    if name == "item":
        return _element_member(name, hops, _element(hops))
    return _element_member(name, hops, _lookup(name, names.outer, hops + 1, compiler))


def _given(name: str, compiler: Compiler) -> Code:
    if name in compiler.functions or name in BUILTINS:
        function = _function_value(name, compiler)

        def given_or_function(frame: Frame) -> Value:
            found = frame.run.context.get(name, frame)
            return function(frame) if found is frame else from_host(found)

        return given_or_function

    def given(frame: Frame) -> Value:
        return from_host(frame.run.context.get(name))

    return given


def _function_value(name: str, compiler: Compiler) -> Code:
    if name not in compiler.functions:
        return lambda frame: as_function(name, frame.run.meter)
    declared = compiler.functions[name]

    def code(frame: Frame) -> Value:
        return frame.run.host_function(name, declared)

    return code


def _frame_at(frame: Frame, hops: int) -> Frame:
    for _ in range(hops):
        frame = frame.outer or frame
    return frame


def _local(name: str, hops: int) -> Code:
    if hops == 0:
        return lambda frame: frame.values.get(name)  # type: ignore[union-attr]  # a frame of names

    def code(frame: Frame) -> Value:
        values = _frame_at(frame, hops).values
        return values.get(name) if isinstance(values, dict) else None

    return code


def _element(hops: int) -> Code:
    return lambda frame: _frame_at(frame, hops).values


def _element_member(name: str, hops: int, otherwise: Code) -> Code:
    def code(frame: Frame) -> Value:
        element = _frame_at(frame, hops).values
        if type(element) is dict and name in element:
            return element[name]
        return otherwise(frame)

    return code
