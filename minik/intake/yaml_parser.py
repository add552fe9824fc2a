"""YAML events to values, with kubectl's meaning of scalars; bombs are refused.

libyaml knows the grammar, and words what breaks it nearly as go-yaml does; what its events mean is
decided here. The library's own constructors follow other rules, and crash or hang on hostile text.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial

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

from minik import light_re as re
from minik.intake.scalars import KeyCache, ScalarCache, ScalarError, format_go, parse_tagged
from minik.light_typing import Any

PARSER: Any = (
    vars(yaml.cyaml)["CParser"] if yaml.__with_libyaml__ else yaml.SafeLoader
)  # without libyaml the same, many times slower
MEANINGS, KEYS = ScalarCache(), KeyCache()
DEPTH = 300  # no manifest is nested like this
MERGE = "tag:yaml.org,2002:merge"  # `!!merge <<`, as some generators write
TOO_DEEP = f"yaml: exceeded max depth of {DEPTH}"
NESTED = "exceeded maximum nesting depth"  # libyaml's own bound, met first where it reads far ahead
BARE = re.compile(r"(?:&\S+\s+)?!(?=\s)")  # a tag without a name
EXPANDED = 400_000  # so many values may come from aliases


class YamlError(Exception):
    """Text that is not YAML, in go-yaml's words; `line` counts from 1 in this text, or is 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class YamlGrammarError(YamlError):
    """An error that go-yaml reports while reading, before any error of meaning."""


def parse_yaml(text: str, strict: bool = True) -> Any:
    """Return the first document in a text; raise YamlError, for a name that is there twice, too,
    if that is `strict`; else the last one counts.
    """
    try:
        get = PARSER(text).get_event
        try:
            return Constructor(
                partial(_next_event, get, text) if BARE.search(text) else get, anchored="&" in text
            ).document(strict)
        except (YamlError, ScalarError) as error:
            if not isinstance(error, YamlGrammarError):
                _check_remaining_grammar(get)
            raise
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(error) from None
    except yaml.reader.ReaderError as error:
        raise YamlError(f"yaml: {error.reason}", text.count("\n", 0, error.position) + 1) from None
    except ScalarError as error:
        raise YamlError(str(error), 1) from None
    except RecursionError:
        raise YamlError(TOO_DEEP) from None


def _check_remaining_grammar(get: Callable[[], Any]) -> None:
    """Read the rest of a refused document: a grammar error in it goes first, and is raised here."""
    while get().__class__ not in (DocumentEndEvent, StreamEndEvent):
        pass


def _next_event(get: Callable[[], Event], text: str) -> Event:
    """Return the next event; a scalar behind a lone `!` is marked as text."""
    event = get()
    if isinstance(event, ScalarEvent) and BARE.match(text, event.start_mark.index):  # type: ignore[union-attr]  # it came from a text
        event.implicit = (False, True)
    return event


def compose(text: str) -> yaml.Node | None:
    """Return the first document as nodes with marks, to find positions in the text."""
    loader: Any = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
    node: yaml.Node | None = loader.get_node() if loader.check_node() else None
    return node


def _yaml_error(error: yaml.MarkedYAMLError) -> YamlError:
    """Reword libyaml's error as go-yaml does, which counts the problem's line from 0 in its parser
    and names no line if that is the first.
    """
    lines = [mark.line for mark in (error.problem_mark, error.context_mark) if mark is not None]
    line = next((number for number in lines if number), 0)
    if error.problem == NESTED:
        return YamlError(TOO_DEEP, (lines or [0])[0] + 1)
    counted = line + 1 if isinstance(error, yaml.scanner.ScannerError) else line
    return YamlError(
        f"yaml: line {counted}: {error.problem}" if line else f"yaml: {error.problem}",
        (lines or [0])[0] + 1,
    )


