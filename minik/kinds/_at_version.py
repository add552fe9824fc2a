"""Built-in kinds as another version of Kubernetes serves them: its versions, its fields, its
warnings, and of the defaults those for which it has a field.
"""

from collections.abc import Callable, Mapping

from minik import schemas
from minik.kinds import _gates
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.versions import version_rank
from minik.schemas import lifecycles, older

# kinds that are warned of without a tag, and since when
NOTICED = {"Endpoints": (1, 33), "ComponentStatus": (1, 19)}


def in_version(base: Kind, version: str) -> Kind:
    """Return a kind with what a version of Kubernetes serves of it; without versions where it does
    not know it.
    """
    served = served_versions(base, version)
    now, name = next(iter(base.definitions.items()))
    definitions = {
        one: older.name_of(
            base.definitions.get(one) or name.replace(f".{now}.", f".{one}."), version
        )
        for one in served
    }
    is_noticed = lifecycles.parse(version) >= NOTICED.get(base.name, (1, 0))
    return base._replace(
        versions=served,
        definitions=definitions,
        notice=base.notice if is_noticed else "",
        default=known_defaults(base.default, definitions, lifecycles.parse(version)[1]),
    )


def noticed(kind: Kind, api: str, version: str) -> Kind | None:
    """Return a kind as requests for a version of its API meet it: with the warning of a version of
    Kubernetes; None if that does not serve it.
    """
    if api not in kind.versions:
        return None
    life = lifecycles.find(f"{kind.group}/{api}" if kind.group else api, kind.name)
    return kind._replace(notice=life.notice(version) or kind.notice) if life else kind


def served_versions(base: Kind, version: str) -> tuple[str, ...]:
    """Return the versions of a kind's API that are served, the best first."""
    prefix = f"{base.group}/" if base.group else ""
    lives = [life for life in lifecycles.of_kind(base.name) if life.group == base.group]
    unknown = {*base.versions} - {life.api_version.removeprefix(prefix) for life in lives}
    names = [life.api_version.removeprefix(prefix) for life in lives if life.is_served(version)]
    return tuple(sorted((*names, *unknown), key=version_rank, reverse=True))


def known_defaults(
    default: Callable[[Object], Object], definitions: Mapping[str, str], minor: int
) -> Callable[[Object], Object]:
    """Return a kind's defaults without the fields that its schema does not have, or that are off in a
    minor version of Kubernetes.
    """

    def fill(obj: Object) -> Object:
        filled = default(obj)
        name = definitions.get(objects.version(filled["apiVersion"]))
        known: Object = prune(filled, {"$ref": name}, minor) if name else filled
        return known

    return fill


def prune(value: Any, schema: Mapping[str, Any], minor: int) -> Any:
    """Return a value without the fields that its schema does not have, or that are off."""
    name = schema.get("$ref", "")
    if name:
        schema = schemas.definition(name)
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(value, dict) and properties:
        return {
            field: prune(part, properties[field], minor)
            for field, part in value.items()
            if field in properties and not _gates.is_off(name, field, minor)
        }
    if isinstance(value, list) and isinstance(items, dict):
        return [prune(part, items, minor) for part in value]
    return value
