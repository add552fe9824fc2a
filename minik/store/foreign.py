"""State files changed by another program (an editor, jq, git): checked as a whole or refused."""

import json
import os

from minik.errors import Refused
from minik.light_typing import Any
from minik.model.held import NOTHING, Held
from minik.model.object import key
from minik.model.source import Objects
from minik.store import held_changes, layout, state_file
from minik.store.layout import Header
from minik.store.state_file import ELSEWHERE, RESCUE


class ForeignFile(Objects):
    """All objects of such a file, its header, and the file's status when it was read."""

    def __init__(self, header: Header, objects: Objects, facts: os.stat_result, held: Held) -> None:
        super().__init__(objects)
        self.header, self.facts, self._held = header, facts, held

    def held(self) -> Held:
        return self._held


def read(path: str, handle: int, facts: os.stat_result) -> ForeignFile:
    """Return header and objects of a file, whatever its stamp says; raise Refused if it is no state
    file.
    """
    data = _parse_json(path, _text(path, handle, facts.st_size))
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("minik"), dict)
        or not isinstance(data.get("objects"), dict)
    ):
        raise Refused(f"{path} is not a state file of minik; it is left as it is", hint=ELSEWHERE)
    if data["minik"].get("layout") not in layout.LAYOUTS:
        raise Refused(
            f"{path} has layout {data['minik'].get('layout')}, this minik knows layouts {layout.LAYOUTS[0]} to {layout.LAYOUTS[-1]}",
            hint="upgrade minik to use it, or work on another file: --state FILE",
        )
    extra = next((name for name in data if name not in ("minik", "objects", "held")), None)
    if extra is not None:
        raise Refused(
            f"{path} holds {extra!r} beside its objects, which would be lost; it is left as it is",
            hint=RESCUE,
        )
    header = _header(path, data["minik"])
    return ForeignFile(
        header, _objects(path, data["objects"]), facts, _held(path, header, data.get("held"))
    )


def _held(path: str, header: Header, value: Any) -> Held:
    if value is None:
        return NOTHING if header.held < 0 else Held()
    try:
        return held_changes.parse(value)
    except ValueError as error:
        raise Refused(f"{path} is not whole: {error}; it is left as it is", hint=RESCUE) from None


def _text(path: str, handle: int, size: int) -> str:
    try:
        return state_file.read_all(path, handle, size).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path} is not UTF-8 (byte {error.start}); it is left as it is", hint=RESCUE
        ) from None


def _parse_json(path: str, text: str) -> Any:
    try:
        value = json.loads(
            text, object_pairs_hook=_reject_duplicates, parse_constant=_reject_constant
        )
        if "\\ud" in text.lower():  # half of a letter: no text can hold it
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise Refused(
                f"{path} is not a state file of minik; it is left as it is", hint=ELSEWHERE
            ) from None
        raise Refused(
            f"{path} is not whole: {error.msg}",
            where=f"{path}:{error.lineno}:{error.colno}",
            hint=RESCUE,
        ) from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} is not whole: {error or 'nested too deep'}", hint=RESCUE) from None


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(
            f"key {next(name for name in names if names.count(name) > 1)!r} stands there twice"
        )
    return fields


def _reject_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _header(path: str, fields: dict[str, Any]) -> Header:
    try:
        return layout.parse_header({**fields, "size": 0, "mtime": 0})
    except KeyError as missing:
        raise Refused(
            f"the header of {path} is not whole: {missing.args[0]}; it is left as it is",
            hint=RESCUE,
        ) from None


def _objects(path: str, objects: dict[str, Any]) -> Objects:
    source = Objects()
    for text, obj in objects.items():
        try:
            object_key = key(obj)
            same = text == f"{object_key.kind}/{object_key.path}" and isinstance(
                obj["metadata"].get("labels") or {}, dict
            )
        except (KeyError, TypeError, AttributeError):
            same = False
        if not same:
            raise Refused(
                f"{path} is not whole: the object under {text!r} is not the object of that key",
                hint=RESCUE,
            )
        source.add(object_key.kind, object_key.path, obj)
    return source
