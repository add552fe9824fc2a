"""Which policies are in force."""

import policy_cluster as stage
import pytest

from minik import kinds
from minik.intake.policies.hooks import MUTATING, VALIDATING, hooks, is_exempt, resources
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Key, Object


def names(where: Draft, sort: str = VALIDATING) -> list[tuple[str, list[str]]]:
    return [
        (objects.name(hook.policy), [objects.name(bound) for bound in hook.bindings])
        for hook in hooks(where, sort)
    ]


def test_a_policy_is_in_force_where_a_binding_names_it() -> None:
    where = stage.draft()
    stage.create(where, stage.policy("true"), stage.policy("true", name="q"))
    assert names(where) == []
    stage.create(where, stage.binding(name="y"), stage.binding(name="x"), stage.binding(of="none"))
    assert names(where) == [("p", ["x", "y"])]
    where.delete(Key("ValidatingAdmissionPolicy", "", "p"))
    assert names(where) == []


def test_each_sort_by_itself() -> None:
    where = stage.draft()
    stage.create(where, stage.mutating("Object{}"), stage.mutating_binding())
    assert (names(where), names(where, MUTATING)) == ([], [("m", ["n"])])


def test_policies_are_not_their_own_business() -> None:
    assert is_exempt(stage.request(stage.policy("true")))
    assert is_exempt(stage.request(stage.mutating_binding()))
    assert not is_exempt(stage.request(stage.config_map()))
    review = kinds.kind_of_key("SubjectAccessReview")
    assert is_exempt(stage.request(stage.config_map())._replace(kind=review))


def test_nothing_is_read_where_no_kind_of_it_was_ever_there() -> None:
    where = stage.draft()
    assert not where.may_hold("ValidatingAdmissionPolicyBinding")
    stage.create(where, stage.binding())
    assert where.may_hold("ValidatingAdmissionPolicyBinding")


PODS = {"resourceRules": [stage.rule("pods/status")]}
ALL = {"resourceRules": [stage.rule("*/scale")]}
RESOURCES: dict[str, tuple[list[Object], set[str]]] = {
    "none": ([], set()),
    "without a binding": ([stage.policy("true")], set()),
    "its own": ([stage.policy("true"), stage.binding()], {"configmaps"}),
    "of a part": ([stage.policy("true", matchConstraints=PODS), stage.binding()], {"pods"}),
    "all": ([stage.policy("true", matchConstraints=ALL), stage.binding()], {"*"}),
    "of both sorts": (
        [
            stage.policy("true"),
            stage.binding(),
            stage.mutating("Object{}", matchConstraints=PODS),
            stage.mutating_binding(),
        ],
        {"configmaps", "pods"},
    ),
}


@pytest.mark.parametrize(("documents", "named"), RESOURCES.values(), ids=RESOURCES)
def test_the_resources_that_policies_name(documents: list[Object], named: set[str]) -> None:
    where = stage.draft()
    stage.create(where, *documents)
    assert resources(where) == named
