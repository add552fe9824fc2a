"""Subresources: `status`, `scale`, a pod's `resize` and `ephemeralcontainers`, and the `approval` of a
request for a certificate.

Upstream rule: the registry's strategy of each subresource, which takes over that part of the
request and leaves the rest as it was.
"""

from collections.abc import Iterable, Iterator

from minik import schemas
from minik.errors import Invalid, NotFound, Problem
from minik.intake import admission, registry, system_metadata
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, read_list, write
from minik.model.problem import forbidden, invalid

SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
CHANGEABLE = ("labels", "annotations", "finalizers")
LISTS = ("containers", "initContainers")
EPHEMERAL = "spec.ephemeralContainers"
SIDES = ("limits", "requests")


def has_subresource(kind: Kind, subresource: str) -> bool:
    """Tell whether a kind has this subresource."""
    if subresource == "scale":
        return bool(kind.scales) if kind.custom else kind.name in SCALED
    return (
        subresource == "status"
        and has_status_subresource(kind)
        or subresource in ("resize", "ephemeralcontainers")
        and kind.key == "Pod"
        or subresource == "approval"
        and kind.name == "CertificateSigningRequest"
        and not kind.custom
    )


def has_status_subresource(kind: Kind) -> bool:
    """Tell whether a kind has a status subresource; a custom kind must declare it."""
    return (
        kind.has_status
        if kind.custom
        else any(
            "status" in schemas.definition(name).get("properties", {})
            for name in kind.definitions.values()
        )
    )


def not_found() -> NotFound:
    """Return the server's error for a subresource that the kind does not have."""
    return NotFound("the server could not find the requested resource")


def update(
    draft: Draft, kind: Kind, old: Object, changed: Object, subresource: str
) -> tuple[Object, list[str]]:
    """Update one subresource of an object; without one, the object except its subresources. Return
    it as stored, and the warnings.
    """
    if not subresource:
        return registry.update(draft, kind, old, changed)
    if not has_subresource(kind, subresource):
        raise not_found()
    if subresource == "status":
        changed = kind.default(changed)
    old = objects.in_version(old, changed["apiVersion"])
    whole = system_metadata.keep_system_metadata(changed, old)
    request = registry.new_request(whole, old, kind, draft, subresource)
    asked = admission.mutate_part(request).object
    new = with_part(draft, kind, old, changed if asked is whole else asked, subresource)

    warnings = list[str]()
    if kind.custom and subresource == "status":
        check_status(kind, new, old)
        warnings += kind.warnings(new, old)
    elif subresource == "status":
        check_problems(kind, old, kind.status_problems(new, old))
    warnings += admission.judge_part(registry.new_request(new, old, kind, draft, subresource))
    if "managedFields" in old["metadata"]:
        sent = changed if subresource == "resize" else new
        new = registry.update_managed_fields(draft, kind, old, sent, new)
    if new == old:
        return old, warnings
    bumped = system_metadata.bump_generation(new, old, kind)
    return registry.store(draft, kind, bumped), warnings


def with_part(draft: Draft, kind: Kind, old: Object, changed: Object, subresource: str) -> Object:
    """Return an object with this part as it is changed."""
    if subresource == "status":
        return with_status(old, with_null_times(kind, changed))
    if subresource == "approval":
        return with_approval(old, changed, system_metadata.timestamp(draft.now))
    if subresource == "ephemeralcontainers":
        return with_ephemeral_containers(kind, old, changed)
    return resize(kind, old, changed)


def with_approval(old: Object, changed: Object, now: str) -> Object:
    """Replace the conditions of a request for a certificate, and date those that are not."""
    before = {
        (condition.get("type"), condition.get("status")): condition
        for condition in read(old, "status.conditions", [])
    }
    conditions = [
        {
            "lastUpdateTime": now,
            "lastTransitionTime": before.get(
                (condition.get("type"), condition.get("status")), {}
            ).get("lastTransitionTime", now),
            **condition,
        }
        for condition in read(changed, "status.conditions", [])
    ]
    return write(old, "status.conditions", conditions)


