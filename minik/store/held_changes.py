"""The held changes of an imported cluster as they stand in its state file, after the objects."""

from collections.abc import Iterator

from minik import light_json
from minik.light_typing import Any
from minik.model.held import ACTIONS, Held, HeldChange, Slot
from minik.model.object import Key

START = b'},"held":{"changes":['
_encode = light_json.encoder()


def section(held: Held) -> bytes:
    """Return the part of a state file that holds the changes, one a line; b"" if there is none."""
    if not held:
        return b""
    lines = ",\n".join(_encode(dict(_fields(change))) for change in held.changes)
    unseen = {kind: sorted(names) for kind, names in sorted(held.unseen.items())}
    rest = f'\n],"unseen":{_encode(unseen)},"derived":{_encode(sorted(held.derived))}'
    return START + b"\n" + (lines + rest).encode("utf-8", "surrogatepass")


def _fields(change: HeldChange) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a change that differ from their defaults."""
    yield "controller", change.controller
    yield "action", change.action
    yield from change.key._asdict().items()
    if change.slot.owner:
        yield "owner", change.slot.owner
    if change.number != 1:
        yield "number", change.number
    if change.fields:
        yield "fields", change.fields
    if change.message:
        yield "message", change.message


def parse_section(text: bytes) -> Held:
    """Return the held changes of a file; raise ValueError if they are not whole."""
    if not text:
        return Held()
    try:
        return parse(light_json.loads(b"{" + text.removeprefix(b"},") + b"}}")["held"])
    except KeyError as missing:
        raise ValueError(f"held changes without {missing}") from None


def parse(value: Any) -> Held:
    """Return the held changes in the JSON of a file; raise ValueError if they are not whole."""
    try:
        return Held(
            map(_change, value["changes"]),
            {str(kind): tuple(map(str, names)) for kind, names in value["unseen"].items()},
            map(str, value["derived"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"held changes are not whole: {error}") from None


def _change(line: dict[str, Any]) -> HeldChange:
    action, number, fields = line["action"], line.get("number", 1), line.get("fields", {})
    if action not in ACTIONS or not isinstance(number, int):
        raise ValueError(f"a held change cannot be {_encode(line)}")
    if not all(isinstance(value, list) for value in fields.values()):
        raise ValueError(f"a held change cannot have the fields {_encode(fields)}")
    key = Key(*(str(line[name]) for name in Key._fields))
    slot = Slot(action, key, str(line.get("owner", "")))
    return HeldChange(str(line["controller"]), slot, number, fields, str(line.get("message", "")))
