"""Selectors that match no pod: the first reason why."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import given_labels, patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Fact
from minik.diagnosis.kinship import is_identity
from minik.diagnosis.likely_pods import likely_pods
from minik.diagnosis.nearness import NearMiss, Nearness, difference
from minik.diagnosis.selector_matches import format_selector, with_labels
from minik.diagnosis.view import TEMPLATES, View, first_few, plain_labels, pod_template, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize


def facts(view: View) -> Iterator[Fact]:
    """Yield why selectors match no pod."""
    for service in view.selector_services:
        if not view.selected_pods(service):
            yield from unmatched_selector(view, service)


def unmatched_selector(view: View, service: Object) -> Iterator[Fact]:
    """Yield the first reason why a selector matches no pod."""
    if given_labels.selects_by_given_labels(view, service) and not view.settled:
        return
    for reason in (idle_workload, workload_labels, near_miss, other_namespace, no_pods):
        finding = reason(view, service)
        if finding:
            yield finding
            return


def idle_workload(view: View, service: Object) -> Fact | None:
    """Return the finding for a workload that would make such pods, and makes none; None if there is
    no such workload.
    """
    for workload in with_labels(view, "template", service):
        key = objects.key(workload)
        replicas = objects.read(workload, "spec.replicas", 1)
        if replicas == 0:
            fix = patches.command("scale", key, "--replicas=1")
            return Fact(
                "no-pods",
                objects.key(service),
                "spec.selector",
                f"{title(key)} makes such pods, but has replicas: 0",
                patches.choose_fix(view, fix, "replicas: 1"),
                title(key),
                level=WARNING,
            )
        if key.kind == "CronJob":
            return Fact(
                "no-pods",
                objects.key(service),
                "spec.selector",
                f"only {title(key)} makes such pods, and none lives now",
                near=title(key),
                level=WARNING,
            )
        conditions = objects.status(workload).get("conditions") or ()
        failed = next(
            (
                condition.get("message")
                for condition in conditions
                if condition.get("type") == "ReplicaFailure" and condition.get("status") == "True"
            ),
            "",
        )
        text = f"{title(key)} should make {pluralize(replicas, 'such pod')}, but has made none{f': {failed}' if failed else ''}"
        return Fact("no-pods", objects.key(service), "spec.selector", text, near=title(key))
    return None


def workload_labels(view: View, service: Object) -> Fact | None:
    """Return the finding for a selector that matches a workload's own labels, not its pods'; else
    None.
    """
    for workload in with_labels(view, "own", service):
        labels = plain_labels(pods.template_labels(pod_template(workload)))
        key = objects.key(workload)
        fix = patches.patch(
            objects.key(service),
            {"spec": {"selector": label_patch(services.selector(service), labels)}},
        )
        return Fact(
            "selector-matches-workload-labels",
            objects.key(service),
            "spec.selector",
            f"{format_selector(services.selector(service))} are labels of {title(key)} itself (metadata.labels); its pods have "
            f"{format_selector(labels) or 'no labels'} ({TEMPLATES[key.kind]}.metadata.labels)",
            patches.choose_fix(view, fix, f"selector: {{{patches.pairs(labels)}}}"),
            title(key),
        )
    return None


def label_patch(
    old_labels: Mapping[str, str], new_labels: Mapping[str, str]
) -> dict[str, str | None]:
    """Return the merge patch that turns one map into another."""
    return {**{name: None for name in old_labels if name not in new_labels}, **new_labels}


def near_miss(view: View, service: Object) -> Fact | None:
    """Return the finding for a misspelt pair, or for one pair too many; None if neither."""
    selector = services.selector(service)
    miss = view.index(Nearness).nearest(objects.namespace(service), selector)
    if miss is None:
        return None
    if not miss.absent:
        return misspelt_pair(view, service, miss)
    is_other_part = is_identity(miss.absent[0]) and miss.absent[0] in objects.labels(
        miss.maker.pod
    )  # another part of the same application
    return (
        extra_pair(view, service, miss)
        if len(miss.absent) == 1 and not miss.instead and miss.same and not is_other_part
        else None
    )


def misspelt_pair(view: View, service: Object, miss: NearMiss) -> Fact:
    """Return the finding for a near miss whose pairs are all there, or nearly."""
    selector = services.selector(service)
    name = min(miss.instead)
    key, value = miss.instead[name]
    how = difference(selector[name], value) if key == name else "the key differs"
    changed = {miss.instead[name][0]: miss.instead[name][1] for name in miss.instead}
    gone = {name: None for name in miss.instead if name not in changed}
    fix = patches.patch(objects.key(service), {"spec": {"selector": {**gone, **changed}}})
    makes = "makes pods with" if miss.maker.path else "has"
    return Fact(
        "selector-matches-nothing",
        objects.key(service),
        f"spec.selector[{name}]",
        f"{name}={selector[name]} is on no pod; {miss.maker.title} {makes} {format_selector(changed)} ({how})",
        patches.choose_fix(view, fix, patches.pairs(changed)),
        miss.maker.title,
    )


def extra_pair(view: View, service: Object, miss: NearMiss) -> Fact:
    """Return the finding for one pair too many."""
    name, selector = miss.absent[0], services.selector(service)
    has = objects.labels(miss.maker.pod).get(name)
    fix = patches.patch(objects.key(service), {"spec": {"selector": {name: has}}})
    return Fact(
        "selector-over-constrained",
        objects.key(service),
        f"spec.selector[{name}]",
        f"{name}={selector[name]} is not on the pods of {miss.maker.title}, which have all the rest"
        + (f" and {name}={has}" if has else ""),
        patches.choose_fix(
            view,
            fix,
            patches.pairs({name: has})
            if has
            else f"without {name}: {selector[name]}, or add it to {miss.maker.path or 'pod'}.metadata.labels",
        ),
        miss.maker.title,
    )


def other_namespace(view: View, service: Object) -> Fact | None:
    """Return the finding for pods in another namespace; None if there are none."""
    namespace = objects.namespace(service)
    makers = view.index(Nearness).in_other_namespaces(namespace, services.selector(service))
    if not makers:
        return None
    namespaces = sorted({maker.key.namespace for maker in makers})
    return Fact(
        "pods-in-another-namespace",
        objects.key(service),
        "metadata.namespace",
        f"{format_selector(services.selector(service))} matches {first_few([maker.title for maker in makers])}, but a Service selects in its own "
        f"namespace, {namespace}, alone",
        patches.field("namespace", namespaces[0]),
        makers[0].title,
    )


def no_pods(view: View, service: Object) -> Fact | None:
    """Return the finding for a selector with not even a near miss; in files without workloads, or with
    custom resources from which an operator makes pods, only a hint.
    """
    if likely_pods(view, service):
        return None
    namespace = objects.namespace(service)
    has_pods = namespace in view.namespaces_with_pods
    made = (
        has_pods
        and not view.custom_resources
        and not given_labels.are_own(services.selector(service))
    )
    level = ERROR if view.settled else WARNING if made else INFO
    evidence = (
        "none of the pods there is near"
        if has_pods
        else f"namespace {namespace} has no pods at all"
        if view.settled
        else "these files have nothing that makes pods there"
    )
    text = f"{format_selector(services.selector(service))} matches no pod: {evidence}"
    return Fact(
        "no-pods",
        objects.key(service),
        "spec.selector",
        text,
        level=level,
        doubt="" if view.settled else SUSPECT,
    )
