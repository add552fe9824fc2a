"""Why nobody answers a request, or a part of the requests fails: one sentence, and what would help."""

import json
from collections.abc import Callable

from minik.diagnosis import patches, reasons_on_demand, way_misses, way_policies
from minik.diagnosis.nearness import nearest
from minik.diagnosis.reason import Reason
from minik.diagnosis.view import first_few, title
from minik.diagnosis.way_entries import Entry
from minik.kinds.service import fields as services
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model import shell
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.ways import tls_policies
from minik.ways.backends import Target
from minik.ways.decision import decide
from minik.ways.vocabulary import GROUP, Reference
from minik.ways.way import Way

OfTarget: TypeAlias = Callable[[Cluster, Way, Target], Reason]
NO_ROUTE = "no rule takes it"


def why(cluster: Cluster, way: Way, entry: Entry) -> Reason:
    """Return why a request fails, as a whole or for a share."""
    if way.reason == "entry":
        return of_entry(way, entry)
    failing = next((share.target for share in way.shares if share.fails), None)
    if failing is not None and failing.flaw == "policy":
        return of_policy(cluster, way, failing, entry)
    if failing is not None:
        return OF_TARGETS[failing.flaw](cluster, way, failing)
    if way.reason in OF_RULES and way.place:
        return Reason(
            OF_RULES[way.reason].format(rule=rule_name(way), name=way_misses.name_of(way.place.key))
        )
    return next(way_misses.reasons(cluster, way), Reason(NO_ROUTE))


OF_RULES = {
    "no-backends": "{rule} has no backendRefs, and no redirect: it answers 500",
    "weight-zero": "all backends of {rule} have weight 0: it answers 500",
    "filter": "{rule} has a filter of another kind (ExtensionRef), which minik does not know: it answers 500",
}


def rule_name(way: Way) -> str:
    """Return a rule in words: `rule 2 of httproute/web -n shop`."""
    if way.place is None:
        return NO_ROUTE
    if way.place.rule < 0:
        return f"the default backend of {way_misses.name_of(way.place.key)}"
    return f"rule {way.place.rule + 1} of {way_misses.name_of(way.place.key)}"


def of_kind(_: Cluster, way: Way, target: Target) -> Reason:
    """Return that a backend is of a kind that no gateway knows."""
    what = target.reference
    group = f" of {what.group}" if what.group else ""
    return Reason(
        f"{rule_name(way)} leads to a {what.kind}{group}, and only Services are supported"
    )


def of_permission(_: Cluster, way: Way, target: Target) -> Reason:
    """Return that a backend in another namespace is not to be referred to, and what would permit it."""
    what, key = target.reference, way.place.key if way.place else Key("", "", "")
    kind = key.kind.partition(".")[0]
    return Reason(
        f"{rule_name(way)} leads to {what.kind} {what.name} in namespace {what.namespace}, and no ReferenceGrant "
        f"there lets {kind}s of namespace {key.namespace} do so",
        grant(kind, key.namespace, what),
    )


def grant(kind: str, namespace: str, target: Reference) -> str:
    """Return the command that permits objects of a kind of Gateway API, in a namespace, to refer to a
    target.
    """
    made = {
        "apiVersion": f"{GROUP}/v1",
        "kind": "ReferenceGrant",
        "metadata": {"name": f"from-{namespace}", "namespace": target.namespace},
        "spec": {
            "from": [{"group": GROUP, "kind": kind, "namespace": namespace}],
            "to": [{"group": target.group, "kind": target.kind, "name": target.name}],
        },
    }
    text = json.dumps(made, separators=(",", ":"))
    return f"echo {shell.quote(text)} | minik apply -f -"


def of_missing(cluster: Cluster, way: Way, target: Target) -> Reason:
    """Return that a Service is not there, and the one that is probably meant."""
    what = target.reference
    near = nearest(
        what.name, [objects.name(one) for one in cluster.within("Service", what.namespace)]
    )
    text = f"there is no Service {what.name} in namespace {what.namespace}"
    return Reason(f"{text}; there is {near}" if near else text, _repair(way, "name", near))