def with_ephemeral_containers(kind: Kind, old: Object, changed: Object) -> Object:
    """Replace the ephemeral containers of a pod; raise Invalid where one that is there already would
    change, and for those that break a rule.
    """
    before, after = (read_list(obj, EPHEMERAL) for obj in (old, changed))
    names = [container["name"] for container in after]
    gone = [container for container in before if container["name"] not in names]
    new = kind.default(write(old, EPHEMERAL, after)) if after else old
    others = [
        container
        for container in before
        for now in read_list(new, EPHEMERAL)
        if now["name"] == container["name"] and now != container
    ]
    if gone or others:
        name = (gone or others)[0]["name"]
        why = "removed\n" if gone else "changed\n@@ -"
        message = f'existing ephemeral containers "{name}" may not be {why}'
        raise Invalid(f'Pod "{objects.name(old)}"', [forbidden(EPHEMERAL, message)])
    problems = list(kind.problems(new))
    if problems:
        raise Invalid(registry.qualified_name(kind, old), problems)
    return new


def check_status(kind: Kind, new: Object, old: Object) -> None:
    """Raise Invalid with every rule of its schema that a custom resource's status breaks; the sentences
    of the schema name fields from the status on.
    """
    check_problems(kind, new, map(from_status, kind.update_problems(new, old)))


def from_status(problem: Problem) -> Problem:
    """Return a problem whose sentence names its field without `status.`."""
    inner = problem.field.removeprefix("status.")
    words = problem.message.replace(f" {problem.field} in body ", f" {inner} in body ", 1)
    return problem._replace(message=words)


def check_problems(kind: Kind, obj: Object, problems: Iterable[Problem]) -> None:
    """Raise Invalid if there are problems."""
    found = list(problems)
    if found:
        raise Invalid(registry.qualified_name(kind, obj), found)


def with_null_times(kind: Kind, obj: Object) -> Object:
    """Return an object whose status has the times that Go writes even where they are not set."""
    if kind.custom or obj.get("status") is None:
        return obj
    from minik.intake import null_fields  # noqa: PLC0415 only who writes a status needs it

    definition = kind.definitions[objects.version(obj["apiVersion"])]
    whole: Object = null_fields.with_nulls({"status": obj["status"]}, definition)
    return write(obj, "status", whole["status"])


def with_status(old: Object, changed: Object) -> Object:
    """Replace the object's status, and the metadata that a request for it may change."""
    metadata = {name: part for name, part in old["metadata"].items() if name not in CHANGEABLE}
    given = {
        name: changed["metadata"][name] for name in CHANGEABLE if changed["metadata"].get(name)
    }
    new = {**old, "metadata": {**metadata, **given}}
    if changed.get("status") is None:
        return objects.drop(new, "status")
    status = changed["status"]
    quality = read(old, "status.qosClass")  # which follows from the spec
    return {**new, "status": {**status, "qosClass": quality} if quality else status}


def resize(kind: Kind, old: Object, changed: Object) -> Object:
    """Replace cpu and memory of a pod's containers, and nothing else that is sent.

    Raises Invalid for other resources, and where the QoS class would change. Upstream rules: the pod's
    resize strategy, core `ValidatePodResize`.
    """
    new = old
    for name in LISTS:
        sizes = {
            container["name"]: container.get("resources") or {}
            for container in read(changed, f"spec.{name}", [])
        }
        if read(old, f"spec.{name}"):
            new = write(
                new,
                f"spec.{name}",
                [
                    {
                        **live_container,
                        "resources": sizes.get(
                            live_container["name"], live_container.get("resources") or {}
                        ),
                    }
                    for live_container in read(old, f"spec.{name}")
                ],
            )
    check_problems(kind, old, [*_resize_problems(old, new), *kind.problems(new)])
    return new


def _resize_problems(old: Object, new: Object) -> Iterator[Problem]:
    from minik.kinds.pod import demand  # noqa: PLC0415 few resize pods

    for before, after in (
        pair
        for name in LISTS
        for pair in zip(read(old, f"spec.{name}", []), read(new, f"spec.{name}", []), strict=True)
    ):
        if any(_other_sizes(before, side) != _other_sizes(after, side) for side in SIDES):
            yield forbidden("spec", "only cpu and memory resources are mutable")
            break
    quality = demand.qos_class(old["spec"])
    if quality != demand.qos_class(new["spec"]):
        yield invalid("spec", quality, "Pod QOS Class may not change as a result of resizing")


def _other_sizes(container: Object, side: str) -> Object:
    """Return what a container is given beside cpu and memory."""
    amounts = read(container, f"resources.{side}") or {}
    return {name: amount for name, amount in amounts.items() if name not in ("cpu", "memory")}
