"""Peers that look each other up before they are ready."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.view import View, title
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "peers-wait-for-ready",
    "F14",
    INFO,
    "peers look each other up before they are ready, and are published only when they are",
    "The names of a StatefulSet's pods appear in DNS when the pods are ready. Where they need each other to become ready, the headless "
    "Service needs publishNotReadyAddresses: true.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    for stateful_set in view.cluster.of("StatefulSet"):
        yield from peers(view, stateful_set)


def peers(view: View, stateful_set: Object) -> Iterator[Finding]:
    """Yield StatefulSets whose pods have readiness probes and mention each other's names."""
    key, name = objects.key(stateful_set), stateful_sets.service_name(stateful_set)
    service = view.cluster.get("Service", key.namespace, name) if name else None
    maker = view.makers.get(key)
    if (
        service is None
        or maker is None
        or not services.is_headless(service)
        or services.publishes_not_ready(service)
    ):
        return
    probes = any(container.get("readinessProbe") for container in pods.containers(maker.pod))
    mention = re.compile(
        rf"(?<![-\w]){re.escape(key.name)}-(?:\d+|\$\w*)\.{re.escape(name)}\b|[)}}]\.{re.escape(name)}\b"
    )
    mentioning = next((text for text in texts(maker.pod) if mention.search(text.value)), None)
    if probes and mentioning:
        yield Finding(
            CAUSE,
            objects.key(service),
            "spec.publishNotReadyAddresses",
            f"the pods of {title(key)} call each other by {name} ({mentioning.value[:40]}), and have a readiness probe",
            "publishNotReadyAddresses: true",
            title(key),
        )
