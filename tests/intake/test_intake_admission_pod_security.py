"""Which pods a namespace's Pod Security level admits, whom it warns, and which labels are levels."""

from datetime import UTC, datetime
from typing import Any

import objects
import pytest

from minik import kinds
from minik.errors import Forbidden, Invalid
from minik.intake import registry, scaling
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects

NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)
PREFIX = "pod-security.kubernetes.io/"
SENTENCE = 'existing pods in namespace "shop" violate the new PodSecurity enforce level "restricted:latest"'
HARDENED = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def namespace(**levels: str) -> Object:
    labels = {PREFIX + mode.replace("_", "-"): level for mode, level in levels.items()}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "shop", "labels": labels},
        "spec": {"finalizers": ["kubernetes"]},
    }


def draft(disabled: tuple[str, ...] = (), **levels: str) -> Draft:
    settings = DEFAULT._replace(disabled_admission_plugins=("ServiceAccount", *disabled))
    found = Objects({"Namespace": {"shop": namespace(**levels)}})
    return Cluster(found, now=NOW, lineage="test", settings=settings).draft()


def pod(name: str = "web", context: Object | None = None, **spec: Any) -> Object:
    container = {"name": "c", "image": "c", **({"securityContext": context} if context else {})}
    return objects.pod(name, "shop", containers=[container], **spec)


def deployment(**spec: Any) -> Object:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": pod(**spec)["spec"]},
        },
    }


def create(where: Draft, document: Object) -> tuple[Object, list[str]]:
    kind = kinds.find_served_kind(document["apiVersion"], document["kind"])
    assert kind is not None
    return registry.create(where, kind, document)


def update(where: Draft, old: Object, new: Object) -> tuple[Object, list[str]]:
    kind = kinds.find_served_kind(old["apiVersion"], old["kind"])
    assert kind is not None
    return registry.update(where, kind, old, new)


def test_what_a_level_forbids_is_refused_in_the_servers_words() -> None:
    with pytest.raises(Forbidden) as refusal:
        create(draft(enforce="baseline"), pod(hostPID=True))
    assert refusal.value.message == (
        'pods "web" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true)'
    )


@pytest.mark.parametrize(
    ("labels", "disabled"),
    [
        ({}, ()),
        ({"enforce": "privileged"}, ()),
        ({"audit": "baseline"}, ()),
        ({"enforce": "baseline"}, ("PodSecurity",)),
    ],
)
def test_a_pod_is_taken_where_nobody_forbids_it(
    labels: dict[str, str], disabled: tuple[str, ...]
) -> None:
    assert create(draft(disabled, **labels), pod(hostPID=True))[1] == []


def test_what_is_only_warned_of_is_taken() -> None:
    plain = create(draft(warn="restricted"), pod())[1]
    assert len(plain) == 1 and plain[0].startswith(
        'would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false ('
    )
    assert create(draft(warn="restricted"), pod(context=HARDENED))[1] == []


def test_what_makes_pods_is_taken_with_a_warning_of_what_is_enforced() -> None:
    warned = ['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)']
    where = draft(enforce="baseline")
    made, warnings = create(where, deployment(hostPID=True))
    assert warnings == warned
    assert create(draft(enforce="baseline", warn="privileged"), deployment(hostPID=True))[1] == []
    kind = kinds.find_served_kind("apps/v1", "Deployment")
    assert kind is not None
    assert scaling.set_replicas(where, kind, made, 3)[1] == []
    assert update(where, made, {**made, "spec": {**made["spec"], "replicas": 2}})[1] == warned


def test_a_pod_is_judged_again_where_an_image_changes() -> None:
    where = draft()
    old, _ = create(where, pod(hostPID=True))
    where.put(namespace(enforce="baseline"))
    labelled = {**old, "metadata": {**old["metadata"], "labels": {"a": "b"}}}
    changed, warnings = update(where, old, labelled)
    assert warnings == []
    containers = [{**old["spec"]["containers"][0], "image": "d"}]
    with pytest.raises(Forbidden, match="violates PodSecurity"):
        update(where, changed, {**changed, "spec": {**changed["spec"], "containers": containers}})


@pytest.mark.parametrize(
    ("mode", "value", "why"),
    [
        ("enforce", "nonsense", "must be one of privileged, baseline, restricted"),
        ("warn", "", "must be one of privileged, baseline, restricted"),
        ("audit_version", "1.25", 'must be "latest" or "v1.x"'),
        ("enforce_version", "latests", 'must be "latest" or "v1.x"'),
    ],
)
def test_a_label_that_is_no_level_is_refused(mode: str, value: str, why: str) -> None:
    where = draft()
    with pytest.raises(Invalid) as refusal:
        update(where, namespace(), namespace(**{mode: value}))
    assert why in str(refusal.value) and mode.replace("_", "-") in str(refusal.value)
    wrong = namespace(**{mode: value})
    assert update(where, wrong, {**wrong, "metadata": {**wrong["metadata"], "annotations": {}}})


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        (
            {},
            {"enforce": "restricted"},
            [
                SENTENCE,
                "a (and 1 other pod): allowPrivilegeEscalation != false, unrestricted capabilities, "
                "runAsNonRoot != true, seccompProfile",
            ],
        ),
        ({}, {"enforce": "baseline"}, []),
        ({"enforce": "restricted"}, {"enforce": "privileged"}, []),
        ({"enforce": "restricted"}, {"enforce": "restricted", "warn": "baseline"}, []),
    ],
)
def test_a_stricter_level_warns_of_the_pods_that_are_there(
    before: dict[str, str], after: dict[str, str], warned: list[str]
) -> None:
    where = draft()
    for name in ("b", "a"):
        create(where, pod(name))
    create(where, pod("hard", context=HARDENED))
    assert update(where, namespace(**before), namespace(**after))[1] == warned
