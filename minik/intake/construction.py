"""YAML's events become values: kubectl's meaning of every scalar, no key twice, nothing deeper or larger than the text warrants.

libyaml knows the grammar, and words what breaks it nearly as go-yaml does; what its events mean is decided here. The library's own
constructors follow other rules, and crash or hang on hostile text.
"""
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from minik.intake.scalars import Keys, Meanings, ScalarError, go, tagged

PARSER: Any = vars(yaml.cyaml)["CParser"] if yaml.__with_libyaml__ else yaml.SafeLoader  # without libyaml the same, many times slower
MEANINGS, KEYS = Meanings(), Keys()
DEPTH = 300  # no manifest is nested like this
TOO_DEEP = f"yaml: exceeded max depth of {DEPTH}"
NESTED = "exceeded maximum nesting depth"  # libyaml's own bound, met first where it reads far ahead
BARE = re.compile(r"(?:&\S+\s+)?!(?=\s)")  # a tag without a name
EXPANDED = 400_000  # so many values may come from aliases


class Broken(Exception):
    """Text that is not YAML, in go-yaml's words; `line` is where it was noticed, counted from 1 in this text, or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Ungrammatical(Broken):
    """What go-yaml refuses while it still reads, whatever comes after."""


def construct(text: str) -> Any:
    """The first document in a text."""
    try:
        get = PARSER(text).get_event
        try:
            return Constructor(partial(_spelt, get, text) if BARE.search(text) else get, anchored="&" in text).document()
        except (Broken, ScalarError) as error:
            if not isinstance(error, Ungrammatical):
                _finish(get)
            raise
    except yaml.MarkedYAMLError as error:
        raise _marked(error) from None
    except yaml.reader.ReaderError as error:
        raise Broken(f"yaml: {error.reason}", text.count("\n", 0, error.position) + 1) from None
    except ScalarError as error:
        raise Broken(str(error), 1) from None
    except RecursionError:
        raise Broken(TOO_DEEP) from None


def _finish(get: Callable[[], Any]) -> None:
    """The rest of a document whose meaning is refused: what is wrong with its grammar goes before that, and is raised here."""
    while get().__class__ not in (DocumentEndEvent, StreamEndEvent):
        pass


def _spelt(get: Callable[[], Event], text: str) -> Event:
    """The next event; a scalar behind a lone `!` is text, whatever it looks like. (To the library it is as plain as any.)"""
    event = get()
    if isinstance(event, ScalarEvent) and BARE.match(text, event.start_mark.index):  # type: ignore[union-attr]  # it came from a text
        event.implicit = (False, True)
    return event


def compose(text: str) -> yaml.Node | None:
    """The first document as nodes with marks, for those who ask where something stands."""
    loader: Any = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
    node: yaml.Node | None = loader.get_node() if loader.check_node() else None
    return node


def _marked(error: yaml.MarkedYAMLError) -> Broken:
    """go-yaml tells the line of the problem, else of its context, counted from 0 by its parser; where both are the first, it tells none."""
    lines = [mark.line for mark in (error.problem_mark, error.context_mark) if mark is not None]
    line = next((number for number in lines if number), 0)
    if error.problem == NESTED:
        return Broken(TOO_DEEP, (lines or [0])[0] + 1)
    counted = line + 1 if isinstance(error, yaml.scanner.ScannerError) else line
    return Broken(f"yaml: line {counted}: {error.problem}" if line else f"yaml: {error.problem}", (lines or [0])[0] + 1)


class Constructor:
    """Makes one document out of events."""

    def __init__(self, get: Callable[[], Event], anchored: bool) -> None:
        self.get, self.anchored = get, anchored
        self.depth = 0
        self.anchors: dict[str, Any] = {}
        self.open: set[str] = set()
        self.sizes: dict[int, int] = {}
        self.budget = EXPANDED
        self.repeated: list[tuple[int, str]] = []

    def document(self) -> Any:
        """The value of the document; nothing where there is none."""
        while True:
            event = self.get()
            if event.__class__ is DocumentStartEvent:
                break
            if event.__class__ is StreamEndEvent:
                return None
        event = self.get()
        value = self.scalar(event) if event.__class__ is ScalarEvent else self.other(event)
        if self.repeated:
            lines = "".join(f'\n  line {line}: key {go(name)} already set in map' for line, name in self.repeated)
            raise Broken(f"yaml: unmarshal errors:{lines}", self.repeated[0][0])
        self.get()  # the end of the document, or what should not stand there
        return value

    def mapping(self) -> dict[str, Any]:
        get, anchored, out = self.get, self.anchored, {}  # type: Callable[[], Any], bool, dict[str, Any]
        event: Any = None
        after: Any = None
        merged: Collection[str] = ()
        try:
            while True:
                event, after = get(), None
                if event.__class__ is MappingEndEvent:
                    return out
                plain = event.__class__ is ScalarEvent and event.implicit[0] and not (anchored and event.anchor)
                name = KEYS[event.value] if plain else self.key(event)
                after = get()
                if after.__class__ is not ScalarEvent:
                    value = self.other(after)
                elif after.implicit[0] and not (anchored and after.anchor):
                    value = MEANINGS[after.value]
                else:
                    value = self.scalar(after)
                if name in out or name == "<<":
                    if name == "<<" and plain:
                        merged = {*merged, *self.merge(out, value, after)}
                        continue
                    if name in out and name not in merged:
                        self.repeated.append((after.start_mark.line + 1, name))
                out[name] = value
        except ScalarError as error:
            raise Broken(str(error) if after else self.bad_key(error), (after or event).start_mark.line + 1) from None

    def sequence(self) -> list[Any]:
        get, anchored, out = self.get, self.anchored, []  # type: Callable[[], Any], bool, list[Any]
        event: Any = None
        try:
            while True:
                event = get()
                if event.__class__ is ScalarEvent:
                    plain = event.implicit[0] and not (anchored and event.anchor)
                    out.append(MEANINGS[event.value] if plain else self.scalar(event))
                elif event.__class__ is SequenceEndEvent:
                    return out
                else:
                    out.append(self.other(event))
        except ScalarError as error:
            raise Broken(str(error), event.start_mark.line + 1) from None

    def scalar(self, event: Any) -> Any:
        """A scalar that is quoted, tagged or has an anchor."""
        plain = event.implicit[0]
        value = MEANINGS[event.value] if plain else event.value if event.tag is None else tagged(event.tag, event.value)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def key(self, event: Any) -> str:
        """The name of a field that is not plain text."""
        if event.__class__ is ScalarEvent:
            value = self.scalar(event)
            return value if value.__class__ is str and not event.implicit[0] else KEYS[event.value]
        value = self.other(event)
        if isinstance(value, dict | list):
            raise Broken(f"yaml: invalid map key: {go(value)}", event.start_mark.line + 1)
        return value if value.__class__ is str else KEYS[str(value)]

    def bad_key(self, error: ScalarError) -> str:
        """A key that no field can have is told with its value."""
        event = self.get()
        value = self.scalar(event) if event.__class__ is ScalarEvent else self.other(event)
        return str(error).replace("{}", "<nil>" if value is None else go(value))

    def other(self, event: Any) -> Any:
        """A value that is no scalar."""
        if event.__class__ is AliasEvent:
            return self.alias(event)
        if self.depth >= DEPTH:
            raise Broken(TOO_DEEP, event.start_mark.line + 1)
        self.depth += 1
        if event.anchor is not None:
            self.open.add(event.anchor)
        value: Any = self.mapping() if event.__class__ is MappingStartEvent else self.sequence()
        self.depth -= 1
        if event.anchor is not None:
            self.anchors[event.anchor] = value
            self.open.discard(event.anchor)
        return value

    def alias(self, event: Any) -> Any:
        """What an anchor stands for, as long as all of that together stays within bounds."""
        name, line = event.anchor, event.start_mark.line + 1
        if name in self.open:
            raise Broken(f"yaml: anchor '{name}' value contains itself", line)
        if name not in self.anchors:
            raise Ungrammatical(f"yaml: unknown anchor '{name}' referenced", line)
        value = self.anchors[name]
        self.budget -= self.size(value)
        if self.budget < 0:
            raise Broken("yaml: document contains excessive aliasing", line)
        return value

    def size(self, value: Any) -> int:
        """How many values are in a value; what several share is counted as often, but looked at once."""
        if not isinstance(value, dict | list):
            return 1
        if id(value) not in self.sizes:
            parts = value.values() if isinstance(value, dict) else value
            self.sizes[id(value)] = 1 + sum(map(self.size, parts))
        return self.sizes[id(value)]

    def merge(self, out: dict[str, Any], value: Any, event: Any) -> Iterator[str]:
        """`<<`: the fields of other mappings, over what is there already; of several the first goes before the rest. Gives their names."""
        for source in reversed(value) if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise Broken("yaml: map merge requires map or sequence of maps as the value", event.start_mark.line + 1)
            out.update(source)
            yield from source
