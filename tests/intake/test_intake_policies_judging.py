"""What ValidatingAdmissionPolicies make of requests: denials, warnings, errors."""

from collections.abc import Callable
from functools import partial
from typing import Any

import policy_cluster as stage
import pytest

from minik import kinds
from minik.errors import Forbidden, Invalid, MinikError
from minik.intake import registry, requests, scaling, subresources
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.model.writing import Identity, Writer

DENIED = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: {}"
WARNED = "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': {}"
MAPS = kinds.kind_of_key("ConfigMap")


def cluster(*documents: Object, writer: Writer = stage.KUBECTL) -> Draft:
    where = stage.draft(writer)
    stage.create(where, *documents)
    return where


def refusal(where: Draft, obj: Object | None = None) -> MinikError:
    with pytest.raises(MinikError) as refused:
        stage.create(where, obj or stage.config_map())
    return refused.value


def validation(text: str, **fields: Any) -> Object:
    return stage.policy(validations=[{"expression": text, **fields}])


def test_a_denial_names_the_resource_and_its_causes_stand_by_themselves() -> None:
    error = refusal(cluster(stage.policy("object.metadata.name != 'a'"), stage.binding()))
    why = DENIED.format("failed expression: object.metadata.name != 'a'")
    assert isinstance(error, Invalid)
    assert error.message == f'configmaps "a" is forbidden: {why}'
    assert error.details == {"name": "a", "kind": "configmaps", "causes": [{"message": why}]}
    assert str(error.causes[0]) == f": {why}"


MESSAGES: dict[str, tuple[dict[str, str], str]] = {
    "its expression": ({}, "failed expression: false"),
    "its message": ({"message": " no "}, "no"),
    "a message that is made": ({"messageExpression": "'not ' + object.metadata.name"}, "not a"),
    "one that cannot be made": ({"message": "no", "messageExpression": "object.x"}, "no"),
    "one with a line break": ({"message": "no", "messageExpression": "'a\\nb'"}, "no"),
    "who asks": ({"messageExpression": "request.userInfo.username"}, "admin"),
}


@pytest.mark.parametrize(("fields", "words"), MESSAGES.values(), ids=MESSAGES)
def test_what_is_said(fields: dict[str, str], words: str) -> None:
    if "object.x" in fields.get("messageExpression", ""):
        fields = {**fields, "messageExpression": "string(object.x)"}
    where = cluster(validation("false", **fields), stage.binding())
    assert refusal(where).message.endswith(f"denied request: {words}")


@pytest.mark.parametrize(
    ("reason", "code"), [("Forbidden", 403), ("RequestEntityTooLarge", 413), ("Invalid", 422)]
)
def test_the_reason_has_its_code(reason: str, code: int) -> None:
    error = refusal(cluster(validation("false", reason=reason), stage.binding()))
    assert (error.reason, error.code) == (reason, code)
    assert isinstance(error, Forbidden | Invalid)


def test_an_error_fails_unless_it_is_ignored() -> None:
    strict = cluster(stage.policy("object.data.x == 'y'"), stage.binding())
    words = "expression 'object.data.x == 'y'' resulted in error: no such key: data"
    assert refusal(strict).message.endswith(DENIED.format(words))
    lenient = stage.policy("object.data.x == 'y'", failurePolicy="Ignore")
    stage.create(cluster(lenient, stage.binding()), stage.config_map())


def test_warnings_are_told_and_let_through() -> None:
    where = cluster(stage.policy("false", "true", "1 == 2"), stage.binding("Warn"))
    told = stage.create(where, stage.config_map())[0][1]
    assert told == [
        WARNED.format("failed expression: false"),
        WARNED.format("failed expression: 1 == 2"),
    ]


def test_who_is_denied_is_warned_as_well() -> None:
    where = cluster(stage.policy("false"), stage.binding("Warn"), stage.binding(name="c"))
    error = refusal(where)
    assert error.warnings == (WARNED.format("failed expression: false"),)
    assert "with binding 'c' denied request" in error.message


def test_an_audit_is_heard_by_nobody_but_its_errors_refuse() -> None:
    stage.create(cluster(stage.policy("false"), stage.binding("Audit")), stage.config_map())
    noted = [{"key": "k", "valueExpression": "string(object.data.x)"}]
    where = cluster(stage.policy(auditAnnotations=noted), stage.binding("Audit"))
    assert "no such key: data" in refusal(where).message


def test_what_an_audit_log_notes() -> None:
    noted = [{"key": "k", "valueExpression": "'is ' + object.metadata.name"}]
    rules = [{"expression": "true"}, {"expression": "false", "message": "no"}]
    policy = stage.policy(validations=rules, auditAnnotations=noted)
    where = cluster(policy, stage.binding("Audit"))
    stage.create(where, stage.config_map())
    failure = '[{"message":"no","policy":"p","binding":"b","expressionIndex":1,"validationActions":["Audit"]}]'
    key = "validation.policy.admission.k8s.io/validation_failure"
    assert where.annotations == {key: failure, "p/k": "is a"}
    both = cluster(policy, stage.binding("Deny", "Audit"))
    assert refusal(both).annotations["p/k"] == "is a"


