"""Selectors that match no pod, or too many."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.kinship import differing_labels, is_identity, is_other_application
from minik.diagnosis.nearness import NearMiss, Nearness, difference
from minik.diagnosis.view import (
    TEMPLATES,
    View,
    first_few,
    owners,
    plain_labels,
    pluralize,
    pod_template,
    title,
)
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote

TYPO = Cause(
    "selector-matches-nothing",
    "F1",
    ERROR,
    "the selector matches no pod, but nearly does: a key or value is misspelt",
    "A Service selects pods whose labels contain every pair of its selector, letter by letter, upper and lower case told apart. "
    "No pod has them, but the pods of one workload differ only in a letter or in case. Write the selector as the pods' labels are.",
)
METADATA = Cause(
    "selector-matches-workload-labels",
    "F2",
    ERROR,
    "the selector fits the labels of a workload, not of its pods",
    "Pods carry the labels of spec.template.metadata of their workload, not those of its own metadata. A selector copied from "
    "metadata.labels selects nothing. Use the labels of the template, or add these to it.",
)
EXTRA = Cause(
    "selector-over-constrained",
    "F3",
    ERROR,
    "one pair of the selector is on no pod; the others are",
    "All pairs of a selector must be met at once. One of them is on none of the pods that meet the others. Drop it, or add the label "
    "to the pods' template.",
)
SPLIT = Cause(
    "selector-splits-rollout",
    "F4",
    WARNING,
    "pods of one ReplicaSet of a Deployment match, those of another do not",
    "The template's labels were changed, and pods of the old and of the new ReplicaSet live side by side; the Service selects only one "
    "sort of them. Select by labels that both have, or finish the rollout.",
)
ELSEWHERE = Cause(
    "pods-in-another-namespace",
    "F5",
    ERROR,
    "the selector matches pods in another namespace only",
    "A Service selects in its own namespace alone. Move it there, or make a Service of type ExternalName (or one without a selector and "
    "with an EndpointSlice of its own) that leads there.",
)
INTRUDERS = Cause(
    "selector-too-broad",
    "F6",
    WARNING,
    "pods of another application stand behind the Service",
    "The selector also matches pods of workloads that do not have the port: a part of all connections goes to them and fails. Select by "
    "a label that only the right pods have, such as app.kubernetes.io/component.",
)
EMPTY = Cause(
    "no-pods",
    "F7",
    ERROR,
    "there are no pods to select: scaled to zero, never made, or missing",
    "Nothing is wrong with the selector: pods with such labels would be made by a workload that has no replicas, or that may not make "
    "pods (quota, admission), or by one that is not there at all.",
    symptom="has no pods",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        if view.selected_pods(service):
            yield from split_rollout(view, service)
            yield from foreign_pods(view, service)
        else:
            yield from unmatched_selector(view, service)


def unmatched_selector(view: View, service: Object) -> Iterator[Finding]:
    """Yield the first reason why a selector matches no pod."""
    for reason in (idle_workload, workload_labels, near_miss, other_namespace, no_pods):
        finding = reason(view, service)
        if finding:
            yield finding
            return


def format_selector(selector: Mapping[str, str]) -> str:
    """Return a selector as `app=web,tier=front`."""
    return ",".join(f"{name}={value}" for name, value in sorted(selector.items()))


def workloads_by_labels(view: View) -> dict[tuple[str, str, str, str], list[Object]]:
    """Return workloads by each label of their template and each of their own."""
    workloads: dict[tuple[str, str, str, str], list[Object]] = {}
    for workload in view.workloads:
        namespace = objects.namespace(workload)
        for labels_of, labels in (
            ("template", pods.template_labels(pod_template(workload))),
            ("own", objects.labels(workload)),
        ):
            for name, value in labels.items():
                workloads.setdefault((labels_of, namespace, name, value), []).append(workload)
    return workloads


def with_labels(view: View, where: str, service: Object) -> list[Object]:
    """Return the workloads whose labels (`where` is "template" or "own") match the selector of a
    Service.
    """
    selector, index = services.selector(service), view.index(workloads_by_labels)
    lists = [
        index.get((where, objects.namespace(service), name, value), [])
        for name, value in selector.items()
    ]
    return [
        workload
        for workload in min(lists, key=len)
        if selector.items()
        <= (
            pods.template_labels(pod_template(workload))
            if where == "template"
            else objects.labels(workload)
        ).items()
    ]


def idle_workload(view: View, service: Object) -> Finding | None:
    """Return the finding for a workload that would make such pods, and makes none; None if there is
    no such workload.
    """
    for workload in with_labels(view, "template", service):
        key = objects.key(workload)
        replicas = objects.read(workload, "spec.replicas", 1)
        if replicas == 0:
            fix = f"minik scale {patches.SHORT_NAMES.get(key.kind, key.kind.lower())} {quote(key.name)} -n {quote(key.namespace)} --replicas=1"
            return Finding(
                EMPTY,
                objects.key(service),
                "spec.selector",
                f"{title(key)} makes such pods, but has replicas: 0",
                patches.choose_fix(view, fix, "replicas: 1"),
                title(key),
                level=WARNING,
            )
        if key.kind == "CronJob":
            return Finding(
                EMPTY,
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
        return Finding(EMPTY, objects.key(service), "spec.selector", text, near=title(key))
    return None


def workload_labels(view: View, service: Object) -> Finding | None:
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
        return Finding(
            METADATA,
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


def near_miss(view: View, service: Object) -> Finding | None:
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


def misspelt_pair(view: View, service: Object, miss: NearMiss) -> Finding:
    """Return the finding for a near miss whose pairs are all there, or nearly."""
    selector = services.selector(service)
    name = min(miss.instead)
    key, value = miss.instead[name]
    how = difference(selector[name], value) if key == name else "the key differs"
    changed = {miss.instead[name][0]: miss.instead[name][1] for name in miss.instead}
    gone = {name: None for name in miss.instead if name not in changed}
    fix = patches.patch(objects.key(service), {"spec": {"selector": {**gone, **changed}}})
    makes = "makes pods with" if miss.maker.path else "has"
    return Finding(
        TYPO,
        objects.key(service),
        f"spec.selector[{name}]",
        f"{name}={selector[name]} is on no pod; {miss.maker.title} {makes} {format_selector(changed)} ({how})",
        patches.choose_fix(view, fix, patches.pairs(changed)),
        miss.maker.title,
    )


def extra_pair(view: View, service: Object, miss: NearMiss) -> Finding:
    """Return the finding for one pair too many."""
    name, selector = miss.absent[0], services.selector(service)
    has = objects.labels(miss.maker.pod).get(name)
    fix = patches.patch(objects.key(service), {"spec": {"selector": {name: None}}})
    return Finding(
        EXTRA,
        objects.key(service),
        f"spec.selector[{name}]",
        f"{name}={selector[name]} is not on the pods of {miss.maker.title}, which have all the rest"
        + (f" and {name}={has}" if has else ""),
        patches.choose_fix(
            view,
            fix,
            f"without {name}: {selector[name]}, or add it to {miss.maker.path or 'pod'}.metadata.labels",
        ),
        miss.maker.title,
    )


def other_namespace(view: View, service: Object) -> Finding | None:
    """Return the finding for pods in another namespace; None if there are none."""
    namespace = objects.namespace(service)
    makers = view.index(Nearness).in_other_namespaces(namespace, services.selector(service))
    if not makers:
        return None
    namespaces = sorted({maker.key.namespace for maker in makers})
    return Finding(
        ELSEWHERE,
        objects.key(service),
        "metadata.namespace",
        f"{format_selector(services.selector(service))} matches {first_few([maker.title for maker in makers])}, but a Service selects in its own "
        f"namespace, {namespace}, alone",
        f"namespace: {namespaces[0]}",
        makers[0].title,
    )


def no_pods(view: View, service: Object) -> Finding:
    """Return the finding for a selector with not even a near miss; in files without workloads only
    a hint.
    """
    namespace = objects.namespace(service)
    has_pods = namespace in view.namespaces_with_pods
    level = ERROR if view.settled else WARNING if has_pods else INFO
    evidence = (
        "none of the pods there is near"
        if has_pods
        else f"namespace {namespace} has no pods at all"
        if view.settled
        else "these files have nothing that makes pods there"
    )
    text = f"{format_selector(services.selector(service))} matches no pod: {evidence}"
    return Finding(
        EMPTY,
        objects.key(service),
        "spec.selector",
        text,
        level=level,
        doubt="" if view.settled else SUSPECT,
    )


def split_rollout(view: View, service: Object) -> Iterator[Finding]:
    """Yield Deployments of which only some ReplicaSets have the labels."""
    selector = services.selector(service)
    for key in view.makers_behind(service):
        if key.kind != "Deployment":
            continue
        sets = (
            view.cluster.table("ReplicaSet")
            .index_by(owners)
            .get((key.kind, key.namespace, key.name), ())
        )
        alive = [
            replica_set for replica_set in sets if objects.read(replica_set, "spec.replicas", 1)
        ]
        outside = [
            replica_set
            for replica_set in alive
            if not selector.items() <= pods.template_labels(pod_template(replica_set)).items()
        ]
        if outside and len(outside) < len(alive):
            inside = [
                objects.name(replica_set) for replica_set in alive if replica_set not in outside
            ]
            others = first_few(list(map(objects.name, outside)))
            yield Finding(
                SPLIT,
                objects.key(service),
                "spec.selector",
                f"of {title(key)} it selects the pods of {first_few(inside)}, not those of {others}, "
                f"which have {format_selector(plain_labels(pods.template_labels(pod_template(outside[0]))))}",
                near=title(key),
            )


def foreign_pods(view: View, service: Object) -> Iterator[Finding]:
    """Yield selected pods without the port, of another application than those that have it."""
    makers = view.makers_behind(service)
    if len(makers) < 2:
        return
    lacking = {
        key: made_pods[0]
        for key, made_pods in makers.items()
        if not any(declares_port(made_pods[0], port) for port in services.ports(service))
    }
    fitting = [made_pods[0] for key, made_pods in makers.items() if key not in lacking]
    foreign = [
        key
        for key, pod in lacking.items()
        if fitting
        and all(
            is_other_application(key, pod, view.maker_of(other_pod), other_pod)
            for other_pod in fitting
        )
    ]
    if foreign:
        label_name = next(iter(differing_labels(fitting[0], lacking[foreign[0]])), None)
        change = {label_name: objects.labels(fitting[0])[label_name]} if label_name else {}
        fix = patches.patch(objects.key(service), {"spec": {"selector": change}}) if change else ""
        yield Finding(
            INTRUDERS,
            objects.key(service),
            "spec.selector",
            f"{format_selector(services.selector(service))} also matches {first_few(list(map(title, foreign)))}, whose pods have no port "
            f"{services.ports(service)[0].get('targetPort')}",
            patches.choose_fix(view, fix, patches.pairs(change)),
            title(foreign[0]),
        )


def declares_port(pod: Object, port: Mapping[str, object]) -> bool:
    """Return whether a pod declares a Service's port."""
    target, protocol = port.get("targetPort") or port.get("port"), port.get("protocol") or "TCP"
    return any(
        target in (pod_port.get("name"), pod_port.get("containerPort"))
        and (pod_port.get("protocol") or "TCP") == protocol
        for pod_port in pods.ports(pod)
    )
