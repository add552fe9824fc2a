"""Files that the kubelet writes for a pod: of what the pod is, of ConfigMaps and Secrets, or of all these at once.

Upstream rules: `validateDownwardAPIVolumeSource`, `validateProjectionSources`. (Trust bundles and certificates are dropped before.)
"""
from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._rules import filled
from minik.kinds.pod import words
from minik.kinds.pod.environment import field_problems, resource_field_problems
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, required

FIELDS = frozenset(("metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"))
SHORTEST, LONGEST = 600, 2**32
KINDS = ("secret", "configMap", "downwardAPI", "serviceAccountToken")


def key_path_problems(item: Object, path: str) -> Iterator[Problem]:
    """Under which path an entry's value is written."""
    yield from filled(path, item, "key", "path")
    yield from words.file_path(item.get("path") or "", f"{path}.path")
    yield from words.mode_problems(item.get("mode"), f"{path}.mode")


def downward_problems(source: Object, path: str) -> Iterator[Problem]:
    """What the pod is, as files."""
    yield from words.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
    for item in source.get("items") or ():
        yield from downward_file_problems(item, path)


def downward_file_problems(item: Object, path: str) -> Iterator[Problem]:
    """A file that tells a container of its pod: of a field or of a resource."""
    yield from filled(path, item, "path")
    yield from words.file_path(item.get("path") or "", f"{path}.path")
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        yield from field_problems(field, FIELDS, f"{path}.fieldRef")
        if resource is not None:
            yield invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif resource is not None:
        yield from resource_field_problems(resource, f"{path}.resourceFieldRef", volume=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
    yield from words.mode_problems(item.get("mode"), f"{path}.mode")


def projected_problems(source: Object, path: str) -> Iterator[Problem]:
    """Several sources in one directory, so that no two may write the same file."""
    yield from words.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
    taken: set[str] = set()
    for index, each in enumerate(source.get("sources") or ()):
        here = f"{path}.sources[{index}]"
        for kind in ("secret", "configMap"):
            if each.get(kind) is not None:
                yield from _keyed_problems(each[kind], taken, path, f"{here}.{kind}")
        if each.get("downwardAPI") is not None:
            for item in each["downwardAPI"].get("items") or ():
                yield from downward_file_problems(item, f"{here}.downwardAPI")
                yield from _twice(item.get("path") or "", taken, path, item.get("path") or "")
        if each.get("serviceAccountToken") is not None:
            yield from _token_problems(each["serviceAccountToken"], path, f"{here}.serviceAccountToken")
        if sum(each.get(kind) is not None for kind in KINDS) > 1:
            yield forbidden(here, "may not specify more than 1 volume type per source")


def _keyed_problems(source: Object, taken: set[str], path: str, here: str) -> Iterator[Problem]:
    yield from filled(here, source, "name")
    for index, item in enumerate(source.get("items") or ()):
        yield from key_path_problems(item, f"{here}.items[{index}]")
        yield from _twice(item.get("path") or "", taken, path, source.get("name") or "")


def _twice(target: str, taken: set[str], path: str, shown: str) -> Iterator[Problem]:
    if target and target in taken:
        yield invalid(path, shown, "conflicting duplicate paths")
    taken.add(target)


def _token_problems(token: Object, path: str, here: str) -> Iterator[Problem]:
    seconds = token.get("expirationSeconds") or 0
    if seconds < SHORTEST:
        yield invalid(f"{here}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    if seconds > LONGEST:
        yield invalid(f"{here}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
    if not token.get("path"):
        yield required(f"{path}.path")
    else:
        yield from words.file_path(token["path"], f"{path}.path")
