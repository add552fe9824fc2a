"""What is wrong on the ways into the cluster: with Gateways, their listeners, routes, policies and the
classes of Ingresses. In files what is not there may be elsewhere, so only what stands in them counts.
"""

from collections.abc import Iterator

from minik.diagnosis import patches, references, way_misses
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Fact
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, first_few
from minik.diagnosis.way_reasons import grant
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.ways import attachment, hosts, samples, understanding
from minik.ways.attachment import Parent
from minik.ways.backends import Target
from minik.ways.certificates import Flaw
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway
from minik.ways.listeners import SUPPORTED, Listener
from minik.ways.statuses.listener import FLAWS
from minik.ways.tls_policies import Policy
from minik.ways.vocabulary import GATEWAY, ROUTES

ISSUED = ("cert-manager", "acme", "certmanager", "letsencrypt")


def decision(view: View) -> Decision:
    """Return what is decided about the view; in files Gateways count whose class is elsewhere."""
    return view.index(_decide)


def _decide(view: View) -> Decision:
    return Decision(view.cluster, assume_classes=not view.settled)


def facts(view: View) -> Iterator[Fact]:
    """Yield all that is wrong, each with the name of its cause."""
    if not any(view.cluster.of(kind) for kind in (GATEWAY, *ROUTES)):
        return
    decided = decision(view)
    for gateway in decided.gateways:
        yield from of_gateway(view, gateway)
    yield from of_parents(view, decided)
    for kind in ROUTES:
        for route in understanding.of(view.cluster, kind):
            yield from of_route(view, decided, route)
    for policy in decided.policies:
        yield from of_policy(view, policy)


def of_gateway(view: View, gateway: Gateway) -> Iterator[Fact]:
    """Yield what is wrong with a Gateway's listeners and ListenerSets."""
    for one in gateway.sets:
        if not one.allowed:
            what = way_misses.name_of(objects.key(gateway.object))
            yield Fact(
                "listener-set-not-allowed",
                objects.key(one.object),
                "spec.parentRef",
                f"{what} does not let in ListenerSets of namespace {objects.namespace(one.object)}",
                "allowedListeners: {namespaces: {from: Same}}",
                about=(objects.key(gateway.object),),
            )
    for owner, found in [
        (gateway.object, gateway.own),
        *((one.object, one.listeners) for one in gateway.sets),
    ]:
        for index, listener in enumerate(found):
            yield from of_listener(view, owner, listener, f"spec.listeners[{index}]")


def of_listener(view: View, owner: Object, one: Listener, path: str) -> Iterator[Fact]:
    """Yield what is wrong with a listener."""
    key = objects.key(owner)
    if one.protocol not in SUPPORTED:
        text = f"listener {one.name}: no gateway is sure to know the protocol {one.protocol}"
        near = nearest(one.protocol.upper(), SUPPORTED)
        level = WARNING if near else INFO  # controllers have protocols of their own
        more = f"; {near} may be meant" if near else ""
        yield Fact(
            "listener-broken",
            key,
            f"{path}.protocol",
            text + more,
            near=near,
            level=level,
            doubt=SUSPECT,
        )
    if one.conflict:
        what = "host name" if one.conflict == "HostnameConflict" else "protocol"
        text = f"listener {one.name}: another one has port {one.port}, too, and its {what} does not tell them apart"
        yield Fact("listener-conflicted", key, path, text)
    if one.strange:
        kinds = first_few(list(SUPPORTED[one.protocol]))
        text = f"listener {one.name}: {one.protocol} has routes of kind {kinds} alone"
        yield Fact("listener-broken", key, f"{path}.allowedRoutes.kinds", text)
    for flaw, field in ((one.flaw, "tls.certificateRefs"), (one.authority, "tls")):
        if flaw:
            yield from of_certificate(view, owner, flaw, f"{path}.{field}", f"listener {one.name}")


