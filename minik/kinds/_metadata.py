"""The metadata that all kinds share: rules for names, labels, annotations, owners and finalizers.

Upstream rules: apimachinery `ValidateObjectMeta`, and for most kinds core's
`validateKubeFinalizerName`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import check_immutable, check_name
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object, read
from minik.model.problem import forbidden, invalid, quote, required, too_long

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
ANNOTATIONS_LIMIT = 256 * 1024
ORPHAN, FOREGROUND = "orphan", "foregroundDeletion"
STANDARD_FINALIZERS = ("kubernetes", ORPHAN, FOREGROUND)


def metadata_problems(
    obj: Object,
    name_rule: names.Rule = names.subdomain,
    namespaced: bool = True,
    *,
    generate_name: bool = True,
    standard_finalizers: bool = True,
) -> Iterator[Problem]:
    """Yield the problems of an object's metadata.

    `generate_name` and `standard_finalizers` are False for the few kinds that skip these rules
    upstream.
    """
    metadata = obj.get("metadata") or {}
    if generate_name:
        yield from generate_name_problems(metadata.get("generateName") or "", name_rule)
    yield from name_problems(metadata.get("name") or "", name_rule)
    yield from namespace_problems(metadata.get("namespace") or "", namespaced)
    yield from labels_problems(metadata.get("labels"), "metadata.labels")
    yield from annotations_problems(metadata.get("annotations"), "metadata.annotations")
    yield from owners_problems(metadata.get("ownerReferences") or ())
    yield from finalizers_problems(metadata.get("finalizers") or (), standard_finalizers)


def deciding_annotations(metadata: Object) -> Mapping[str, str]:
    """Return the annotations but the one that holds the whole object, which no rule reads."""
    annotations: Mapping[str, str] = metadata.get("annotations") or {}
    if LAST_APPLIED not in annotations:
        return annotations
    return {name: text for name, text in annotations.items() if name != LAST_APPLIED}


def metadata_update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update: a changed name, or finalizers added during deletion."""
    after, before = new["metadata"], old["metadata"]
    if before.get("deletionTimestamp"):
        added = sorted(set(after.get("finalizers") or ()) - set(before.get("finalizers") or ()))
        if added:
            rule = "no new finalizers can be added if the object is being deleted, found new finalizers"
            yield forbidden(
                "metadata.finalizers", f"{rule} []string{{{', '.join(map(quote, added))}}}"
            )
    for field in ("name", "namespace"):
        if (after.get(field) or "") != (before.get(field) or ""):
            yield invalid(f"metadata.{field}", after.get(field) or "", "field is immutable")


def immutable_fields(*paths: str) -> Callable[[Object, Object], Iterator[Problem]]:
    """Return the `update_problems` of a kind whose fields at these paths may not change."""

    def update_problems(new: Object, old: Object) -> Iterator[Problem]:
        yield from metadata_update_problems(new, old)
        for path in paths:
            yield from check_immutable(path, read(new, path), read(old, path))

    return update_problems


def generate_name_problems(prefix: str, rule: names.Rule) -> Iterator[Problem]:
    """Yield the problems of a generateName; it may end in a dash, since a suffix follows."""
    if prefix:
        example = prefix[:-2] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix
        yield from (invalid("metadata.generateName", prefix, message) for message in rule(example))


def name_problems(name: str, rule: names.Rule) -> Iterator[Problem]:
    """Yield the problems of a name, which is required."""
    if not name:
        yield required("metadata.name", "name or generateName is required")
    else:
        yield from (invalid("metadata.name", name, message) for message in rule(name))


def namespace_problems(namespace: str, namespaced: bool) -> Iterator[Problem]:
    """Yield a problem if a namespaced object has no valid namespace, or another has one."""
    if namespaced and not namespace:
        yield required("metadata.namespace")
    elif namespaced:
        yield from (
            invalid("metadata.namespace", namespace, message)
            for message in names.violations(names.label, namespace)
        )
    elif namespace:
        yield forbidden("metadata.namespace", "not allowed on this type")


def labels_problems(labels: Mapping[str, str] | None, path: str) -> Iterator[Problem]:
    """Yield the problems of labels, or of a selector that is a map of labels, sorted by key."""
    for key, value in sorted((labels or {}).items()):
        if names.violations(names.qualified_name, key):
            yield from check_name(path, key, names.qualified_name)
        if value and names.violations(names.label_value, value):
            yield from check_name(path, value, names.label_value)


def annotations_problems(annotations: Mapping[str, str] | None, path: str) -> Iterator[Problem]:
    """Yield the problems of annotations: keys as for labels, in any case; 256 kB in total."""
    total = 0
    for key, value in sorted((annotations or {}).items()):
        total += names.byte_count(key) + names.byte_count(value or "")
        yield from (
            invalid(path, key, message)
            for message in names.violations(names.qualified_name, key.lower())
        )
    if total > ANNOTATIONS_LIMIT:
        yield too_long(path, ANNOTATIONS_LIMIT)


def owners_problems(references: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the problems of ownerReferences; at most one may be the controller."""
    path, all_of_them, controller = "metadata.ownerReferences", list(references), ""
    for reference in all_of_them:
        yield from owner_problems(reference, path)
        if reference.get("controller"):
            owner = f"{reference.get('kind') or ''}/{reference.get('name') or ''}"
            if controller:
                yield invalid(
                    path,
                    all_of_them,
                    "Only one reference can have Controller set to true. "
                    f'Found "true" in references for {controller} and {owner}',
                )
            controller = controller or owner


def owner_problems(reference: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of one ownerReference."""
    api_version = reference.get("apiVersion") or ""
    if not api_version.rpartition("/")[2]:
        yield invalid(f"{path}.apiVersion", api_version, "version must not be empty")
    for field in ("kind", "name", "uid"):
        if not reference.get(field):
            yield invalid(f"{path}.{field}", "", "must not be empty")
    if (api_version, reference.get("kind")) == ("v1", "Event"):
        yield invalid(path, reference, "/v1, Kind=Event is disallowed from being an owner")


def finalizers_problems(finalizers: Iterable[str], standard: bool) -> Iterator[Problem]:
    """Yield the problems of finalizers: qualified names, or standard ones without a prefix."""
    path, listed = "metadata.finalizers", list(finalizers)
    for finalizer in listed:
        yield from (
            invalid(path, finalizer, message) for message in names.qualified_name(finalizer)
        )
    if ORPHAN in listed and FOREGROUND in listed:
        yield invalid(path, listed, f"finalizer {ORPHAN} and {FOREGROUND} cannot be both set")
    for index, finalizer in enumerate(listed):
        if standard and "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            yield invalid(
                f"{path}[{index}]",
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified",
            )
