"""Whom a Service selects, where it should select somebody and does not, or selects too many."""
from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.kinship import is_another, is_identity, own_labels
from minik.diagnosis.nearness import Miss, Nearness, difference
from minik.diagnosis.view import TEMPLATES, View, counted, few, owners, plain_labels, template, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

TYPO = Code(
    "selector-matches-nothing", "F1", ERROR, "the selector matches no pod, but nearly does: a key or value is misspelt",
    "A Service selects pods whose labels contain every pair of its selector, letter by letter, upper and lower case told apart. "
    "No pod has them, but the pods of one workload differ only in a letter or in case. Write the selector as the pods' labels are.")
METADATA = Code(
    "selector-matches-workload-labels", "F2", ERROR, "the selector fits the labels of a workload, not of its pods",
    "Pods carry the labels of spec.template.metadata of their workload, not those of its own metadata. A selector copied from "
    "metadata.labels selects nothing. Use the labels of the template, or add these to it.")
EXTRA = Code(
    "selector-over-constrained", "F3", ERROR, "one pair of the selector is on no pod; the others are",
    "All pairs of a selector must be met at once. One of them is on none of the pods that meet the others. Drop it, or add the label "
    "to the pods' template.")
SPLIT = Code(
    "selector-splits-rollout", "F4", WARNING, "pods of one ReplicaSet of a Deployment match, those of another do not",
    "The template's labels were changed, and pods of the old and of the new ReplicaSet live side by side; the Service selects only one "
    "sort of them. Select by labels that both have, or finish the rollout.")
ELSEWHERE = Code(
    "pods-in-another-namespace", "F5", ERROR, "the selector matches pods in another namespace only",
    "A Service selects in its own namespace alone. Move it there, or make a Service of type ExternalName (or one without a selector and "
    "with an EndpointSlice of its own) that leads there.")
INTRUDERS = Code(
    "selector-too-broad", "F6", WARNING, "pods of another application stand behind the Service",
    "The selector also matches pods of workloads that do not have the port: a part of all connections goes to them and fails. Select by "
    "a label that only the right pods have, such as app.kubernetes.io/component.")
EMPTY = Code(
    "no-pods", "F7", ERROR, "there are no pods to select: scaled to zero, never made, or missing",
    "Nothing is wrong with the selector: pods with such labels would be made by a workload that has no replicas, or that may not make "
    "pods (quota, admission), or by one that is not there at all.")


def findings(view: View) -> Iterator[Finding]:
    for service in view.selecting:
        if view.behind(service):
            yield from split(view, service)
            yield from intruders(view, service)
        else:
            yield from unmatched(view, service)


def unmatched(view: View, service: Object) -> Iterator[Finding]:
    """The first of the reasons why nobody is selected."""
    for reason in (idle, copied, nearly, elsewhere, missing):
        finding = reason(view, service)
        if finding:
            yield finding
            return


def shown(selector: Mapping[str, str]) -> str:
    """`app=web,tier=front`."""
    return ",".join(f"{name}={value}" for name, value in sorted(selector.items()))


def by_labels(view: View) -> dict[tuple[str, str, str, str], list[Object]]:
    """Workloads by the labels of their templates and by their own, a pair at a time."""
    found: dict[tuple[str, str, str, str], list[Object]] = {}
    for workload in view.workloads:
        namespace = objects.namespace(workload)
        for where, labels in (("template", pods.template_labels(template(workload))), ("own", objects.labels(workload))):
            for name, value in labels.items():
                found.setdefault((where, namespace, name, value), []).append(workload)
    return found


def with_labels(view: View, where: str, service: Object) -> list[Object]:
    """The workloads whose labels, of one sort, meet the selector of a service."""
    selector, index = services.selector(service), view.index(by_labels)
    lists = [index.get((where, objects.namespace(service), name, value), []) for name, value in selector.items()]
    return [workload for workload in min(lists, key=len) if selector.items() <= (
        pods.template_labels(template(workload)) if where == "template" else objects.labels(workload)).items()]


