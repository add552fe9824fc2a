"""Objects that are made from a form are those that the server would have made of their documents."""

import random
from typing import Any

import pytest
from alike_documents import APPS, BASE, changed, document, pod, service, workload
from hypothesis import given, settings
from hypothesis import strategies as st

from minik import kinds
from minik.client import alike_objects, applying, changes
from minik.client.changes import Done, Manner
from minik.intake.parsing import Document
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.writing import Writer

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web-1"}}
TOKENLESS = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {"name": "default", "namespace": "default"},
    "automountServiceAccountToken": False,
}
PULLING = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {"name": "default", "namespace": "default"},
    "imagePullSecrets": [{"name": "web-2"}],
}
QUOTA = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "q", "namespace": "default"},
    "spec": {"hard": {"pods": "3", "services": "3"}},
}
LIMITS = {
    "apiVersion": "v1",
    "kind": "LimitRange",
    "metadata": {"name": "l", "namespace": "default"},
    "spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}}]},
}
PRIORITY = {
    "apiVersion": "scheduling.k8s.io/v1",
    "kind": "PriorityClass",
    "metadata": {"name": "usual"},
    "value": 7,
    "globalDefault": True,
}
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
BETWEEN = (NAMESPACE, TOKENLESS, PULLING, QUOTA, LIMITS, PRIORITY, CONFIG)
FULL = BASE.with_settings(BASE.settings._replace(disabled_admission_plugins=()))
PLAIN = [pod(f"web-{number}", f"app-{number}", "front") for number in range(6)]


def applied(values: list[Any]) -> Done:
    """Return what comes of these documents, applied in one command."""
    documents = (Document(value, "x", number) for number, value in enumerate(values))
    plan = changes.plan(documents, FULL, applying.apply, Manner("default"))
    return changes.carry_out(lambda: FULL.draft(writer=Writer("kubectl-client-side-apply")), plan)


def told(done: Done) -> tuple[list[Any], list[Any], Any]:
    """Return everything that can be seen of it, with the order of fields."""
    outcomes = [(one.kind.key, one.done, tuple(one.warnings), one.object) for one in done.outcomes]
    errors = [(str(one), tuple(one.warnings)) for one in done.errors]
    return repr(outcomes), errors, repr(done.draft.changes)  # type: ignore[return-value]


def alone(values: list[Any], monkeypatch: pytest.MonkeyPatch) -> Done:
    with monkeypatch.context() as patch:
        patch.setattr(alike_objects, "create", alike_objects.create_alone)
        return applied(values)


def drawn(draw: random.Random) -> list[Any]:
    kinds = draw.sample(("Service", "Pod", "ReplicationController", *APPS), 2)
    values = [document(draw.choice(kinds), draw) for _ in range(50)]
    for number, value in enumerate(values):
        if draw.random() < 0.9:  # few are there already
            values[number] = changed(value, "metadata.name", f"own-{number}")
    for value in draw.sample(BETWEEN, draw.choice((0, 0, 1, 2))):
        values.insert(draw.randrange(len(values)), value)
    return values


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_objects_are_as_if_each_had_been_taken_in_alone(seed: int) -> None:
    values = drawn(random.Random(seed))
    with pytest.MonkeyPatch.context() as patch:
        assert told(applied(values)) == told(alone(values, patch))


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the objects that are made from a form."""
    found: list[str] = []
    store = alike_objects.store

    def spied(draft: Draft, kind: Kind, obj: Any) -> Any:
        found.append(obj["metadata"]["name"])
        return store(draft, kind, obj)

    monkeypatch.setattr(alike_objects, "store", spied)
    return found


# The first is applied to an empty draft, where nothing is remembered; a form is made of two.
@pytest.mark.parametrize(
    ("between", "names"),
    [
        (CONFIG, ["web-3"]),
        (NAMESPACE, ["web-3"]),
        (TOKENLESS, ["web-3"]),
        (PRIORITY, ["web-3"]),
        (QUOTA, ["web-3"]),
        (service("a", "b", "c"), ["web-3", "web-4", "web-5"]),
        (workload("Deployment", "a", "b", "b"), ["web-3", "web-4", "web-5"]),
    ],
)
def test_what_plugins_may_look_at_ends_the_likeness(
    between: Any, names: list[str], stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [*PLAIN[:4], between, *PLAIN[4:]]
    done = applied(values)
    assert stored == names
    assert told(done) == told(alone(values, monkeypatch))


def test_after_a_change_a_form_is_made_anew(stored: list[str]) -> None:
    more = [pod(f"more-{number}", f"app-{number}", "front") for number in range(4)]
    done = applied([*PLAIN, TOKENLESS, *more])
    assert stored == ["web-3", "web-4", "web-5", "more-2", "more-3"]
    specs = [one.object["spec"] for one in done.outcomes if one.kind.key == "Pod"]
    assert ["volumes" in spec for spec in specs] == [True] * 6 + [False] * 4


def test_services_get_addresses_of_their_own(stored: list[str]) -> None:
    values = [service(f"web-{number}", "shop", "front") for number in range(6)]
    done = applied(values)
    assert stored == ["web-3", "web-4", "web-5"]
    assert len({one.object["spec"]["clusterIP"] for one in done.outcomes}) == 6


def test_an_address_that_is_taken_is_refused_as_ever(
    stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = {"port": 80, "nodePort": 30080}
    values = [
        changed(
            service(f"web-{number}", "shop", "front"), "spec", {"type": "NodePort", "ports": ports}
        )
        for number, ports in enumerate(([{"port": 80}],) * 4 + ([port],) * 4)
    ]
    done = applied(values)
    assert [len(done.outcomes), len(done.errors)] == [5, 3]
    assert told(done) == told(alone(values, monkeypatch))


@pytest.mark.parametrize("name", ["default", "kubernetes", "main", "x" * 41])
def test_a_name_that_means_something_has_no_form(name: str, stored: list[str]) -> None:
    done = applied([*PLAIN, pod(name, "shop", "front")])
    assert name not in stored or name in ("default", "kubernetes")
    assert done.outcomes[-1].object["metadata"]["name"] == name
    assert done.outcomes[-1].object["spec"]["serviceAccountName"] == "default"
    spec = done.outcomes[-1].object["spec"]
    assert spec["volumes"][0]["name"] == spec["containers"][0]["volumeMounts"][0]["name"]


def test_a_first_name_that_the_server_writes_elsewhere_too_makes_no_form(
    stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [
        CONFIG,
        *(pod(name, "shop", "front") for name in ("default", "web-1", "web-2", "web-3")),
    ]
    done = applied(values)
    assert stored == ["web-3"]  # that of the second and the third
    assert told(done) == told(alone(values, monkeypatch))


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds.all_kinds() if kind.free_names is not None]
)
def test_every_plugin_that_sees_such_objects_says_when_names_matter_to_it(kind: Kind) -> None:
    assert alike_objects.name_makers(BASE.draft(), kind) is not None


def test_what_comes_between_counts_at_once() -> None:
    """Plugins that had nothing to do are asked again as soon as there is something for them."""
    limited = applied([*PLAIN[:4], LIMITS, *PLAIN[4:]]).outcomes
    resources = [
        one.object["spec"]["containers"][0].get("resources")
        for one in limited
        if one.kind.key == "Pod"
    ]
    assert [bool(one) for one in resources] == [False] * 4 + [True] * 2