def of_port(cluster: Cluster, way: Way, target: Target) -> Reason:
    """Return that a Service lacks a port, and those that it has."""
    what = target.reference
    service = cluster.get("Service", what.namespace, what.name) or {}
    ports = services.ports(service)
    numbers = [str(port["port"]) for port in ports]
    text = f"Service {what.name} has no port {target.port}; it has {first_few(numbers)}"
    return Reason(text, _repair(way, "port", int(numbers[0]) if len(numbers) == 1 else ""))


def of_endpoints(cluster: Cluster, _: Way, target: Target) -> Reason:
    """Return why no pod behind a Service is ready."""
    what = target.reference
    service = cluster.get("Service", what.namespace, what.name)
    if service is None:
        return Reason("")
    found = reasons_on_demand.why(cluster, service)
    return Reason(f"no pod behind Service {what.name} is ready: {found.text}", found.fix)


def of_tls(cluster: Cluster, _: Way, target: Target) -> Reason:
    """Return that a policy trusts no certificate."""
    policy = tls_policies.of_target(decide(cluster).policies, target)
    name = way_misses.name_of(objects.key(policy.object)) if policy else "a BackendTLSPolicy"
    return Reason(
        f"{name} trusts no certificate that is there, so the gateway cannot trust the backend"
    )


def of_entry(way: Way, entry: Entry) -> Reason:
    """Return what keeps a client from the pods of an entrance."""
    who = way_misses.name_of(way.entrance.key) if way.entrance else "the entrance"
    if entry.front and entry.front.reason and entry.front.service:
        name = title(objects.key(entry.front.service))
        found = entry.front.reason
        if way.entrance and way.entrance.key.kind == "Service":
            return found
        return Reason(f"{who} is behind {name}, where nobody answers: {found.text}", found.fix)
    if entry.closure is None:
        return Reason(NO_ROUTE)
    return Reason(
        f"{entry.closure.title} keeps the client from the address of {who}, where the network plugin obeys policies.",
        patches.command("describe", objects.key(entry.closure.policies[0])),
    )


def of_policy(cluster: Cluster, way: Way, target: Target, entry: Entry) -> Reason:
    """Return what keeps the pods of a Gateway or of an Ingress controller from the pods of a Service."""
    found = way_policies.closer(cluster, way, target, entry.carriers)
    if found is None or way.entrance is None:
        return Reason(NO_ROUTE)
    who = title(objects.key(entry.carriers[0]))
    if way.entrance.key.kind != "Service":
        who += f", which carries the requests of {way_misses.name_of(way.entrance.key)},"
    return Reason(
        f"{found.title} keeps {who} from the pods of Service {target.reference.name} ({found.direction}), where the network plugin obeys policies.",
        patches.command("describe", objects.key(found.policies[0])),
    )


OF_TARGETS: dict[str, OfTarget] = {
    "kind": of_kind,
    "permission": of_permission,
    "missing": of_missing,
    "port": of_port,
    "endpoints": of_endpoints,
    "tls": of_tls,
}


def _repair(way: Way, field: str, value: str | int) -> str:
    """Return the command that sets the name or the port of the backend that fails; "" for none."""
    place = way.place
    if place is None or not value:
        return ""
    if place.key.kind != "Ingress":
        number = next(index for index, share in enumerate(way.shares) if share.fails)
        path = f"spec.rules[{place.rule}].backendRefs[{number}].{field}"
        return patches.replace_field(place.key, path, value) if len(way.shares) == 1 else ""
    inside = f"spec.rules[{place.rule}].http.paths[{place.match}].backend"
    path = f"{inside if place.rule >= 0 else 'spec.defaultBackend'}.service."
    if field == "name":
        return patches.replace_field(place.key, f"{path}name", value)
    return patches.replace_field(place.key, f"{path}port", {"number": value})
