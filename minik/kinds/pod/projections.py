"""Validation of downwardAPI and projected volumes.

Upstream rules: `validateDownwardAPIVolumeSource`, `validateProjectionSources`. (Trust bundles and
certificates are dropped before.)
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._rules import check_not_empty
from minik.kinds.pod import value_rules
from minik.kinds.pod.environment import field_problems, resource_field_problems
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, required

FIELDS = frozenset(
    (
        "metadata.name",
        "metadata.namespace",
        "metadata.labels",
        "metadata.annotations",
        "metadata.uid",
    )
)
MIN_SECONDS, MAX_SECONDS = 600, 2**32
KINDS = ("secret", "configMap", "downwardAPI", "serviceAccountToken")


def key_path_problems(item: Object, path: str) -> Iterator[Problem]:
    """Check a key and the path of its file."""
    yield from check_not_empty(path, item, "key", "path")
    yield from value_rules.file_path(item.get("path") or "", f"{path}.path")
    yield from value_rules.mode_problems(item.get("mode"), f"{path}.mode")


def downward_problems(source: Object, path: str) -> Iterator[Problem]:
    """Check a downwardAPI volume."""
    yield from value_rules.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
    for item in source.get("items") or ():
        yield from downward_file_problems(item, path)


def downward_file_problems(item: Object, path: str) -> Iterator[Problem]:
    """Check a downwardAPI file: a field or a resource."""
    yield from check_not_empty(path, item, "path")
    yield from value_rules.file_path(item.get("path") or "", f"{path}.path")
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        yield from field_problems(field, FIELDS, f"{path}.fieldRef")
        if resource is not None:
            yield invalid(
                path,
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously",
            )
    elif resource is not None:
        yield from resource_field_problems(resource, f"{path}.resourceFieldRef", volume=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
    yield from value_rules.mode_problems(item.get("mode"), f"{path}.mode")


def projected_problems(source: Object, path: str) -> Iterator[Problem]:
    """Check a projected volume: its sources may not write the same path."""
    yield from value_rules.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
    seen: set[str] = set()
    for index, projection in enumerate(source.get("sources") or ()):
        source_path = f"{path}.sources[{index}]"
        for kind in ("secret", "configMap"):
            if projection.get(kind) is not None:
                yield from _key_items_problems(
                    projection[kind], seen, path, f"{source_path}.{kind}"
                )
        if projection.get("downwardAPI") is not None:
            for item in projection["downwardAPI"].get("items") or ():
                yield from downward_file_problems(item, f"{source_path}.downwardAPI")
                yield from _duplicate_path_problems(
                    item.get("path") or "", seen, path, item.get("path") or ""
                )
        if projection.get("serviceAccountToken") is not None:
            yield from _token_problems(
                projection["serviceAccountToken"], path, f"{source_path}.serviceAccountToken"
            )
        if sum(projection.get(kind) is not None for kind in KINDS) > 1:
            yield forbidden(source_path, "may not specify more than 1 volume type per source")


def _key_items_problems(
    source: Object, seen: set[str], path: str, source_path: str
) -> Iterator[Problem]:
    yield from check_not_empty(source_path, source, "name")
    for index, item in enumerate(source.get("items") or ()):
        yield from key_path_problems(item, f"{source_path}.items[{index}]")
        yield from _duplicate_path_problems(
            item.get("path") or "", seen, path, source.get("name") or ""
        )


def _duplicate_path_problems(
    target: str, seen: set[str], path: str, shown: str
) -> Iterator[Problem]:
    if target and target in seen:
        yield invalid(path, shown, "conflicting duplicate paths")
    seen.add(target)


def _token_problems(token: Object, path: str, token_path: str) -> Iterator[Problem]:
    seconds = token.get("expirationSeconds") or 0
    if seconds < MIN_SECONDS:
        yield invalid(
            f"{token_path}.expirationSeconds",
            seconds,
            "may not specify a duration less than 10 minutes",
        )
    if seconds > MAX_SECONDS:
        yield invalid(
            f"{token_path}.expirationSeconds",
            seconds,
            "may not specify a duration larger than 2^32 seconds",
        )
    if not token.get("path"):
        yield required(f"{path}.path")
    else:
        yield from value_rules.file_path(token["path"], f"{path}.path")