def of_certificate(view: View, owner: Object, flaw: Flaw, path: str, who: str) -> Iterator[Fact]:
    """Yield that a certificate cannot be used, unless somebody else makes it or it may be elsewhere."""
    key, target = objects.key(owner), flaw.target
    if flaw.code == "permission":
        if view.settled or view.cluster.get(*target.key) is not None:
            text = f"{who}: {FLAWS['permission'].format(**target._asdict())}"
            kind = key.kind.partition(".")[0]
            fix = grant(kind, key.namespace, target)
            yield Fact("reference-not-permitted", key, path, text, fix)
        return
    near = ""
    if flaw.code == "missing":
        marks = " ".join(objects.annotations(owner))
        near = references.meant(view, target.kind, target.namespace, target.name)
        issued = any(word in marks for word in ISSUED) or any(
            "cert" in str(one.get("kind", "")).lower() for one in view.custom_resources
        )
        if not target.name or issued or not (view.settled or near):
            return
    text = f"{who}: {FLAWS[flaw.code].format(**target._asdict())}"
    more = f"; there is {near}" if near else ""
    about = (target.key,)
    yield Fact("listener-certificate-missing", key, path, text + more, near=near, about=about)


def of_parents(view: View, decided: Decision) -> Iterator[Fact]:
    """Yield the routes that are not attached to a parent, and why."""
    for parent in decided.parents:
        if not parent.is_accepted:
            yield refusal(parent)
    known = {objects.key(one.object) for one in decided.gateways}
    known |= {objects.key(part.object) for one in decided.gateways for part in one.sets}
    for kind in ROUTES:
        for route in understanding.of(view.cluster, kind):
            for number, (_, key) in enumerate(attachment.parent_keys(route)):
                if view.cluster.get(*key) is None:
                    yield from absence(view, route, key, number)


def refusal(parent: Parent) -> Fact:
    """Return that a route is not attached, with what the listeners have."""
    listeners = [
        one for one in parent.gateway.listeners if parent.target in (one.owner, one.gateway)
    ]
    detail = {
        "NoMatchingParent": [f"{one.name} (port {one.port})" for one in listeners],
        "NotAllowedByListeners": sorted({kind for one in listeners for kind in one.kinds}),
        "NoMatchingListenerHostname": sorted({one.hostname for one in listeners}),
    }.get(parent.reason, [])
    if parent.reason == "NotAllowedByListeners" and not parent.by_kind:
        detail = ["allowedRoutes does not let in its namespace"]
    text = (
        f"not attached to {way_misses.name_of(parent.target)}: {way_misses.REFUSALS[parent.reason]}"
    )
    text += f" ({first_few(detail)})" if detail else ""
    refs = objects.read_list(parent.route, "spec.parentRefs")
    number = refs.index(parent.value) if parent.value in refs else 0
    # some controllers pass the bytes of TLS that ends at the listener on by TCPRoutes
    is_taken_by_some = parent.route["kind"] == "TCPRoute" and any(
        one.protocol == "TLS" and one.mode == "Terminate" for one in listeners
    )
    return Fact(
        "route-not-attached",
        objects.key(parent.route),
        f"spec.parentRefs[{number}]",
        text,
        level=INFO if is_taken_by_some else "",
        doubt=SUSPECT if is_taken_by_some else "",
        about=(parent.target,),
    )


def absence(view: View, route: Object, target: Key, number: int) -> Iterator[Fact]:
    """Yield that a route's parent is not there; in files only where another one is nearly called so."""
    near = references.meant(view, target.kind, target.namespace, target.name)
    if view.settled or near:
        kind = target.kind.partition(".")[0]
        text = f"there is no {kind} {target.name} in namespace {target.namespace}"
        yield Fact(
            "route-not-attached",
            objects.key(route),
            f"spec.parentRefs[{number}].name",
            f"{text}; there is {near}" if near else text,
            patches.field("name", near) if near else "",
            near,
        )


