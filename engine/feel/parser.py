"""Text to tree: a Pratt parser that tells names apart by what is known at each place."""

from __future__ import annotations

from collections.abc import Collection
from decimal import DecimalException
from typing import TypeVar

from engine.feel import types
from engine.feel.budget import DEPTH
from engine.feel.cursor import Cursor, too_deep
from engine.feel.errors import FeelError
from engine.feel.lexer import KEYWORDS, Kind, Token, unquoted
from engine.feel.scope import Origin, Scope
from engine.feel.syntax import (
    ANY_SHAPE,
    NO_MEMBERS,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Conjunction,
    ContextLiteral,
    Disjunction,
    Filter,
    For,
    FunctionLiteral,
    FunctionName,
    If,
    InstanceOf,
    Iterator,
    ListLiteral,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    Shape,
    Test,
    Tests,
    Type,
    walk,
)
from engine.feel.temporal import parse_literal
from engine.feel.values import NUMBERS, Value

OR, AND, COMPARE, ADD, MULTIPLY, POWER = range(1, 7)
_PRECEDENCE = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), COMPARE),
    **dict.fromkeys(("+", "-"), ADD),
    **dict.fromkeys(("*", "/"), MULTIPLY),
    "**": POWER,
}
_TEST_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
_Root = TypeVar("_Root", bound=Node)
_CALLABLE = (Name, FunctionName, Path, Call, Filter, FunctionLiteral)