class Constructor:
    """Builds the value of one document from its events."""

    def __init__(self, get: Callable[[], Event], anchored: bool) -> None:
        self.get, self.anchored = get, anchored
        self.depth = 0
        self.anchors: dict[str, Any] = {}
        self.open: set[str] = set()
        self.sizes: dict[int, int] = {}
        self.budget = EXPANDED
        self.repeated_keys: list[tuple[int, str]] = []

    def document(self, strict: bool) -> Any:
        """Return the value of the document; None if the stream is empty."""
        while True:
            event = self.get()
            if event.__class__ is DocumentStartEvent:
                break
            if event.__class__ is StreamEndEvent:
                return None
        event = self.get()
        value = self.scalar(event) if event.__class__ is ScalarEvent else self.non_scalar(event)
        if strict and self.repeated_keys:
            lines = "".join(
                f"\n  line {line}: key {format_go(name)} already set in map"
                for line, name in self.repeated_keys
            )
            raise YamlError(f"yaml: unmarshal errors:{lines}", self.repeated_keys[0][0])
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
                plain = (
                    event.__class__ is ScalarEvent
                    and event.implicit[0]
                    and not (anchored and event.anchor)
                )
                name = KEYS[event.value] if plain else self.key(event)
                after = get()
                if after.__class__ is not ScalarEvent:
                    value = self.non_scalar(after)
                elif after.implicit[0] and not (anchored and after.anchor):
                    value = MEANINGS[after.value]
                else:
                    value = self.scalar(after)
                if name in out or name == "<<":
                    if name == "<<" and (
                        plain or event.__class__ is ScalarEvent and event.tag == MERGE
                    ):
                        merged = {*merged, *self.merge(out, value, after)}
                        continue
                    if name in out and name not in merged:
                        self.repeated_keys.append((after.start_mark.line + 1, name))
                out[name] = value
        except ScalarError as error:
            raise YamlError(
                str(error) if after else self.key_error(error), (after or event).start_mark.line + 1
            ) from None

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
                    out.append(self.non_scalar(event))
        except ScalarError as error:
            raise YamlError(str(error), event.start_mark.line + 1) from None

    def scalar(self, event: Any) -> Any:
        """Return the value of a scalar that is quoted, tagged or has an anchor."""
        plain = event.implicit[0]
        value = (
            MEANINGS[event.value]
            if plain
            else event.value
            if event.tag is None
            else parse_tagged(event.tag, event.value)
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def key(self, event: Any) -> str:
        """Return the field name for a key that is not plain text."""
        if event.__class__ is ScalarEvent:
            value = self.scalar(event)
            return value if value.__class__ is str and not event.implicit[0] else KEYS[event.value]
        value = self.non_scalar(event)
        if isinstance(value, dict | list):
            raise YamlError(f"yaml: invalid map key: {format_go(value)}", event.start_mark.line + 1)
        return value if value.__class__ is str else KEYS[str(value)]

    def key_error(self, error: ScalarError) -> str:
        """Word the error of an impossible key, with the value that follows it."""
        event = self.get()
        value = self.scalar(event) if event.__class__ is ScalarEvent else self.non_scalar(event)
        return str(error).replace("{}", "<nil>" if value is None else format_go(value))

    def non_scalar(self, event: Any) -> Any:
        """Return the value of an alias, a mapping or a sequence."""
        if event.__class__ is AliasEvent:
            return self.alias(event)
        if self.depth >= DEPTH:
            raise YamlError(TOO_DEEP, event.start_mark.line + 1)
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
        """Return the value of an anchor; raise YamlError once aliases expand to too many values."""
        name, line = event.anchor, event.start_mark.line + 1
        if name in self.open:
            raise YamlError(f"yaml: anchor '{name}' value contains itself", line)
        if name not in self.anchors:
            raise YamlGrammarError(f"yaml: unknown anchor '{name}' referenced", line)
        value = self.anchors[name]
        self.budget -= self.size(value)
        if self.budget < 0:
            raise YamlError("yaml: document contains excessive aliasing", line)
        return value

    def size(self, value: Any) -> int:
        """Count the values within a value; shared parts count each time but are visited once."""
        if not isinstance(value, dict | list):
            return 1
        if id(value) not in self.sizes:
            parts = value.values() if isinstance(value, dict) else value
            self.sizes[id(value)] = 1 + sum(map(self.size, parts))
        return self.sizes[id(value)]

    def merge(self, out: dict[str, Any], value: Any, event: Any) -> Iterator[str]:
        """Merge the mappings of a `<<` key into `out`, the first winning; yield their names."""
        for source in reversed(value) if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise YamlError(
                    "yaml: map merge requires map or sequence of maps as the value",
                    event.start_mark.line + 1,
                )
            out.update(source)
            yield from source
