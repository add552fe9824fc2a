"""The cards of Services: what each is, and whether anybody answers, as `resolve` says."""

from collections.abc import Iterator

from minik.diagnosis.graph.blame import Blame, first_error, health
from minik.diagnosis.graph.records import Card, Column, Health, card_id, worst
from minik.diagnosis.reason import Reason
from minik.diagnosis.resolution import resolve
from minik.diagnosis.view import View
from minik.discovery.names import Name
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.proxy.answering import answers

YES, NO = "yes", "no"


class Judged(NamedTuple):
    """A Service, its card, and why nobody answers; None if somebody does."""

    service: Object
    card: Card
    reason: Reason | None


def judge(view: View, blame: Blame, service: Object) -> Judged:
    """Return a Service with its card."""
    key, found = objects.key(service), blame.of(objects.key(service))
    reason = why_silent(view, blame, service)
    traits = (*_traits(service), ("answers", NO if reason else YES))
    state = worst((health(found), Health.BROKEN if reason else Health.WELL))
    card = Card(
        card_id(key),
        Column.SERVICE,
        "Service",
        key.namespace,
        key.name,
        state,
        key,
        traits if reason is None else (*traits, ("reason", reason.text)),
        findings=found,
    )
    return Judged(service, card, reason)


def why_silent(view: View, blame: Blame, service: Object) -> Reason | None:
    """Return why nobody answers for a Service, None if somebody does: by its endpoints, or, of
    manifests that no cluster has yet, by what was found.
    """
    if view.settled:
        return _as_found(view, blame, service) or _as_resolved(view, service)
    is_dead = bool(services.selector(service)) and not view.selected_pods(service)
    for finding in blame.of(objects.key(service)):
        if finding.severity == "error" and (is_dead or finding.field.startswith("spec.ports")):
            return Reason(finding.because, finding.fix)
    return Reason("No pod has the labels of its selector.") if is_dead else None


def _as_found(view: View, blame: Blame, service: Object) -> Reason | None:
    """Return what was found about a Service that has an entry and no backend: the words of `resolve`
    would be worked out for each Service alone, which takes long where many are broken.
    """
    entered = bool(services.addresses(service)) or services.is_headless(service)
    found = first_error(blame.of(objects.key(service)))
    if found is None or not entered or answers(view.cluster, service):
        return None
    return Reason(found.because, found.fix)


def _as_resolved(view: View, service: Object) -> Reason | None:
    name = Name(objects.name(service), objects.namespace(service))
    return resolve(view.cluster, name).reason


def _traits(service: Object) -> Iterator[tuple[str, str]]:
    if services.is_external_name(service):
        yield "type", "ExternalName"
        return
    headless = services.is_headless(service)
    yield "type", "headless" if headless else services.service_type(service)
    for address in services.addresses(service):
        yield "address", address
    for port in services.ports(service):
        named = f"{port['name']} " if port.get("name") else ""
        yield "port", f"{named}{port['port']}/{port.get('protocol') or 'TCP'}"
    for name, value in sorted(services.selector(service).items()):
        yield "selector", f"{name}={value}"


def ghost(blame: Blame, key: Key) -> Card:
    """Return the card of a Service that somebody names and that is not there."""
    return Card(
        card_id(key),
        Column.SERVICE,
        "Service",
        key.namespace,
        key.name,
        Health.BROKEN,
        None,
        (("missing", YES),),
        findings=blame.naming(key),
    )
