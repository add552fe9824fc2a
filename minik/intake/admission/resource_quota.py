"""ResourceQuota: what a namespace may use in all; each object that is let in is charged at once.

Upstream rule: `pkg/admission/plugin/resourcequota` `checkRequest`, and the evaluators of
`pkg/quota/v1/evaluator/core`. The server reads the quota's status, which its controller writes, so
a quota without status limits nothing yet.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.intake import quota_usage
from minik.kinds import resource_quota as quotas
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.model import object as objects
from minik.model import quantity
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.object import Key, Object, read_list, read_map, write
from minik.model.quantity import Quantity

# What every container must state as soon as a quota limits it.
STATED = tuple(
    f"{side}{name}" for side in ("", "requests.", "limits.") for name in ("cpu", "memory")
)
CHARGED_ON_UPDATE = ("Service", "PersistentVolumeClaim")
EXTENDED = ("requests.", "hugepages-")


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden if a quota is exceeded, or cannot be judged; else charge all of them."""
    is_update = request.operation == Operation.UPDATE
    if not request.namespace or is_update and request.kind.key not in CHARGED_ON_UPDATE:
        return
    covering = [
        quota
        for quota in quotas_of(request.draft, request.namespace)
        if quota_usage.is_in_scope(request.object, request.kind.key, quota)
    ]
    if not covering:
        return
    usage = request_usage(request)
    limited = [
        (quota, names) for quota in covering if (names := limited_names(quota, request, usage))
    ]
    for quota, names in limited:
        check_stated(request, quota, names)
        check_status(request, quota, names)
    if any(amount.nano for amount in usage.values()):
        charged = [charge(request, quota, usage) for quota, _ in limited]
        for quota in charged:
            request.draft.put_beside(quota)


def quotas_of(draft: Draft, namespace: str) -> Sequence[Object]:
    """Return the quotas of a namespace as they are in the draft."""
    keys = draft.pool("resource quotas", _keys_by_namespace).get(namespace, ())
    return [quota for quota in (draft.get(*key) for key in keys) if quota is not None]


def _keys_by_namespace(draft: Draft) -> Mapping[str, Sequence[Key]]:
    keys: dict[str, list[Key]] = {}
    for key in sorted(map(objects.key, draft.of("ResourceQuota"))):
        keys.setdefault(key.namespace, []).append(key)
    return keys


def request_usage(request: AdmissionRequest) -> Amounts:
    """Return what a request adds to the use of its namespace; an update, what it uses more."""
    usage = quota_usage.usage_of(request.object, request.kind, request.draft.now)
    if request.old is None:
        return usage
    before = quota_usage.usage_of(request.old, request.kind, request.draft.now)
    zero = quantity.ZERO
    return {
        name: amount._replace(nano=max(amount.nano - before.get(name, zero).nano, 0))
        for name, amount in usage.items()
    }


def limited_names(quota: Object, request: AdmissionRequest, usage: Amounts) -> Sequence[str]:
    """Return the resources that a quota limits and that objects of this kind can use."""
    is_pod = request.kind.key == "Pod"
    return [
        name
        for name in sorted(quotas.hard(quota))
        if name in usage or is_pod and (name in STATED or name.startswith(EXTENDED))
    ]


def check_stated(request: AdmissionRequest, quota: Object, names: Sequence[str]) -> None:
    """Raise Forbidden for a pod whose containers do not state what the quota limits."""
    spec = read_map(request.object, "spec")
    if request.kind.key != "Pod" or any(map(demand.is_pod_level, stated_amounts(spec))):
        return
    missing: dict[str, list[str]] = {}
    for container in (*read_list(spec, "initContainers"), *read_list(spec, "containers")):
        stated = stated_amounts(container)
        for name in names:
            if name in STATED and name not in stated:
                missing.setdefault(name, []).append(container["name"])
    if missing:
        parts = [f"{name} for: {','.join(sorted(missing[name]))}" for name in sorted(missing)]
        raise request.refusal(
            f"failed quota: {objects.name(quota)}: must specify {'; '.join(parts)}"
        )


def stated_amounts(container: Object) -> set[str]:
    """Return the resources that a container states, under each name that a quota has for them."""
    requests, limits = (demand.resource_list(container, side) for side in ("requests", "limits"))
    return {*requests, *(f"requests.{name}" for name in requests), *map("limits.{}".format, limits)}


def check_status(request: AdmissionRequest, quota: Object, names: Sequence[str]) -> None:
    """Raise Forbidden while the quota's controller has not counted one of the resources."""
    unknown = [name for name in names if name not in quotas.used(quota)]
    if unknown:
        raise request.refusal(
            f"status unknown for quota: {objects.name(quota)}, resources: {','.join(unknown)}"
        )


def charge(request: AdmissionRequest, quota: Object, usage: Amounts) -> Object:
    """Return the quota with the request's use; raise Forbidden if that is more than its limit."""
    hard, used = (
        {name: quantity.parse(text) for name, text in amounts.items()}
        for amounts in (quotas.hard(quota), quotas.used(quota))
    )
    requested = {name: amount for name, amount in usage.items() if name in hard}
    total = {name: quantity.add(used[name], amount) for name, amount in requested.items()}
    exceeded = sorted(name for name, amount in total.items() if amount.nano > hard[name].nano)
    if exceeded:
        raise request.refusal(
            f"exceeded quota: {objects.name(quota)}, requested: {format_amounts(requested, exceeded)}, "
            f"used: {format_amounts(used, exceeded)}, limited: {format_amounts(hard, exceeded)}"
        )
    texts = {name: quantity.format_quantity(amount) for name, amount in total.items()}
    return write(quota, "status.used", {**quotas.used(quota), **texts})


def format_amounts(amounts: Mapping[str, Quantity], names: Sequence[str]) -> str:
    """Return `cpu=1,memory=2Gi` for these resources."""
    return ",".join(_format_pairs(amounts, names))


def _format_pairs(amounts: Mapping[str, Quantity], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield f"{name}={quantity.format_quantity(amounts[name])}"


PLUGIN = AdmissionPlugin("ResourceQuota", validate=validate, alike_without=("ResourceQuota",))
