"""Function definitions and invocations, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.feel.builtins import BUILTINS
from engine.feel.builtins.registry import Overload, Parameter, Refused, fitted, gathered
from engine.feel.compiling.instances import is_instance
from engine.feel.errors import FeelError
from engine.feel.frames import Code, Frame
from engine.feel.syntax import Call, FunctionLiteral, FunctionName, Type, cost, depth
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler


def call(node: Call, compiler: Compiler) -> Code:
    if isinstance(node.function, FunctionName):
        name = node.function.name
        if name in compiler.functions:
            return _host_call(node, name, compiler.functions[name], compiler)
        return _builtin_call(node, name, compiler)
    return _dynamic_call(node, compiler)


def _host_call(node: Call, name: str, declared: Function | None, compiler: Compiler) -> Code:
    arguments = [compiler.code(argument) for argument in node.arguments]
    if declared is not None and len(declared.parameters) != len(arguments):
        raise wrong_arguments(node, name)
    if node.names:
        arguments = _sorted_by(declared.parameters if declared else (), node, name, arguments)

    def code(frame: Frame) -> Value:
        return frame.run.call_host(name, [argument(frame) for argument in arguments])

    return code


def _sorted_by(
    parameters: Sequence[str], node: Call, name: str, arguments: list[Code]
) -> list[Code]:
    by_name = dict(zip(node.names, arguments, strict=True))
    if set(by_name) != set(parameters):
        raise wrong_arguments(node, name)
    return [by_name[parameter] for parameter in parameters]


def _builtin_call(node: Call, name: str, compiler: Compiler) -> Code:
    overload = _overload(node, name)
    if node.names:
        by_name = dict(zip(node.names, node.arguments, strict=True))
        named = [(p, by_name.get(p.name)) for p in overload.parameters]
        return _fitted_call(
            overload, [(p, compiler.code(argument) if argument else None) for p, argument in named]
        )
    arguments = [compiler.code(argument) for argument in node.arguments]
    if overload.parameters and overload.parameters[-1].is_rest:
        return _gathering_call(overload, arguments)
    given = list(zip(overload.parameters, arguments, strict=False))
    rest = [(parameter, None) for parameter in overload.parameters[len(given) :]]
    return _fitted_call(overload, [*given, *rest])


def _overload(node: Call, name: str) -> Overload:
    for overload in BUILTINS[name]:
        if node.names and overload.takes_names(node.names):
            return overload
        if not node.names and overload.takes(len(node.arguments)):
            return overload
    raise wrong_arguments(node, name)


def wrong_arguments(node: Call, name: str) -> FeelError:
    return FeelError(
        "The function %(name)s does not take these arguments",
        node.position,
        code="feel.wrong_arguments",
        name=name,
    )


def _fitted_call(overload: Overload, arguments: Sequence[tuple[Parameter, Code | None]]) -> Code:
    call = overload.call
    kinds = [(parameter.kinds, argument) for parameter, argument in arguments]

    def code(frame: Frame) -> Value:
        values: list[Value] = []
        for taken, argument in kinds:
            value = argument(frame) if argument is not None else None
            if taken and argument is not None and type(value) not in taken:
                fit = fitted(value, taken)
                if isinstance(fit, Refused):
                    return None
                value = fit
            values.append(value)
        frame.run.meter.spend(1)
        return call(frame.run.meter, *values)

    return code


def _gathering_call(overload: Overload, arguments: Sequence[Code]) -> Code:
    kinds = [parameter.kinds for parameter in overload.parameters]

    def code(frame: Frame) -> Value:
        given = gathered(overload, [argument(frame) for argument in arguments])
        values = [fitted(value, taken) for value, taken in zip(given, kinds, strict=True)]
        if any(isinstance(value, Refused) for value in values):
            return None
        frame.run.meter.spend(1)
        return overload.call(frame.run.meter, *values)

    return code


def _dynamic_call(node: Call, compiler: Compiler) -> Code:
    function = compiler.code(node.function)
    arguments = [compiler.code(argument) for argument in node.arguments]
    names = node.names

    def code(frame: Frame) -> Value:
        found = function(frame)
        if not isinstance(found, Function):
            return None
        values = [argument(frame) for argument in arguments]
        given = _positional(found, names, values) if names else values
        return None if given is None else found.apply(*given)

    return code


def _positional(
    function: Function, names: Sequence[str], values: Sequence[Value]
) -> Sequence[Value] | None:
    """The values in the order of the parameters they are named after."""
    by_name = dict(zip(names, values, strict=True))
    if set(by_name) != set(function.parameters):
        return None
    return [by_name[parameter] for parameter in function.parameters]


def function(node: FunctionLiteral, compiler: Compiler) -> Code:
    body = compiler.within(frozenset(node.parameters), node.body)
    parameters, types = node.parameters, node.types
    price, levels = cost(node.body), depth(node.body) + 2

    def code(frame: Frame) -> Value:
        meter = frame.run.meter

        def call(*arguments: Value) -> Value:
            if not _conform(arguments, types, frame):
                return None
            meter.spend(price)
            meter.enter(levels)
            inside = Frame(frame.run, dict(zip(parameters, arguments, strict=True)), frame)
            result = body(inside)
            meter.leave(levels)
            return result

        return Function(parameters, call)

    return code


def _conform(arguments: Sequence[Value], types: Sequence[Type | None], frame: Frame) -> bool:
    return all(
        wanted is None or value is None or is_instance(value, wanted, frame.run.meter)
        for value, wanted in zip(arguments, types, strict=True)
    )
