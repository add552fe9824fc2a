"""Environment variables of a container, and the references to fields, resources and keys that volumes use as well.

Upstream rules: `ValidateEnv`, `ValidateEnvFrom`, `validateObjectFieldSelector`, `validateContainerResourceFieldSelector`.
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import config_key, named
from minik.kinds.pod import words
from minik.kinds.pod._scope import located_containers
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import invalid, not_found, not_supported, required

FIELDS = frozenset(("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
                    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"))
KNOWN = frozenset((*FIELDS, "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase"))
RENAMED = {"spec.host": "spec.nodeName"}
SUBSCRIPTED = ("metadata.annotations", "metadata.labels")
AMOUNTS = frozenset(f"{side}.{name}" for side in ("limits", "requests") for name in ("cpu", "memory", "ephemeral-storage"))
HUGE_PAGES = ("requests.hugepages-", "limits.hugepages-")
BYTE_DIVISORS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
CALLED = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def environment_problems(variables: Sequence[Object], path: str) -> Iterator[Problem]:
    """Every variable has a name, and a value from at most one source."""
    for index, variable in enumerate(variables):
        name, here = variable.get("name") or "", f"{path}[{index}]"
        if not name:
            yield required(f"{here}.name")
        else:
            yield from named(f"{here}.name", name, words.variable)
        if variable.get("valueFrom") is not None:
            yield from source_problems(variable, f"{here}.valueFrom")


def source_problems(variable: Object, path: str) -> Iterator[Problem]:
    """Where a variable's value comes from: one source, and no value beside it."""
    source = variable["valueFrom"]
    if source.get("fieldRef") is not None:
        yield from field_problems(source["fieldRef"], FIELDS, f"{path}.fieldRef")
    if source.get("resourceFieldRef") is not None:
        yield from resource_field_problems(source["resourceFieldRef"], f"{path}.resourceFieldRef")
    for kind in ("configMapKeyRef", "secretKeyRef"):
        if source.get(kind) is not None:
            yield from key_problems(source[kind], f"{path}.{kind}")
    if source.get("fileKeyRef") is not None:
        yield from file_key_problems(source["fileKeyRef"], f"{path}.fileKeyRef")
    yield from _one_of(source, SOURCES, path, bool(variable.get("value")))


def _one_of(source: Mapping[str, Any], kinds: Sequence[str], path: str, valued: bool = False) -> Iterator[Problem]:
    count = sum(source.get(kind) is not None for kind in kinds)
    if not count:
        yield invalid(path, "", f"must specify one of: {', '.join(f'`{kind}`' for kind in kinds[:-1])} or `{kinds[-1]}`")
    elif valued:
        yield invalid(path, "", "may not be specified when `value` is not empty")
    elif count > 1:
        yield invalid(path, "", "may not have more than one field specified at a time")


def field_problems(reference: Object, fields: frozenset[str], path: str) -> Iterator[Problem]:
    """A reference to a field of the pod itself."""
    version, field = reference.get("apiVersion") or "", reference.get("fieldPath") or ""
    if not version or not field:
        yield required(f"{path}.{'fieldPath' if version else 'apiVersion'}")
        return
    whole, subscript = subscripted(field)
    unknown = _unknown(version, field, whole, subscript)
    if unknown:
        yield invalid(f"{path}.fieldPath", field, f"error converting fieldPath: {unknown}")
    elif subscript is not None:
        yield from named(path, subscript.lower() if whole == "metadata.annotations" else subscript, names.qualified)
    elif RENAMED.get(field, field) not in fields:
        yield not_supported(f"{path}.fieldPath", RENAMED.get(field, field), fields)


def subscripted(field: str) -> tuple[str, str | None]:
    """`metadata.labels` and `app` of `metadata.labels['app']`; a field without a subscript has none."""
    whole, bracket, subscript = field.removesuffix("']").partition("['")
    return (whole, subscript) if field.endswith("']") and bracket and whole else (field, None)


