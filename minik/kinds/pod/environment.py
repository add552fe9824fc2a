"""Validation of environment variables, and of references to fields, resources and keys, which
volumes use too.

Upstream rules: `ValidateEnv`, `ValidateEnvFrom`, `validateObjectFieldSelector`,
`validateContainerResourceFieldSelector`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._rules import check_name, config_key
from minik.kinds.pod import value_rules
from minik.kinds.pod._scope import located_containers
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import invalid, not_found, not_supported, required

FIELDS = frozenset(
    (
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    )
)
FIELD_PATHS = frozenset(
    (
        *FIELDS,
        "metadata.annotations",
        "metadata.labels",
        "spec.restartPolicy",
        "spec.schedulerName",
        "status.phase",
    )
)
RENAMED_FIELDS = {"spec.host": "spec.nodeName"}
SUBSCRIPTED = ("metadata.annotations", "metadata.labels")
AMOUNTS = frozenset(
    f"{side}.{name}"
    for side in ("limits", "requests")
    for name in ("cpu", "memory", "ephemeral-storage")
)
HUGE_PAGES = ("requests.hugepages-", "limits.hugepages-")
BYTE_DIVISORS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
RESOURCE_TITLES = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def environment_problems(variables: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check that every variable has a name, and at most one source."""
    for index, variable in enumerate(variables):
        name, variable_path = variable.get("name") or "", f"{path}[{index}]"
        if not name:
            yield required(f"{variable_path}.name")
        else:
            yield from check_name(f"{variable_path}.name", name, value_rules.variable)
        if variable.get("valueFrom") is not None:
            yield from source_problems(variable, f"{variable_path}.valueFrom")


def source_problems(variable: Object, path: str) -> Iterator[Problem]:
    """Check valueFrom: exactly one source, and no value beside it."""
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
    yield from _one_source_problems(source, SOURCES, path, bool(variable.get("value")))


def _one_source_problems(
    source: Mapping[str, Any], kinds: Sequence[str], path: str, has_value: bool = False
) -> Iterator[Problem]:
    count = sum(source.get(kind) is not None for kind in kinds)
    if not count:
        yield invalid(
            path,
            "",
            f"must specify one of: {', '.join(f'`{kind}`' for kind in kinds[:-1])} or `{kinds[-1]}`",
        )
    elif has_value:
        yield invalid(path, "", "may not be specified when `value` is not empty")
    elif count > 1:
        yield invalid(path, "", "may not have more than one field specified at a time")


def field_problems(reference: Object, fields: frozenset[str], path: str) -> Iterator[Problem]:
    """Check a fieldRef."""
    version, field = reference.get("apiVersion") or "", reference.get("fieldPath") or ""
    if not version or not field:
        yield required(f"{path}.{'fieldPath' if version else 'apiVersion'}")
        return
    base, subscript = split_subscript(field)
    error = _field_path_error(version, field, base, subscript)
    if error:
        yield invalid(f"{path}.fieldPath", field, f"error converting fieldPath: {error}")
    elif subscript is not None:
        yield from check_name(
            path,
            subscript.lower() if base == "metadata.annotations" else subscript,
            names.qualified_name,
        )
    elif RENAMED_FIELDS.get(field, field) not in fields:
        yield not_supported(f"{path}.fieldPath", RENAMED_FIELDS.get(field, field), fields)


def split_subscript(field: str) -> tuple[str, str | None]:
    """Split `metadata.labels['app']` into `metadata.labels` and `app`; the latter is None without
    subscript.
    """
    base, bracket, subscript = field.removesuffix("']").partition("['")
    return (base, subscript) if field.endswith("']") and bracket and base else (field, None)


def _field_path_error(version: str, field: str, base: str, subscript: str | None) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscript is not None:
        return "" if base in SUBSCRIPTED else f"field label does not support subscript: {field}"
    return (
        ""
        if field in FIELD_PATHS or field in RENAMED_FIELDS
        else f"field label not supported: {field}"
    )