def test_parameters_that_are_missing_or_unknown_refuse() -> None:
    kind = {"apiVersion": "v1", "kind": "ConfigMap"}
    reference = {"name": "none", "parameterNotFoundAction": "Deny"}
    where = cluster(stage.policy("true", paramKind=kind), stage.binding(paramRef=reference))
    words = "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"
    assert refusal(where).message.endswith(DENIED.format(words))
    unknown = {"apiVersion": "none.example.com/v1", "kind": "None"}
    where = cluster(stage.policy("true", paramKind=unknown), stage.binding())
    assert refusal(where).message.endswith(
        "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource "
        "referenced by paramKind: 'none.example.com/v1, Kind=None'"
    )


def test_variables_are_evaluated_when_they_are_needed_and_their_errors_are_told() -> None:
    variables = [
        {"name": "v", "expression": "object.data.x"},
        {"name": "w", "expression": "object.metadata.name + '!'"},
    ]
    where = cluster(
        stage.policy("variables.w == 'a!' || variables.v == 'y'", variables=variables),
        stage.binding(),
    )
    stage.create(where, stage.config_map())
    assert 'composited variable "v" fails to evaluate: no such key: data' in (
        refusal(where, stage.config_map("b")).message
    )


CONDITIONS: dict[str, tuple[list[str], bool]] = {
    "all hold": (["true", "object.metadata.name == 'a'"], True),
    "one does not": (["true", "false"], False),
    "an error": (["object.x == 1"], True),
    "a false one outweighs an error": (["object.x == 1", "false"], False),
}


@pytest.mark.parametrize(("texts", "asked"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(texts: list[str], asked: bool) -> None:
    conditions = [{"name": f"c{at}", "expression": text} for at, text in enumerate(texts)]
    where = cluster(stage.policy("false", matchConditions=conditions), stage.binding())
    if asked:
        refusal(where)
    else:
        stage.create(where, stage.config_map())


def test_a_condition_with_an_error_is_passed_over_where_errors_are_ignored() -> None:
    conditions = [{"name": "c", "expression": "object.x == 1"}]
    lenient = stage.policy("false", matchConditions=conditions, failurePolicy="Ignore")
    stage.create(cluster(lenient, stage.binding()), stage.config_map())


def test_the_authorizer_answers_by_the_roles_for_the_one_who_asks() -> None:
    text = "authorizer.group('').resource('secrets').namespace('shop').check('get').allowed()"
    own = "authorizer.requestResource.check('create').allowed()"
    for who in (text, own):
        stage.create(cluster(stage.policy(who), stage.binding()), stage.config_map())
        bob = Writer("kubectl", identity=Identity("bob"))
        refusal(cluster(stage.policy(who), stage.binding(), writer=bob))


def test_deletions_and_updates_are_requests_as_well() -> None:
    where = cluster(stage.config_map())
    text = "request.operation == 'CREATE' || oldObject.metadata.name != 'a'"
    stage.create(where, stage.policy(text), stage.binding())
    with pytest.raises(MinikError, match="denied request"):
        requests.delete(where, MAPS, "shop", "a")
    old = where.get("ConfigMap", "shop", "a")
    assert old is not None
    with pytest.raises(MinikError, match="denied request"):
        registry.update(where, MAPS, old, {**old, "data": {"x": "y"}})


def test_what_is_deleted_may_be_warned_of() -> None:
    where = cluster(stage.config_map(), stage.policy("false"), stage.binding("Warn"))
    _, told = requests.delete(where, MAPS, "shop", "a")
    assert told == [WARNED.format("failed expression: false")]


DEPLOYMENT: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d", "namespace": "shop"},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "d"}},
        "template": {
            "metadata": {"labels": {"app": "d"}},
            "spec": {"containers": [{"name": "c", "image": "c"}]},
        },
    },
}


@pytest.mark.parametrize(
    ("resource", "scaled", "stated"),
    [("deployments/scale", True, False), ("deployments/status", False, True)],
)
def test_a_subresource_is_a_request_of_its_own(resource: str, scaled: bool, stated: bool) -> None:
    rule = stage.rule(resource, apiGroups=["apps"])
    where = cluster(DEPLOYMENT)
    stage.create(
        where, stage.policy("false", matchConstraints={"resourceRules": [rule]}), stage.binding()
    )
    kind, current = kinds.kind_of_key("Deployment"), where.get("Deployment", "shop", "d")
    assert current is not None
    assert is_refused(partial(scaling.set_replicas, where, kind, current, 3)) is scaled
    changed = {**current, "status": {"replicas": 1}}
    status = partial(subresources.update, where, kind, current, changed, "status")
    assert is_refused(status) is stated


def is_refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except MinikError:
        return True
    return False