def idle(view: View, service: Object) -> Finding | None:
    """A workload would make such pods, and makes none."""
    for workload in with_labels(view, "template", service):
        key = objects.key(workload)
        replicas = objects.read(workload, "spec.replicas", 1)
        if replicas == 0:
            fix = f"minik scale {patches.WORDS.get(key.kind, key.kind.lower())} {key.name} -n {key.namespace} --replicas=1"
            return Finding(EMPTY, objects.key(service), "spec.selector", f"{title(key)} makes such pods, but has replicas: 0",
                           patches.fix(view, fix, "replicas: 1"), title(key), level=WARNING)
        if key.kind == "CronJob":
            return Finding(EMPTY, objects.key(service), "spec.selector", f"only {title(key)} makes such pods, and none lives now",
                           near=title(key), level=WARNING)
        said = objects.status(workload).get("conditions") or ()
        failed = next((one.get("message") for one in said if one.get("type") == "ReplicaFailure" and one.get("status") == "True"), "")
        text = f"{title(key)} should make {counted(replicas, 'such pod')}, but has made none{f': {failed}' if failed else ''}"
        look = f"minik describe {key.kind.lower()} {key.name} -n {key.namespace}"
        return Finding(EMPTY, objects.key(service), "spec.selector", text, look, title(key))
    return None


def copied(view: View, service: Object) -> Finding | None:
    """A workload itself has the labels, its pods have not."""
    for workload in with_labels(view, "own", service):
        labels = plain_labels(pods.template_labels(template(workload)))
        key = objects.key(workload)
        fix = patches.patch(objects.key(service), {"spec": {"selector": swapped(services.selector(service), labels)}})
        return Finding(METADATA, objects.key(service), "spec.selector",
                       f"{shown(services.selector(service))} are labels of {title(key)} itself (metadata.labels); its pods have "
                       f"{shown(labels) or 'no labels'} ({TEMPLATES[key.kind]}.metadata.labels)",
                       patches.fix(view, fix, f"selector: {{{patches.pairs(labels)}}}"), title(key))
    return None


