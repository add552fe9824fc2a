"""Updates of objects whose fields are tracked: who changes a field answers for it, alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minik import kinds
from minik.intake.ownership import managed_fields, shapes, updating
from minik.intake.ownership.field_sets import compare, fields_of, with_parents
from minik.intake.ownership.managed_fields import APPLY, UPDATE, FieldManager, FieldSet
from minik.intake.ownership.paths import Paths
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.model.writing import Writer

KIND = kinds.kind_of_key("Service")
SHAPE = shapes.shape_of_kind(KIND, "v1")
ports = st.lists(
    st.fixed_dictionaries(
        {"port": st.sampled_from([80, 81]), "protocol": st.just("TCP")},
        optional={"name": st.sampled_from("pq")},
    ),
    unique_by=lambda port: port["port"],
    min_size=1,
)
labels = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy"), min_size=1)
services = st.builds(
    lambda labels, spec: {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", **labels},
        **({"spec": spec} if spec else {}),
    },
    st.fixed_dictionaries({}, optional={"labels": labels}),
    st.fixed_dictionaries(
        {},
        optional={
            "ports": ports,
            "selector": labels,
            "type": st.sampled_from(["ClusterIP", "NodePort"]),
        },
    ),
)


def tracked(obj: Object, who: FieldManager) -> Object:
    return managed_fields.write_managers(
        obj,
        {
            who: FieldSet(
                fields_of(obj, SHAPE) - managed_fields.UNOWNED, "2026-01-01T00:00:00Z", "v1"
            )
        },
    )


def updated(old: Object, new: Object, writer: Writer) -> Object:
    draft = Cluster(Objects()).draft(writer=writer)
    stored = {
        **new,
        "metadata": {**new["metadata"], "managedFields": old["metadata"].get("managedFields")},
    }
    return updating.update_managers(draft, KIND, old, new, stored)


def shares(obj: Object) -> dict[str, Paths]:
    return {who.manager: share.fields for who, share in managed_fields.read_managers(obj).items()}


@settings(deadline=None)
@given(services, services)
def test_who_changes_a_field_answers_for_it_alone(old: Object, new: Object) -> None:
    before = tracked(old, FieldManager("one", APPLY))
    after = shares(updated(before, new, Writer("hand")))
    changes = compare(old, new, SHAPE)
    taken = (changes.added | changes.modified) - managed_fields.UNOWNED
    assert after.get("hand", frozenset()) == taken
    assert (
        after.get("one", frozenset())
        == shares(before).get("one", frozenset()) - taken - changes.removed
    )
    there = with_parents(fields_of(new, SHAPE), SHAPE)
    assert all(share <= there for share in after.values())


@settings(deadline=None)
@given(services, services, services)
def test_a_writer_keeps_what_it_wrote_before(first: Object, second: Object, third: Object) -> None:
    before = tracked(first, FieldManager("one", APPLY))
    between = updated(before, second, Writer("hand"))
    after = shares(updated(between, third, Writer("hand")))
    kept = shares(between).get("hand", frozenset()) - compare(second, third, SHAPE).removed
    assert kept <= after.get("hand", frozenset())


@pytest.mark.parametrize(
    ("key", "change", "expected"),
    [
        ("Pod", {"status": {"phase": "Running"}}, ("kubelet", "status")),
        ("Node", {"metadata": {"labels": {"a": "b"}}}, ("kubelet", "")),
        ("Deployment", {"status": {"replicas": 1}}, ("kube-controller-manager", "status")),
        ("Deployment", {"spec": {"replicas": 1}}, ("kube-controller-manager", "")),
    ],
)
def test_what_no_person_wrote_was_written_by_a_controller_or_a_kubelet(
    key: str, change: Object, expected: tuple[str, str]
) -> None:
    writer = updating.controller_writer(kinds.kind_of_key(key), {}, change)
    assert (writer.name, writer.subresource) == expected


@pytest.mark.parametrize(
    ("writer", "expected"),
    [
        (Writer("hand"), "f:labels f:type"),
        (Writer("kube-controller-manager", "status"), "f:labels f:loadBalancer"),
    ],
)
def test_status_is_written_by_those_who_report_it_and_by_nobody_else(
    writer: Writer, expected: str
) -> None:
    found = frozenset(
        {
            ("f:apiVersion",),
            ("f:metadata", "f:name"),
            ("f:metadata", "f:labels"),
            ("f:spec", "f:type"),
            ("f:status", "f:loadBalancer"),
        }
    )
    assert (
        " ".join(sorted(path[-1] for path in updating.ownable_fields(found, KIND, writer)))
        == expected
    )


def test_a_writer_that_takes_something_has_a_new_time_and_others_keep_theirs() -> None:
    before = managed_fields.write_managers(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "web"},
            "spec": {"type": "ClusterIP"},
        },
        {
            FieldManager("one", APPLY): FieldSet(
                frozenset({("f:spec", "f:type")}), "2026-01-01T00:00:00Z", "v1"
            ),
            FieldManager("hand", UPDATE, "v1"): FieldSet(
                frozenset({("f:spec", "f:selector")}), "2026-01-02T00:00:00Z", "v1"
            ),
        },
    )
    changed: Any = {**before, "spec": {"type": "ClusterIP", "clusterIP": "None"}}
    times = {
        who.manager: share.time
        for who, share in managed_fields.read_managers(
            updated(before, changed, Writer("hand"))
        ).items()
    }
    assert times == {"one": "2026-01-01T00:00:00Z", "hand": "1970-01-01T00:00:00Z"}