def of_route(view: View, decided: Decision, route: Object) -> Iterator[Fact]:
    """Yield what is wrong with the rules of a route."""
    key, kind, namespace = objects.key(route), route["kind"], objects.namespace(route)
    for number, rule in enumerate(objects.read_list(route, "spec.rules")):
        refs = rule.get("backendRefs") or ()
        path = f"spec.rules[{number}].backendRefs"
        targets = [decided.target(one, kind, namespace) for one in refs]
        for place, target in enumerate(targets):
            if target.flaw == "permission":
                yield from denial(view, key, f"{path}[{place}]", target)
        if refs and not any(target.weight for target in targets):
            text = f"all backends of rule {number + 1} have weight 0: it answers 500"
            yield Fact("weight-zero", key, path, text, "weight: 1")
    yield from unheard_hosts(decided, route)
    yield from loops(decided, route)


def denial(view: View, key: Key, path: str, target: Target) -> Iterator[Fact]:
    """Yield that no grant permits a backend; in files only if the backend stands in them."""
    what = target.reference
    there = view.cluster.get(*what.key) is not None
    if view.settled or there:
        kind = key.kind.partition(".")[0]
        text = f"no ReferenceGrant in namespace {what.namespace} lets {kind}s of namespace {key.namespace} refer to {what.kind} {what.name}"
        fix = grant(kind, key.namespace, what)
        yield Fact("reference-not-permitted", key, path, text, fix, about=(what.key,))


def unheard_hosts(decided: Decision, route: Object) -> Iterator[Fact]:
    """Yield the host names of a route that none of the listeners has, though others are heard."""
    parents = [one for one in decided.of_route(objects.key(route)) if one.is_accepted]
    listeners = [listener for parent in parents for listener in parent.listeners]
    for number, name in enumerate(objects.read_list(route, "spec.hostnames")):
        heard = (hosts.in_common(str(name), one.hostname) is not None for one in listeners)
        if listeners and not any(heard):
            known = first_few(sorted({one.hostname for one in listeners}))
            yield Fact(
                "hostname-without-listener",
                objects.key(route),
                f"spec.hostnames[{number}]",
                f"no listener to which the route is attached has {name}; they have {known}",
            )


def loops(decided: Decision, route: Object) -> Iterator[Fact]:
    """Yield the redirects that lead back to the very request."""
    from minik.ways import filters  # noqa: PLC0415 few routes redirect

    for parent in decided.of_route(objects.key(route)) if route["kind"] == "HTTPRoute" else ():
        for listener, common in zip(parent.listeners, parent.hostnames):
            for number, rule in enumerate(objects.read_list(route, "spec.rules")):
                for match in rule.get("matches") or [{}]:
                    asked = samples.of_match(samples.place(listener, common[0]), match)
                    given = rule.get("filters") or ()
                    found = filters.redirect(given, asked, match, listener.port)
                    if found and found.location == asked.url:
                        yield loop(route, number, listener, found.location)
                        break


def loop(route: Object, number: int, listener: Listener, url: str) -> Fact:
    """Return that a redirect leads back to itself."""
    text = f"at listener {listener.name} rule {number + 1} sends {url} to itself; attach the route to the other listener alone"
    return Fact(
        "redirect-loop",
        objects.key(route),
        f"spec.rules[{number}].filters",
        text,
        "sectionName: http",
        about=(listener.owner,),
    )


POLICY_TEXTS = {
    "Conflicted": "an older BackendTLSPolicy is for the same Service and port",
    "TargetNotFound": "none of the Services that it is for is there",
    "NoValidCACertificate": "none of its certificates can be used, so the gateway answers 503",
    "Invalid": "wellKnownCACertificates can only be System",
}


def of_policy(view: View, policy: Policy) -> Iterator[Fact]:
    """Yield what is wrong with a BackendTLSPolicy; in files what it names may be elsewhere."""
    missing = policy.reason == "TargetNotFound" or bool(
        policy.flaw and policy.flaw.code == "missing"
    )
    if policy.reason == "Accepted" or missing and not view.settled:
        return
    text = POLICY_TEXTS[policy.reason]
    if policy.flaw:
        text += f": {FLAWS[policy.flaw.code].format(**policy.flaw.target._asdict())}"
    level = INFO if policy.reason == "Conflicted" else ""
    yield Fact("backend-tls-untrusted", objects.key(policy.object), "spec", text, level=level)