def swapped(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    """The patch that makes one map of the other."""
    return {**{name: None for name in old if name not in new}, **new}


def nearly(view: View, service: Object) -> Finding | None:
    """A near miss: misspelt, or with one pair too many."""
    selector = services.selector(service)
    miss = view.index(Nearness).nearest(objects.namespace(service), selector)
    if miss is None:
        return None
    if not miss.absent:
        return misspelt(view, service, miss)
    other = is_identity(miss.absent[0]) and miss.absent[0] in objects.labels(miss.maker.pod)  # another part of the same application
    return constrained(view, service, miss) if len(miss.absent) == 1 and not miss.instead and miss.same and not other else None


def misspelt(view: View, service: Object, miss: Miss) -> Finding:
    """Every pair is there, or nearly."""
    selector = services.selector(service)
    name = min(miss.instead)
    key, value = miss.instead[name]
    how = difference(selector[name], value) if key == name else "the key differs"
    changed = {miss.instead[name][0]: miss.instead[name][1] for name in miss.instead}
    gone = {name: None for name in miss.instead if name not in changed}
    fix = patches.patch(objects.key(service), {"spec": {"selector": {**gone, **changed}}})
    makes = "makes pods with" if miss.maker.path else "has"
    return Finding(TYPO, objects.key(service), f"spec.selector[{name}]",
                   f"{name}={selector[name]} is on no pod; {miss.maker.title} {makes} {shown(changed)} ({how})",
                   patches.fix(view, fix, patches.pairs(changed)), miss.maker.title)


def constrained(view: View, service: Object, miss: Miss) -> Finding:
    """One pair too many."""
    name, selector = miss.absent[0], services.selector(service)
    has = objects.labels(miss.maker.pod).get(name)
    fix = patches.patch(objects.key(service), {"spec": {"selector": {name: None}}})
    return Finding(EXTRA, objects.key(service), f"spec.selector[{name}]",
                   f"{name}={selector[name]} is not on the pods of {miss.maker.title}, which have all the rest"
                   + (f" and {name}={has}" if has else ""),
                   patches.fix(view, fix, f"without {name}: {selector[name]}, or add it to {miss.maker.path or 'pod'}.metadata.labels"),
                   miss.maker.title)


def elsewhere(view: View, service: Object) -> Finding | None:
    """Pods in another namespace."""
    here = objects.namespace(service)
    found = view.index(Nearness).elsewhere(here, services.selector(service))
    if not found:
        return None
    spaces = sorted({maker.key.namespace for maker in found})
    return Finding(ELSEWHERE, objects.key(service), "metadata.namespace",
                   f"{shown(services.selector(service))} matches {few([maker.title for maker in found])}, but a Service selects in its own "
                   f"namespace, {here}, alone", f"namespace: {spaces[0]}", found[0].title)


def missing(view: View, service: Object) -> Finding:
    """Nobody is even near; in files without any workload that says little."""
    here = objects.namespace(service)
    known = here in view.namespaces_with_pods
    level = ERROR if view.settled else WARNING if known else INFO
    others = "none of the pods there is near" if known else f"namespace {here} has no pods at all" if view.settled \
        else "these files have nothing that makes pods there"
    text = f"{shown(services.selector(service))} matches no pod: {others}"
    return Finding(EMPTY, objects.key(service), "spec.selector", text, level=level, doubt="" if view.settled else SUSPECT)


def split(view: View, service: Object) -> Iterator[Finding]:
    """ReplicaSets of one Deployment, of which only some have the labels."""
    selector = services.selector(service)
    for key in view.makers_behind(service):
        if key.kind != "Deployment":
            continue
        sets = view.cluster.table("ReplicaSet").indexed(owners).get((key.kind, key.namespace, key.name), ())
        alive = [one for one in sets if objects.read(one, "spec.replicas", 1)]
        outside = [one for one in alive if not selector.items() <= pods.template_labels(template(one)).items()]
        if outside and len(outside) < len(alive):
            inside = [objects.name(one) for one in alive if one not in outside]
            others = few(list(map(objects.name, outside)))
            yield Finding(SPLIT, objects.key(service), "spec.selector",
                          f"of {title(key)} it selects the pods of {few(inside)}, not those of {others}, "
                          f"which have {shown(plain_labels(pods.template_labels(template(outside[0]))))}", near=title(key))


def intruders(view: View, service: Object) -> Iterator[Finding]:
    """Makers of pods without the port, of another application than those that have it."""
    makers = view.makers_behind(service)
    if len(makers) < 2:
        return
    lacking = {key: made[0] for key, made in makers.items() if not any(offers(made[0], port) for port in services.ports(service))}
    fitting = [made[0] for key, made in makers.items() if key not in lacking]
    strange = [key for key, pod in lacking.items() if fitting and all(is_another(key, pod, view.maker_of(one), one) for one in fitting)]
    if strange:
        telling = next(iter(own_labels(fitting[0], lacking[strange[0]])), None)
        change = {telling: objects.labels(fitting[0])[telling]} if telling else {}
        fix = patches.patch(objects.key(service), {"spec": {"selector": change}}) if change else ""
        yield Finding(INTRUDERS, objects.key(service), "spec.selector",
                      f"{shown(services.selector(service))} also matches {few(list(map(title, strange)))}, whose pods have no port "
                      f"{services.ports(service)[0].get('targetPort')}", patches.fix(view, fix, patches.pairs(change)), title(strange[0]))


def offers(pod: Object, port: Mapping[str, object]) -> bool:
    """Whether a pod says that it has the port of a service."""
    target, protocol = port.get("targetPort") or port.get("port"), port.get("protocol") or "TCP"
    return any(target in (its.get("name"), its.get("containerPort")) and (its.get("protocol") or "TCP") == protocol
               for its in pods.ports(pod))