def _unknown(version: str, field: str, whole: str, subscript: str | None) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscript is not None:
        return "" if whole in SUBSCRIPTED else f"field label does not support subscript: {field}"
    return "" if field in KNOWN or field in RENAMED else f"field label not supported: {field}"


def resource_field_problems(reference: Object, path: str, *, volume: bool = False) -> Iterator[Problem]:
    """A reference to what a container asks for or may take, counted in units."""
    resource = reference.get("resource") or ""
    if volume and not reference.get("containerName"):
        yield required(f"{path}.containerName")
    elif not resource:
        yield required(f"{path}.resource")
    elif resource not in AMOUNTS and not resource.startswith(HUGE_PAGES):
        yield not_supported(f"{path}.resource", resource, AMOUNTS)
    yield from divisor_problems(resource, reference.get("divisor") or "0", f"{path}.divisor")


def divisor_problems(resource: str, text: str, path: str) -> Iterator[Problem]:
    """The unit in which a resource is told: of CPU and of bytes there are a few."""
    divisor, name = quantity.canonical(text), resource.partition(".")[2]
    if divisor == "0":
        return
    if resource in AMOUNTS and name == "cpu":
        if divisor not in ("1m", "1"):
            yield invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")
    elif (resource in AMOUNTS or resource.startswith(HUGE_PAGES)) and divisor not in BYTE_DIVISORS:
        called = CALLED.get(name, "hugepages")
        yield invalid(path, resource, f"only divisor's values {', '.join(BYTE_DIVISORS)} are supported with the {called} resource")


def key_problems(reference: Object, path: str) -> Iterator[Problem]:
    """A reference to one key of a ConfigMap or a Secret."""
    yield from named(f"{path}.name", reference.get("name") or "", names.subdomain)
    if not reference.get("key"):
        yield required(f"{path}.key")
    else:
        yield from named(f"{path}.key", reference["key"], config_key)


def file_key_problems(reference: Object, path: str) -> Iterator[Problem]:
    """A reference to a variable in a file that an init container left behind."""
    rules = {"key": words.variable, "volumeName": names.label}
    for field, rule in rules.items():
        if not reference.get(field):
            yield required(f"{path}.{field}")
        else:
            yield from named(f"{path}.{field}", reference[field], rule)
    if not reference.get("path"):
        yield required(f"{path}.path")
    else:
        yield from words.no_backsteps(reference["path"], f"{path}.path")


def environment_from_problems(sources: Sequence[Object], path: str) -> Iterator[Problem]:
    """All variables of a ConfigMap or a Secret at once."""
    for index, source in enumerate(sources):
        here = f"{path}[{index}]"
        yield from named(f"{here}.prefix", source.get("prefix") or "", words.variable)
        for kind in ("configMapRef", "secretRef"):
            if source.get(kind) is not None:
                name = source[kind].get("name") or ""
                yield from named(f"{here}.{kind}.name", name, _prefix_of_name) if name else (required(f"{here}.{kind}.name"),)
        yield from _one_of(source, ("configMapRef", "secretRef"), path)


def _prefix_of_name(text: str) -> Iterator[str]:
    return names.subdomain(text[:-2] + "a" if len(text) > 1 and text.endswith("-") else text)


def file_volume_problems(spec: Object, path: str) -> Iterator[Problem]:
    """The volumes in which such files lie are empty directories of the pod's own."""
    references = list(_file_references(spec, path))
    if references:
        volumes = {volume.get("name") or "": volume for volume in spec.get("volumes") or ()}
        for name, here in references:
            if name not in volumes:
                yield not_found(here, name)
            elif volumes[name].get("emptyDir") is None:
                yield invalid(here, name, "referenced volume must be of type emptyDir")


def _file_references(spec: Object, path: str) -> Iterator[tuple[str, str]]:
    for container, here in located_containers(spec, path):
        for index, variable in enumerate(container.get("env") or ()):
            reference = (variable.get("valueFrom") or {}).get("fileKeyRef")
            if reference is not None:
                yield reference.get("volumeName") or "", f"{here}.env[{index}].valueFrom.fileKeyRef.volumeName"
