"""An object before and after a change, as `diff -u -N` shows it."""

import difflib
from collections.abc import Iterator, Sequence

from minik.model import object as objects
from minik.model.object import Object
from minik.render.formats import yaml

SIDES = ("LIVE", "MERGED")


def file_name(obj: Object) -> str:
    """Return the file name of an object: `apps.v1.Deployment.default.web`."""
    parts = (
        objects.group(obj["apiVersion"]),
        objects.version(obj["apiVersion"]),
        obj["kind"],
        objects.namespace(obj),
        objects.name(obj),
    )
    return ".".join([*(part for part in parts[:1] if part), *parts[1:]])


def sides(versions: Sequence[Object | None]) -> tuple[str, str]:
    """Return an object's YAML before and after the change; "" for one that does not exist."""
    before, after = (yaml.text(obj) if obj else "" for obj in versions)
    return before, after


def unified(name: str, before: str, after: str) -> str:
    """Return the unified diff of two texts; "" if they are equal."""
    return "".join(_lines(name, before, after)) if before != after else ""


def _lines(name: str, before: str, after: str) -> Iterator[str]:
    live, merged = (f"{side}/{name}" for side in SIDES)
    yield f"diff -u -N {live} {merged}\n"
    yield from difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), live, merged
    )
