"""Server-side apply: its laws over any configurations, and the cases in which upstream's rules
meet.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minik import kinds
from minik.intake import validation
from minik.intake.ownership import applying, managed_fields, paths, shapes
from minik.intake.ownership.applying import ApplyConflict, ApplyResult
from minik.intake.ownership.field_sets import compare, fields_of, with_parents
from minik.intake.ownership.managed_fields import (
    APPLY,
    UPDATE,
    FieldManager,
    FieldSet,
    ManagedFields,
)
from minik.intake.parsing import Document
from minik.model.object import Object

SHAPE = shapes.shape_of_kind(kinds.kind_of_key("Service"), "v1")
EMPTY: Object = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
ONE, OTHER = FieldManager("one", APPLY), FieldManager("other", APPLY)

labels = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy"), min_size=1, max_size=3)
ports = st.lists(
    st.fixed_dictionaries(
        {"port": st.sampled_from([80, 81]), "protocol": st.sampled_from(["TCP", "UDP"])},
        optional={"name": st.sampled_from("pq"), "targetPort": st.sampled_from([1, 2])},
    ),
    unique_by=lambda port: (port["port"], port["protocol"]),
    min_size=1,
    max_size=3,
)
specs = st.fixed_dictionaries(
    {},
    optional={
        "ports": ports,
        "selector": labels,
        "type": st.sampled_from(["ClusterIP", "NodePort"]),
        "sessionAffinityConfig": st.just({"clientIP": {"timeoutSeconds": 1}}),
        "externalIPs": st.lists(st.sampled_from(["10.0.0.1", "::1"])),
    },
)
metadata = st.fixed_dictionaries({"name": st.just("web")}, optional={"labels": labels})
configs = st.builds(
    lambda metadata, spec: {**EMPTY, "metadata": metadata, **({"spec": spec} if spec else {})},
    metadata,
    specs,
)


def said(config: Object) -> paths.Paths:
    return fields_of(config, SHAPE) - managed_fields.UNOWNED


def apply(
    before: ApplyResult, config: Object, who: FieldManager, *, force: bool = False
) -> ApplyResult:
    return applying.apply(
        before.object, config, SHAPE, before.managed, who, lambda found: found, force=force
    )


def held(obj: Any, path: paths.Path) -> Any:
    """What stands at a path; nothing where nothing does."""
    for step in path:
        if step.startswith("f:"):
            obj = obj.get(step[2:]) if isinstance(obj, dict) else None
        else:
            found = [
                item
                for item in obj or ()
                if paths.item_step(item, SHAPE.member("spec").member("ports")) == step
            ]
            obj = found[0] if found else None
    return obj


START = ApplyResult(EMPTY, {})


@settings(deadline=None)
@given(configs, configs, configs)
def test_the_same_again_changes_nothing(first: Object, second: Object, third: Object) -> None:
    state = apply(
        apply(apply(START, first, ONE), second, OTHER, force=True), third, ONE, force=True
    )
    again = apply(state, third, ONE)
    assert again.object == state.object
    assert owned(again.managed) == owned(state.managed)


@settings(deadline=None)
@given(configs, configs)
def test_what_another_has_said_is_never_lost_without_force(first: Object, second: Object) -> None:
    state = apply(START, first, ONE)
    try:
        after = apply(state, second, OTHER)
    except ApplyConflict as conflict:
        assert conflict.conflicts.keys() == {ONE}
        assert conflict.conflicts[ONE] <= state.managed[ONE].fields
        return
    assert owned(after.managed).get(ONE) == owned(state.managed).get(ONE)
    assert all(held(after.object, path) == held(state.object, path) for path in leaves(said(first)))


@settings(deadline=None)
@given(configs, configs, configs)
def test_what_is_applied_is_so_then(first: Object, second: Object, third: Object) -> None:
    state = apply(apply(START, first, ONE), second, OTHER, force=True)
    after = apply(state, third, ONE, force=True)
    assert all(held(after.object, path) == held(third, path) for path in leaves(said(third)))
    assert owned(after.managed).get(ONE, frozenset()) == said(third)
    assert not [
        path for path in compare(third, after.object, SHAPE).modified if path in said(third)
    ]


@settings(deadline=None)
@given(configs, configs, configs)
def test_nobody_answers_for_what_is_not_there_and_what_is_there_can_be_read(
    first: Object, second: Object, third: Object
) -> None:
    state = apply(
        apply(apply(START, first, ONE), second, OTHER, force=True), third, ONE, force=True
    )
    there = with_parents(fields_of(state.object, SHAPE), SHAPE)
    assert all(share <= there for share in owned(state.managed).values())
    validation.decode_fast(
        Document({**state.object, "spec": state.object.get("spec") or {}}, "", 0),
        kinds.kind_of_key("Service"),
    )


@settings(deadline=None)
@given(configs, configs)
def test_who_says_no_more_leaves_only_what_others_say(first: Object, second: Object) -> None:
    state = apply(apply(START, first, ONE), second, OTHER, force=True)
    after = apply(state, EMPTY, ONE)
    assert owned(after.managed).keys() <= {OTHER}
    assert all(held(after.object, path) == held(second, path) for path in leaves(said(second)))
    alone = [
        path
        for path in leaves(said(first))
        if path not in with_parents(said(second), SHAPE) and path[:2] != ("f:spec", "f:ports")
    ]
    assert not [path for path in alone if held(after.object, path)]


def owned(shares: ManagedFields) -> dict[FieldManager, paths.Paths]:
    return {who: share.fields for who, share in shares.items() if share.fields}


def leaves(found: paths.Paths) -> paths.Paths:
    return frozenset(
        path
        for path in found
        if not any(other[: len(path)] == path for other in found if other != path)
    )


def service(**spec: Any) -> Object:
    return {**EMPTY, "spec": spec}


def test_both_protocols_of_one_port_live_side_by_side() -> None:
    both = [{"name": "a", "port": 53}, {"name": "b", "port": 53, "protocol": "UDP"}]
    state = apply(START, service(ports=both), ONE)
    assert apply(state, service(ports=both[1:]), ONE).object["spec"]["ports"] == both[1:]


def test_a_conflict_tells_who_and_what() -> None:
    state = apply(START, service(type="NodePort", ports=[{"port": 80, "targetPort": 1}]), ONE)
    with pytest.raises(ApplyConflict) as refused:
        apply(state, service(type="ClusterIP"), OTHER)
    assert refused.value.message == 'Apply failed with 1 conflict: conflict with "one": .spec.type'
    updated = {
        **state.managed,
        FieldManager("hand", UPDATE, "v1", "scale"): FieldSet(
            frozenset({("f:spec", "f:type")}), "", "v1"
        ),
    }
    with pytest.raises(ApplyConflict) as refused:
        apply(
            ApplyResult(state.object, updated),
            service(type="ClusterIP", ports=[{"port": 80, "targetPort": 2}]),
            OTHER,
        )
    assert refused.value.message == (
        'Apply failed with 3 conflicts: conflicts with "hand" with subresource "scale" using v1:\n- .spec.type\n'
        'conflicts with "one":\n- .spec.type\n- .spec.ports[port=80,protocol="TCP"].targetPort'
    )


def test_force_takes_the_field() -> None:
    state = apply(
        apply(START, service(type="NodePort"), ONE), service(type="ClusterIP"), OTHER, force=True
    )
    assert state.object["spec"]["type"] == "ClusterIP"
    assert owned(state.managed) == {OTHER: frozenset({("f:spec", "f:type")})}


def test_what_two_say_alike_both_answer_for_and_it_stays_until_both_let_go() -> None:
    state = apply(apply(START, service(type="NodePort"), ONE), service(type="NodePort"), OTHER)
    assert owned(state.managed).keys() == {ONE, OTHER}
    after = apply(state, EMPTY, ONE)
    assert after.object["spec"] == {"type": "NodePort"}
    assert not apply(after, EMPTY, OTHER).object.get("spec")


def test_what_nobody_has_said_stays() -> None:
    live = {**EMPTY, "spec": {"clusterIP": "10.96.0.9", "type": "ClusterIP"}}
    state = apply(ApplyResult(live, {}), service(type="ClusterIP", ports=[{"port": 1}]), ONE)
    assert apply(state, service(type="ClusterIP"), ONE).object["spec"] == live["spec"]


def test_what_nobody_has_said_goes_with_the_field_of_which_nobody_says_anything() -> None:
    live = {
        **EMPTY,
        "spec": {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 9}}, "type": "ClusterIP"},
    }
    state = apply(
        ApplyResult(live, {}),
        service(type="ClusterIP", sessionAffinityConfig={"clientIP": {}}),
        ONE,
    )
    assert state.object == live
    assert apply(state, service(type="ClusterIP"), ONE).object["spec"] == {"type": "ClusterIP"}


def test_only_so_many_writers_by_update_are_told_apart() -> None:
    many = {
        FieldManager(f"m{number:02}", UPDATE, "v1"): FieldSet(
            frozenset({(f"f:{number}",)}), f"{number:02}", "v1"
        )
        for number in range(13)
    }
    found = managed_fields.cap_updaters(many)
    assert len(found) == managed_fields.MOST
    assert found[FieldManager(managed_fields.ANCIENT, UPDATE, "v1")] == FieldSet(
        frozenset({("f:0",), ("f:1",), ("f:2",), ("f:3",)}), "03", "v1"
    )
    assert managed_fields.cap_updaters({ONE: FieldSet(), **many}).keys() >= {ONE}


def test_writers_are_listed_those_that_apply_first_and_then_by_age() -> None:
    share = FieldSet(frozenset({("f:spec", "f:type")}), "2026-01-01T00:00:00Z", "v1")
    shares = {
        FieldManager("z", UPDATE, "v1"): share,
        FieldManager("a", UPDATE, "v1", "status"): share._replace(time="2026-01-02T00:00:00Z"),
        ONE: share._replace(time="2026-01-03T00:00:00Z"),
        OTHER: FieldSet(),
    }
    written = managed_fields.encode_managers(shares)
    assert [
        (entry["manager"], entry["operation"], entry.get("subresource")) for entry in written
    ] == [("one", "Apply", None), ("z", "Update", None), ("a", "Update", "status")]
    assert managed_fields.read_managers({"metadata": {"managedFields": written}}) == {
        who: share for who, share in shares.items() if share.fields
    }
