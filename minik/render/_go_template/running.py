"""Executes a template with a value. Upstream rule: Go's `text/template/exec.go`."""

from collections.abc import Iterable, Iterator, Sequence

from minik.light_typing import Any
from minik.model.go_values import format_value
from minik.render._go_template.formatting import type_name
from minik.render._go_template.functions import FUNCTIONS, TEXT_FIRST, CallFailed
from minik.render._go_template.nodes import (
    Command,
    Literal,
    Node,
    Operand,
    Pipe,
    Templates,
    node_text,
)

ABSENT = object()  # no value was piped in
DEEPEST = 300  # templates that call each other
MOST_STEPS = 1_000_000  # parts of the template that are carried out
LONGEST_TEXT = 16 << 20  # letters of one value, and of all that is printed


class ExecutionError(ValueError):
    """The template failed; the message is Go's, with the place in the template."""


class LoopExit(Exception):
    """Raised by `{{break}}` and `{{continue}}`."""

    def __init__(self, what: str) -> None:
        self.what = what


class Run:
    """One execution: `out` is what has been printed so far."""

    def __init__(self, template: str, templates: Templates, missing_allowed: bool) -> None:
        self.template, self.templates, self.missing_allowed = template, templates, missing_allowed
        self.out: list[str] = []
        self.variables: list[tuple[str, Any]] = []
        self.depth = self.steps = self.printed = 0
        self.last: Operand | Pipe | Command | None = (
            None  # what was looked at last, where Go sees the cause of some errors
        )

    def fill(self, value: Any) -> None:
        """Print the template for a value. Raises ExecutionError."""
        self.variables = [("$", value)]
        self.nodes(self.templates[""], value)

    def error(self, node: "Operand | Pipe | Command | Node | None", message: str) -> ExecutionError:
        node = node or self.last or Node("text", 0)
        before = self.template[: node.position]
        line, column = (
            before.count("\n") + 1,
            len(before.encode()) - len(before[: before.rfind("\n") + 1].encode()),
        )
        text = f'{{{{template "{node.text}"}}}}' if isinstance(node, Node) else node_text(node)
        return ExecutionError(
            f'template: output:{line}:{column}: executing "output" at <{text}>: {message}'
        )

    def nodes(self, nodes: Iterable[Node], dot: Any) -> None:
        outer_count = len(self.variables)
        for node in nodes:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise self.error(node, f"minik carries out {MOST_STEPS} steps of a template")
            getattr(self, f"do_{node.what}")(node, dot)
        del self.variables[outer_count:]

    def do_text(self, node: Node, _: Any) -> None:
        self.out.append(node.text)

    def do_action(self, node: Node, dot: Any) -> None:
        if node.pipe:
            value = self.pipe(node.pipe, dot)
            if not node.pipe.names:
                self.out.append("<no value>" if value is None else format_value(value))
                self.printed += len(self.out[-1])
                self.check_length(self.printed, node)

    def do_break(self, node: Node, _: Any) -> None:
        raise LoopExit(node.what)

    do_continue = do_break

    def do_if(self, node: Node, dot: Any) -> None:
        outer_count = len(self.variables)
        value = self.pipe(node.pipe, dot)
        inner_dot = value if node.what == "with" and value else dot
        self.nodes(node.body if value else node.otherwise, inner_dot)
        del self.variables[outer_count:]

    do_with = do_if

    def do_template(self, node: Node, dot: Any) -> None:
        if node.text not in self.templates:
            raise self.error(node, f'template "{node.text}" not defined')
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(node, "exceeded maximum template depth (100000)")
        value = self.pipe(node.pipe, dot) if node.pipe else None
        outside, self.variables = self.variables, [("$", value)]
        self.nodes(self.templates[node.text], value)
        self.variables = outside
        self.depth -= 1

    def do_range(self, node: Node, dot: Any) -> None:
        outer_count = len(self.variables)
        pipe = node.pipe or Pipe(0, [], False, [])
        empty = True
        for key, element in self.rounds(pipe, self.pipe(pipe._replace(names=[]), dot)):
            empty = False
            del self.variables[outer_count:]
            for name, value in zip(
                pipe.names, (element,) if len(pipe.names) == 1 else (key, element), strict=False
            ):
                self.assign(name, value) if pipe.assigns else self.variables.append((name, value))
            try:
                self.nodes(node.body, element)
            except LoopExit as leave:
                if leave.what == "break":
                    break
        del self.variables[outer_count:]
        if empty:
            self.nodes(node.otherwise, dot)

    def rounds(self, pipe: Pipe, value: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(value, list):
            yield from ((Literal(index), element) for index, element in enumerate(value))
        elif isinstance(value, dict):
            yield from ((name, value[name]) for name in sorted(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            if len(pipe.names) > 1:
                raise self.error(None, f"can't use {value} to iterate over more than one variable")
            yield from ((type(value)(index), type(value)(index)) for index in range(value))
        elif value is not None:
            raise self.error(None, f"range can't iterate over {format_value(value)}")

    def pipe(self, pipe: Pipe | None, dot: Any) -> Any:
        value: Any = ABSENT
        self.last = pipe
        for command in pipe.commands if pipe else ():
            value = self.command(command, dot, value)
            self.check_length(len(value) if isinstance(value, str) else 0, pipe)
        for name in pipe.names if pipe else ():
            self.assign(name, value) if pipe and pipe.assigns else self.variables.append(
                (name, value)
            )
        return value

    def check_length(self, length: int, place: "Pipe | Node | None") -> None:
        if length > LONGEST_TEXT:
            raise self.error(place, f"minik makes texts of {LONGEST_TEXT >> 20} MiB")

    def assign(self, name: str, value: Any) -> None:
        last = max(index for index, (variable, _) in enumerate(self.variables) if variable == name)
        self.variables[last] = (name, value)

    def command(self, command: Command, dot: Any, final: Any) -> Any:
        first = command.words[0]
        alone = len(command.words) == 1 and final is ABSENT
        if isinstance(first, Operand) and first.what == "identifier":
            return self.call(command, first, dot, final)
        if (
            not alone
            and isinstance(first, Operand)
            and first.what in ("field", "chain", "variable")
            and (first.what != "variable" or len(first.value) > 1)
        ):
            name = first.value[-1] if first.what != "chain" else first.value[1][-1]
            raise self.error(first, f"{name} is not a method but has arguments")
        if not alone:
            raise self.error(
                None if isinstance(first, Pipe) else first,
                f"can't give argument to non-function {node_text(first)}",
            )
        if isinstance(first, Operand) and first.what == "nil":
            raise self.error(first, "nil is not a command")
        return self.operand(first, dot)

    def operand(self, node: Operand | Pipe, dot: Any) -> Any:
        if isinstance(node, Pipe):
            return self.pipe(node, dot)
        if node.what == "dot":
            return dot
        if node.what == "field":
            return self.fields(node, dot, node.value)
        if node.what == "variable":
            base = next(value for name, value in reversed(self.variables) if name == node.value[0])
            return self.fields(node, base, node.value[1:])
        if node.what == "chain":
            return self.fields(node, self.operand(node.value[0], dot), node.value[1], chained=True)
        if node.what == "identifier":
            return self.call(Command(node.position, [node]), node, dot, ABSENT)
        return node.value

    def fields(self, node: Operand, value: Any, names: Sequence[str], chained: bool = False) -> Any:
        """Return the value at these fields; None for a missing one, and for fields of it."""
        self.last = self.last if chained else node
        for number, name in enumerate(names):
            if value is None:
                if not self.missing_allowed:
                    raise self.error(None, f'nil data; no entry for key "{name}"')
            elif not isinstance(value, dict):
                kind = type_name(value) if chained and not number else "interface {}"
                raise self.error(None, f"can't evaluate field {name} in type {kind}")
            elif name not in value and not self.missing_allowed:
                raise self.error(None, f'map has no entry for key "{name}"')
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def call(self, command: Command, first: Operand, dot: Any, final: Any) -> Any:
        self.last = first
        name, function = first.value, FUNCTIONS[first.value]
        arguments = command.words[1:]
        count = len(arguments) + (final is not ABSENT)
        if count < function.least or 0 <= function.most < count:
            expected = f"at least {function.least}" if function.most < 0 else str(function.least)
            raise self.error(first, f"wrong number of args for {name}: want {expected} got {count}")
        if name in ("and", "or"):
            return self.first(arguments, dot, final, name == "or")
        values = [self.operand(argument, dot) for argument in arguments] + (
            [] if final is ABSENT else [final]
        )
        if name in TEXT_FIRST and not isinstance(values[0], str):
            problem = "invalid value" if values[0] is None else "wrong type for value"
            got = "" if values[0] is None else f"; got {type_name(values[0])}"
            raise self.error(
                arguments[0] if arguments else first, f"{problem}; expected string{got}"
            )
        if name == "call":
            what, kind = (
                node_text(arguments[0] if arguments else first),
                "nil" if values[0] is None else type_name(values[0]),
            )
            raise self.error(command, f"error calling call: non-function {what} of type {kind}")
        try:
            return function.call(*values)
        except CallFailed as failed:
            raise self.error(command, f"error calling {name}: {failed}") from None

    def first(self, arguments: Sequence[Operand | Pipe], dot: Any, final: Any, truth: bool) -> Any:
        """Return the first argument that is true (`or`) or false (`and`), else the last; those
        behind it are not evaluated.
        """
        value = None
        for argument in arguments:
            value = self.operand(argument, dot)
            if bool(value) is truth:
                return value
        return value if final is ABSENT else final
