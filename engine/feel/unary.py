"""The content of a decision table's input cell: `-`, `> 5, [1..3]`, `not("a")`, `? in xs`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.feel.budget import Budget, Meter
from engine.feel.compiler import Compiler
from engine.feel.compiling import operators
from engine.feel.equality import satisfies
from engine.feel.expression import Compiled, declared, guarded, parser_of
from engine.feel.frames import Code, Frame, HostCall
from engine.feel.lexer import normalised
from engine.feel.parsing.cursor import too_deep
from engine.feel.syntax import Test, Tests
from engine.feel.values import Function, Value, from_host

_USUAL = Budget()


class UnaryTests(Compiled):
    """Tests of an input, ready to be asked any number of times."""

    def __init__(
        self,
        text: str,
        tests: Tests,
        code: Code,
        functions: Collection[str] | Mapping[str, Function | None],
    ) -> None:
        super().__init__(text, tests, functions)
        self.root: Tests = tests
        self._code = code

    def matches(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        *,
        functions: Mapping[str, HostCall] | None = None,
        budget: Budget | Meter = _USUAL,
    ) -> bool:
        """Whether the input passes; what cannot be compared does not."""
        return self.evaluate(value, context, functions=functions, budget=budget) is True

    def evaluate(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        *,
        functions: Mapping[str, HostCall] | None = None,
        budget: Budget | Meter = _USUAL,
    ) -> Value:
        """The verdict with its third value: null where the input cannot be compared."""
        run = self._run(context or {}, functions, budget)
        return guarded(self._code, Frame(run, {"?": from_host(value)}, None))

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def compile_unary_tests(
    text: str,
    *,
    names: Collection[str] = (),
    functions: Collection[str] | Mapping[str, Function | None] = (),
    is_strict: bool | None = None,
) -> UnaryTests:
    """Understand the content of an input cell; parameters and errors as of `compile`."""
    source = normalised(text)
    parser = parser_of(source, names, functions, is_strict)
    try:
        tests = parser.whole_tests()
        compiler = Compiler(declared(functions))
        codes = [_verdict(test, compiler) for test in tests.tests]
    except RecursionError:
        raise too_deep(0) from None
    return UnaryTests(source, tests, _together(tests, codes), functions)


def _verdict(test: Test, compiler: Compiler) -> Code:
    if test.operator or test.asks_input:
        return operators.test(test, compiler)
    operand = compiler.within(operators.INPUT, test.operand)

    def code(frame: Frame) -> Value:
        value, wanted = operators.tested(frame), operand(frame)
        # A condition over other values (`amount > 5`) holds whatever the input is.
        if wanted is True and type(value) is not bool:
            return True
        return satisfies(value, wanted, frame.run.meter)

    return code


def _together(tests: Tests, codes: list[Code]) -> Code:
    if tests.is_any:
        return lambda frame: True
    if len(codes) == 1 and not tests.is_negated:
        return _alone(codes[0])

    def code(frame: Frame) -> Value:
        verdict = operators.any_holds([each(frame) for each in codes])
        return verdict if not tests.is_negated or verdict is None else not verdict

    return code


def _alone(test: Code) -> Code:
    """What is neither true nor false is not known."""

    def code(frame: Frame) -> Value:
        verdict = test(frame)
        return verdict if verdict is True or verdict is False else None

    return code