def resource_field_problems(
    reference: Object, path: str, *, volume: bool = False
) -> Iterator[Problem]:
    """Check a resourceFieldRef."""
    resource = reference.get("resource") or ""
    if volume and not reference.get("containerName"):
        yield required(f"{path}.containerName")
    elif not resource:
        yield required(f"{path}.resource")
    elif resource not in AMOUNTS and not resource.startswith(HUGE_PAGES):
        yield not_supported(f"{path}.resource", resource, AMOUNTS)
    yield from divisor_problems(resource, reference.get("divisor") or "0", f"{path}.divisor")


def divisor_problems(resource: str, text: str, path: str) -> Iterator[Problem]:
    """Check the divisor of a resourceFieldRef."""
    divisor, name = quantity.canonical(text), resource.partition(".")[2]
    if divisor == "0":
        return
    if resource in AMOUNTS and name == "cpu":
        if divisor not in ("1m", "1"):
            yield invalid(
                path, resource, "only divisor's values 1m and 1 are supported with the cpu resource"
            )
    elif (resource in AMOUNTS or resource.startswith(HUGE_PAGES)) and divisor not in BYTE_DIVISORS:
        title = RESOURCE_TITLES.get(name, "hugepages")
        yield invalid(
            path,
            resource,
            f"only divisor's values {', '.join(BYTE_DIVISORS)} are supported with the {title} resource",
        )


def key_problems(reference: Object, path: str) -> Iterator[Problem]:
    """Check a reference to a key of a ConfigMap or a Secret."""
    yield from check_name(f"{path}.name", reference.get("name") or "", names.subdomain)
    if not reference.get("key"):
        yield required(f"{path}.key")
    else:
        yield from check_name(f"{path}.key", reference["key"], config_key)


def file_key_problems(reference: Object, path: str) -> Iterator[Problem]:
    """Check a reference to a variable in a file that an init container wrote."""
    rules = {"key": value_rules.variable, "volumeName": names.label}
    for field, rule in rules.items():
        if not reference.get(field):
            yield required(f"{path}.{field}")
        else:
            yield from check_name(f"{path}.{field}", reference[field], rule)
    if not reference.get("path"):
        yield required(f"{path}.path")
    else:
        yield from value_rules.no_backsteps(reference["path"], f"{path}.path")


def environment_from_problems(sources: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check envFrom: all keys of a ConfigMap or a Secret."""
    for index, source in enumerate(sources):
        source_path = f"{path}[{index}]"
        yield from check_name(
            f"{source_path}.prefix", source.get("prefix") or "", value_rules.variable
        )
        for kind in ("configMapRef", "secretRef"):
            if source.get(kind) is not None:
                name = source[kind].get("name") or ""
                yield from (
                    check_name(f"{source_path}.{kind}.name", name, _prefix_of_name)
                    if name
                    else (required(f"{source_path}.{kind}.name"),)
                )
        yield from _one_source_problems(source, ("configMapRef", "secretRef"), path)


def _prefix_of_name(text: str) -> Iterator[str]:
    return names.subdomain(text[:-2] + "a" if len(text) > 1 and text.endswith("-") else text)


def file_volume_problems(spec: Object, path: str) -> Iterator[Problem]:
    """Check that the volumes of fileKeyRefs are emptyDirs of the pod."""
    references = list(_file_references(spec, path))
    if references:
        volumes = {volume.get("name") or "": volume for volume in spec.get("volumes") or ()}
        for name, reference_path in references:
            if name not in volumes:
                yield not_found(reference_path, name)
            elif volumes[name].get("emptyDir") is None:
                yield invalid(reference_path, name, "referenced volume must be of type emptyDir")


def _file_references(spec: Object, path: str) -> Iterator[tuple[str, str]]:
    for container, container_path in located_containers(spec, path):
        for index, variable in enumerate(container.get("env") or ()):
            reference = (variable.get("valueFrom") or {}).get("fileKeyRef")
            if reference is not None:
                yield (
                    reference.get("volumeName") or "",
                    f"{container_path}.env[{index}].valueFrom.fileKeyRef.volumeName",
                )