class Parser:
    """Parses one expression; `scope` says which names are known, `functions` what can be called."""

    def __init__(
        self, text: str, scope: Scope, functions: Collection[str], *, is_strict: bool
    ) -> None:
        self.cursor = Cursor(text)
        self.scope = scope
        self.functions = functions
        self.spaced_functions = sorted((f for f in functions if " " in f), key=len, reverse=True)
        self.is_strict = is_strict
        self.takes_filters = True
        self.asked_input = False

    def whole(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        self.cursor.expect_end()
        return _bounded(node)

    def whole_tests(self) -> Tests:
        """The text as the content of an input cell: `-`, `not(…)` or tests."""
        cursor = self.cursor
        self.scope = self.scope.within({"?": ANY_SHAPE})
        if cursor.is_next("-") and cursor.following.kind is Kind.END:
            return Tests(position=0, tests=(), is_any=True)
        if cursor.is_next("not") and cursor.following.text == "(":
            negated = self._negated_tests()
            if negated is not None:
                return _bounded(negated)
        tests = Tests(position=0, tests=self._tests())
        cursor.expect_end()
        return _bounded(tests)

    def _negated_tests(self) -> Tests | None:
        """`not(…)` around the whole cell; None when it is only the beginning of an expression."""
        cursor, start = self.cursor, self.cursor.at
        cursor.advance()
        cursor.advance()
        tests = self._tests()
        cursor.expect(")")
        if cursor.token.kind is Kind.END:
            return Tests(position=start, tests=tests, is_negated=True)
        cursor.at = start
        return None

    def _tests(self) -> tuple[Test, ...]:
        tests = [self._test()]
        while self.cursor.take(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Test:
        position = self.cursor.token.start
        outer_asked, self.asked_input = self.asked_input, False
        operator = self.cursor.take(*_TEST_OPERATORS)
        operand = self.binary(ADD) if operator else self.inner()
        test = Test(
            position=position,
            operator=operator.text if operator else "",
            operand=operand,
            asks_input=self.asked_input,
        )
        self.asked_input = outer_asked
        return test

    # Expressions, loosest binding first.

    def expression(self) -> Node:
        self.cursor.enter()
        node = self.binary(OR)
        self.cursor.leave()
        return node

    def inner(self) -> Node:
        """An expression between brackets, where `[` is a filter again."""
        takes_filters, self.takes_filters = self.takes_filters, True
        node = self.expression()
        self.takes_filters = takes_filters
        return node

    def binary(self, minimum: int) -> Node:
        return self.continued(self.unary(), minimum)

    def continued(self, left: Node, minimum: int) -> Node:
        while True:
            token = self.cursor.token
            precedence = _PRECEDENCE.get(token.text, 0) if token.kind is not Kind.STRING else 0
            if not precedence or precedence < minimum:
                return left
            left = self._infix(left, token, precedence)

    def _infix(self, left: Node, token: Token, precedence: int) -> Node:
        if precedence in (OR, AND):
            return self._logical(left, token)
        if precedence >= ADD:
            return self._arithmetic(left, precedence)
        self.cursor.advance()
        if token.text == "between":
            return self._between(left)
        if token.text == "in":
            return self._membership(left)
        right = self.binary(ADD)
        return Comparison(
            position=left.position, operator=token.text, left=left, right=right, shape=NO_MEMBERS
        )

    def _logical(self, left: Node, token: Token) -> Node:
        operands = [left]
        while self.cursor.take(token.text):
            operands.append(self.binary(_PRECEDENCE[token.text] + 1))
        kind = Disjunction if token.text == "or" else Conjunction
        return kind(position=left.position, operands=tuple(operands), shape=NO_MEMBERS)

    def _arithmetic(self, left: Node, precedence: int) -> Node:
        operators = [text for text, found in _PRECEDENCE.items() if found == precedence]
        rest = []
        while token := self.cursor.take(*operators):
            rest.append((token.text, self.binary(precedence + 1)))
        return Arithmetic(position=left.position, first=left, rest=tuple(rest))

    def _between(self, value: Node) -> Node:
        low = self.binary(ADD)
        self.cursor.expect("and")
        high = self.binary(ADD)
        return Between(position=value.position, value=value, low=low, high=high, shape=NO_MEMBERS)

    def _membership(self, value: Node) -> Node:
        position = self.cursor.token.start
        outer, asked = self.scope, self.asked_input
        self.scope = outer.within({"?": value.shape})
        tests = self._membership_tests(position)
        self.scope, self.asked_input = outer, asked
        return Membership(position=value.position, value=value, tests=tests, shape=NO_MEMBERS)

    def _membership_tests(self, position: int) -> tuple[Test, ...]:
        if not self.cursor.is_next("("):
            operator = self.cursor.take(*_TEST_OPERATORS)
            operand = self.binary(ADD)
            text = operator.text if operator else ""
            return (Test(position=position, operator=text, operand=operand),)
        self.cursor.advance()
        first = self._test()
        if not first.operator and self.cursor.is_next(".."):
            operand = self.postfix(self._range_from(first.operand, position, False))
        elif first.operator or self.cursor.is_next(","):
            return self._further_tests(first)
        else:
            self.cursor.expect(")")
            operand = self.postfix(first.operand)
        operand = self.continued(operand, ADD)
        return (Test(position=position, operator="", operand=operand),)

    def _further_tests(self, first: Test) -> tuple[Test, ...]:
        rest = self._tests() if self.cursor.take(",") else ()
        self.cursor.expect(")")
        return first, *rest

    def unary(self) -> Node:
        minus = self.cursor.take("-")
        if minus is None:
            return self._instance_of(self.postfix(self.primary()))
        if self.cursor.token.kind is Kind.NUMBER:
            # The sign belongs to the number: `-4 instance of number`.
            return self._instance_of(self.postfix(self._number(minus)))
        self.cursor.enter()
        operand = self.unary()
        self.cursor.leave()
        return Negation(position=minus.start, operand=operand, shape=NO_MEMBERS)

    def _instance_of(self, node: Node) -> Node:
        while self.cursor.is_next("instance"):
            self.cursor.advance()
            self.cursor.expect("of")
            node = InstanceOf(
                position=node.position, value=node, type=self.type(), shape=NO_MEMBERS
            )
        return node

    def postfix(self, node: Node) -> Node:
        while True:
            if self.cursor.is_next("."):
                node = self._path(node)
            elif self.cursor.is_next("[") and self.takes_filters:
                node = self._filter(node)
            elif self.cursor.is_next("(") and isinstance(node, _CALLABLE):
                node = self._call(node)
            else:
                return node

    def _path(self, target: Node) -> Node:
        self.cursor.advance()
        member = self._member(target.shape)
        return Path(
            position=target.position,
            target=target,
            member=member,
            shape=target.shape.member(member),
        )

    def _member(self, shape: Shape) -> str:
        cursor = self.cursor
        known = Scope(shape, Origin.LOCAL).longest_special(cursor.lexer, cursor.token.start)
        if known is not None and known[1] >= cursor.token.end:
            cursor.at = known[1]
            return known[0]
        if cursor.token.kind is not Kind.NAME:
            cursor.fail_at(cursor.token, expected="a name")
        first = cursor.advance().text
        return first if first in shape.members else self._words_after(first)

    def _words_after(self, first: str) -> str:
        """Words that follow each other can only be one name."""
        words = [first]
        while self.cursor.token.kind is Kind.NAME and self.cursor.token.text not in KEYWORDS:
            words.append(self.cursor.advance().text)
        return " ".join(words)

    def _filter(self, target: Node) -> Node:
        self.cursor.advance()
        outer, self.scope = self.scope, self.scope.of_element(target.shape)
        condition = self.inner()
        self.scope = outer
        self.cursor.expect("]")
        return Filter(
            position=target.position, target=target, condition=condition, shape=target.shape
        )

    def _call(self, function: Node) -> Node:
        self.cursor.advance()
        names: list[str] = []
        arguments: list[Node] = []
        while not self.cursor.is_next(")"):
            if arguments:
                self.cursor.expect(",")
            name = self._argument_name()
            if (name is None) is bool(names) and arguments:
                self.cursor.fail_at(self.cursor.token, expected="arguments of one kind")
            names += [name] if name is not None else []
            arguments.append(self.inner())
        self.cursor.expect(")")
        return Call(
            position=function.position,
            function=function,
            arguments=tuple(arguments),
            names=tuple(names),
        )

    def _argument_name(self) -> str | None:
        declared = self.cursor.lexer.declared_name(self.cursor.at)
        if declared is None or self.cursor.lexer.token(declared[1]).text != ":":
            return None
        self.cursor.at = self.cursor.lexer.token(declared[1]).end
        return declared[0]

    # What an expression can begin with.

    def primary(self) -> Node:
        token = self.cursor.token
        if token.kind is Kind.NUMBER:
            return self._number()
        if token.kind is Kind.STRING:
            self.cursor.advance()
            return _literal(token.start, unquoted(token.text, token.start))
        if token.kind is Kind.NAME:
            return self._keyword(token) or self._name(token)
        return self._bracket(token)

    def _number(self, minus: Token | None = None) -> Node:
        token = self.cursor.advance()
        sign = minus or token
        try:
            number = NUMBERS.create_decimal(token.text)
            return _literal(sign.start, NUMBERS.minus(number) if minus else number)
        except DecimalException:
            raise FeelError(
                "The number is too large", token.start, code="feel.large_number"
            ) from None

    def _keyword(self, token: Token) -> Node | None:
        if self._known_special(token) is not None:
            return None
        match token.text:
            case "true" | "false":
                self.cursor.advance()
                return _literal(token.start, token.text == "true")
            case "null":
                self.cursor.advance()
                return _literal(token.start, None)
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every":
                return self._quantified()
            case "function":
                return self._function()
        return None

    def _bracket(self, token: Token) -> Node:
        match token.text if token.kind is Kind.SYMBOL else "":
            case "(":
                return self._parenthesised()
            case "[":
                return self._list_or_range()
            case "]":
                self.cursor.advance()
                return self._range_from(self.binary(ADD), token.start, False)
            case "{":
                return self._context()
            case "@":
                return self._at_literal()
            case "?":
                return self._input()
        return self.cursor.fail_at(token, expected="a value")

    def _parenthesised(self) -> Node:
        position = self.cursor.advance().start
        operator = self.cursor.take(*_TEST_OPERATORS)
        if operator is not None:
            return self._one_sided_range(operator)
        node = self.inner()
        if self.cursor.is_next(".."):
            return self._range_from(node, position, False)
        self.cursor.expect(")")
        return node

    def _one_sided_range(self, operator: Token) -> Node:
        """`(> 5)`: a range that is open on one side."""
        end = self.binary(ADD)
        self.cursor.expect(")")
        if operator.text == "!=":
            self.cursor.fail_at(operator, expected="a range")
        return RangeLiteral(
            position=operator.start,
            start=end if operator.text in (">", ">=", "=") else None,
            end=end if operator.text in ("<", "<=", "=") else None,
            start_included=operator.text in (">=", "="),
            end_included=operator.text in ("<=", "="),
        )

    def _list_or_range(self) -> Node:
        position = self.cursor.advance().start
        items: list[Node] = []
        while not self.cursor.is_next("]"):
            if items:
                self.cursor.expect(",")
            items.append(self.inner())
            if len(items) == 1 and self.cursor.is_next(".."):
                return self._range_from(items[0], position, True)
        self.cursor.advance()
        members = {name: s for item in items for name, s in item.shape.members.items()}
        is_open = any(item.shape.is_open for item in items)
        return ListLiteral(position=position, items=tuple(items), shape=Shape(members, is_open))

    def _range_from(self, start: Node, position: int, start_included: bool) -> Node:
        self.cursor.expect("..")
        takes_filters, self.takes_filters = self.takes_filters, False
        end = self.binary(ADD)
        self.takes_filters = takes_filters
        close = self.cursor.expect("]", ")", "[")
        return RangeLiteral(
            position=position,
            start=start,
            end=end,
            start_included=start_included,
            end_included=close.text == "]",
        )

    def _at_literal(self) -> Node:
        position = self.cursor.advance().start
        token = self.cursor.token
        if token.kind is not Kind.STRING:
            self.cursor.fail_at(token, expected='a date, time or duration like "2024-01-31"')
        self.cursor.advance()
        value = parse_literal(unquoted(token.text, token.start))
        if value is None:
            raise FeelError(
                "%(text)s is not a date, time or duration",
                token.start,
                code="feel.temporal",
                text=token.text[:60],
            )
        return Literal(position=position, value=value)

    def _input(self) -> Node:
        token = self.cursor.advance()
        found = self.scope.find("?")
        if found is None:
            self.cursor.fail_at(token, expected="a value")
        self.asked_input = True
        return Name(position=token.start, name="?", is_free=False, shape=found[1])

    def _context(self) -> Node:
        position = self.cursor.advance().start
        entries: dict[str, Node] = {}
        members: dict[str, Shape] = {}
        outer, self.scope = self.scope, self.scope.within(members)
        while not self.cursor.is_next("}"):
            if entries:
                self.cursor.expect(",")
            key = self._key(entries)
            if self.cursor.is_next("function"):
                members[key] = NO_MEMBERS
            entries[key] = self.inner()
            members[key] = entries[key].shape
        self.cursor.advance()
        self.scope = outer
        return ContextLiteral(
            position=position,
            entries=tuple(entries.items()),
            shape=Shape(members, is_open=False),
        )

    def _key(self, entries: Collection[str]) -> str:
        token = self.cursor.token
        if token.kind is Kind.STRING:
            self.cursor.advance()
            key = unquoted(token.text, token.start)
        else:
            key = self._declared(":")
        if key in entries:
            raise FeelError(
                "The entry %(key)s stands twice in the context",
                token.start,
                code="feel.double_key",
                key=key,
            )
        self.cursor.expect(":")
        return key

    def _declared(self, *after: str, stop_word: str = "") -> str:
        """A name that is introduced here."""
        declared = self.cursor.lexer.declared_name(self.cursor.at, stop_word)
        if declared is None or self.cursor.lexer.token(declared[1]).text not in after:
            self.cursor.fail_at(self.cursor.token, expected="a name")
        self.cursor.at = declared[1]
        return declared[0]

    def _if(self) -> Node:
        position = self.cursor.advance().start
        condition = self.expression()
        self.cursor.expect("then")
        then = self.expression()
        self.cursor.expect("else")
        otherwise = self.expression()
        return If(position=position, condition=condition, then=then, otherwise=otherwise)

    def _for(self) -> Node:
        position = self.cursor.advance().start
        outer = self.scope
        iterators = self._iterators()
        self.scope = self.scope.within({"partial": ANY_SHAPE})
        self.cursor.expect("return")
        body = self.expression()
        self.scope = outer
        return For(position=position, iterators=iterators, body=body, shape=body.shape)

    def _quantified(self) -> Node:
        token = self.cursor.advance()
        outer = self.scope
        iterators = self._iterators()
        self.cursor.expect("satisfies")
        condition = self.expression()
        self.scope = outer
        return Quantified(
            position=token.start,
            is_every=token.text == "every",
            iterators=iterators,
            condition=condition,
            shape=NO_MEMBERS,
        )

    def _iterators(self) -> tuple[Iterator, ...]:
        """`x in xs, y in ys`; each may use those before it."""
        iterators: list[Iterator] = []
        while not iterators or self.cursor.take(","):
            position = self.cursor.token.start
            name = self._declared("in", stop_word="in")
            self.cursor.expect("in")
            domain = self.expression()
            end = self.expression() if self.cursor.take("..") else None
            iterators.append(Iterator(position=position, name=name, domain=domain, end=end))
            self.scope = self.scope.within({name: domain.shape})
        return tuple(iterators)

    def _function(self) -> Node:
        position = self.cursor.advance().start
        self.cursor.expect("(")
        parameters: dict[str, Type | None] = {}
        while not self.cursor.is_next(")"):
            if parameters:
                self.cursor.expect(",")
            name = self._declared(":", ",", ")")
            parameters[name] = self.type() if self.cursor.take(":") else None
        self.cursor.advance()
        if self.cursor.is_next("external"):
            raise FeelError(
                "Functions of other languages are not run", self.cursor.at, code="feel.external"
            )
        outer = self.scope
        self.scope = outer.within(dict.fromkeys(parameters, ANY_SHAPE))
        body = self.expression()
        self.scope = outer
        return FunctionLiteral(
            position=position,
            parameters=tuple(parameters),
            types=tuple(parameters.values()),
            body=body,
        )

    def type(self) -> Type:
        """The name of a type, with its parts in `<…>`."""
        self.cursor.enter()
        parsed = types.parse(self.cursor, self.type)
        self.cursor.leave()
        return parsed

    # Names.

    def _name(self, token: Token) -> Node:
        known = self._known_special(token)
        function = self._spaced_function(token)
        if function is not None and (known is None or function[1] > known[1]):
            return self._function_name(token, *function)
        if known is not None:
            self.cursor.at = known[1]
            return self._variable(token, known[0])
        if token.text in KEYWORDS:
            self.cursor.fail_at(token, expected="a value")
        self.cursor.advance()
        found = self.scope.find(token.text)
        if self._is_call(token.text, found):
            return FunctionName(position=token.start, name=token.text)
        name = token.text if found else self._words_after(token.text)
        return self._variable(token, name)

    def _known_special(self, token: Token) -> tuple[str, int] | None:
        """The known name, of several words or with operators, that stands here."""
        known = self.scope.longest_special(self.cursor.lexer, token.start)
        return known if known is not None and known[1] >= token.end else None

    def _spaced_function(self, token: Token) -> tuple[str, int] | None:
        for name in self.spaced_functions:
            end = self.cursor.lexer.ends_name(name, token.start)
            if end is not None and self.cursor.lexer.token(end).text == "(":
                return name, end
        return None

    def _function_name(self, token: Token, name: str, end: int) -> Node:
        self.cursor.at = end
        return FunctionName(position=token.start, name=name)

    def _is_call(self, name: str, found: tuple[Origin, Shape] | None) -> bool:
        """A function wins over the caller's variable of the same name where it is called."""
        is_local = found is not None and found[0] is Origin.LOCAL
        return self.cursor.is_next("(") and name in self.functions and not is_local

    def _variable(self, token: Token, name: str) -> Node:
        found = self.scope.find(name)
        if found is not None:
            is_free = found[0] in (Origin.GIVEN, Origin.ELEMENT) and self._may_be_given(name)
            return Name(position=token.start, name=name, is_free=is_free, shape=found[1])
        if self.cursor.is_next("("):
            raise _unknown("There is no function %(name)s", token, "feel.unknown_function", name)
        if not self.is_strict or self.scope.may_hold():
            return Name(position=token.start, name=name, is_free=not self.is_strict)
        if name in self.functions:
            return FunctionName(position=token.start, name=name)
        raise _unknown("There is no %(name)s here", token, "feel.unknown_name", name)

    def _may_be_given(self, name: str) -> bool:
        for scope in self.scope.around():
            if name in scope.shape.members and scope.origin is Origin.LOCAL:
                return False
            if name in scope.shape.members and scope.origin is Origin.GIVEN:
                return True
        return not self.is_strict and name != "item"


def _unknown(text: str, token: Token, code: str, name: str) -> FeelError:
    return FeelError(text, token.start, code=code, name=name)


def _literal(position: int, value: Value) -> Node:
    return Literal(position=position, value=value, shape=NO_MEMBERS)


def _bounded(node: _Root) -> _Root:
    """The tree itself, unless it is so deep that working on it would nest too far."""
    for part, level in walk(node):
        if level > DEPTH:
            raise too_deep(part.position)
    return node
