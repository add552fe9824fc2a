"""Who may do what: `authorizer.group('apps').resource('deployments').check('get').allowed()`.

Upstream rule: Kubernetes `cel/library/authz.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel.declarations import Library, Overload, method, scale
from minik.cel.frames import PER_LETTER
from minik.cel.libraries._costs import argument_letters, constant, constant_track
from minik.cel.types import BOOL, STRING, opaque
from minik.cel.values import EvaluationError, cost_size
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import names

PREFIX = "kubernetes.authorization."
AUTHORIZER, PATH_CHECK = opaque(f"{PREFIX}Authorizer"), opaque(f"{PREFIX}PathCheck")
GROUP_CHECK, RESOURCE_CHECK = opaque(f"{PREFIX}GroupCheck"), opaque(f"{PREFIX}ResourceCheck")
DECISION = opaque(f"{PREFIX}Decision")
CHECK_COST = 350_000


class Question(NamedTuple):
    """What is asked: who would do what with which resource, or at which path. An empty user stands for
    the one who sends the request.
    """

    verb: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    name: str = ""
    namespace: str = ""
    path: str = ""
    user: str = ""


class Answer(NamedTuple):
    """Whether it is allowed, why, and what went wrong."""

    allowed: bool
    reason: str = ""
    error: str = ""


Decide: TypeAlias = Callable[[Question], Answer]


class Authorizer:
    """The variable `authorizer`, or what `serviceAccount` makes of it."""

    cel_type = AUTHORIZER

    def __init__(self, decide: Decide, question: Question | None = None) -> None:
        self.decide, self.question = decide, question or Question()


class PathCheck(Authorizer):
    """A path that somebody asks for."""

    cel_type = PATH_CHECK


class GroupCheck(Authorizer):
    """A group of the API."""

    cel_type = GROUP_CHECK


class ResourceCheck(Authorizer):
    """A resource of the API, or objects of it."""

    cel_type = RESOURCE_CHECK


class Decision:
    """What was answered."""

    cel_type = DECISION

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def at_path(asking: Authorizer, path: str) -> PathCheck:
    if not path:
        raise EvaluationError("path must not be empty")
    return PathCheck(asking.decide, asking.question._replace(path=path))


def in_group(asking: Authorizer, group: str) -> GroupCheck:
    return GroupCheck(asking.decide, asking.question._replace(group=group))


def as_account(asking: Authorizer, namespace: str, name: str) -> Authorizer:
    """Return an authorizer that answers for a ServiceAccount."""
    if any(names.subdomain(name)):
        raise EvaluationError("Invalid service account name")
    if any(names.label(namespace)):
        raise EvaluationError("Invalid service account namespace")
    user = f"system:serviceaccount:{namespace}:{name}"
    return Authorizer(asking.decide, asking.question._replace(user=user))


def of_resource(asking: GroupCheck, resource: str) -> ResourceCheck:
    return ResourceCheck(asking.decide, asking.question._replace(resource=resource))


def narrowed(field: str) -> Callable[[ResourceCheck, str], ResourceCheck]:
    """Return the function that names one thing more of what is asked."""

    def narrow(asking: ResourceCheck, text: str) -> ResourceCheck:
        return ResourceCheck(asking.decide, asking.question._replace(**{field: text}))

    return narrow


def selected(asking: ResourceCheck, selector: str) -> ResourceCheck:
    """Return the same question: roles know no selectors."""
    return asking


def check(asking: Authorizer, verb: str) -> Decision:
    return Decision(asking.decide(asking.question._replace(verb=verb)))


def parsing_cost(values: Sequence[Any], _: Any) -> int:
    """Return what it costs to read a selector."""
    return scale(cost_size(values[1]), PER_LETTER)


CHEAP = {"estimate": constant(), "track": constant_track()}
DEAR = {"estimate": constant(CHECK_COST), "track": constant_track(CHECK_COST)}
PARSED = {"estimate": argument_letters, "track": parsing_cost}


def _narrowing(name: str) -> tuple[Overload, ...]:
    return (
        method(
            f"resourcecheck_{name}",
            (RESOURCE_CHECK, STRING),
            RESOURCE_CHECK,
            narrowed(name),
            **CHEAP,
        ),
    )


LIBRARY = Library(
    {
        "path": (method("authorizer_path", (AUTHORIZER, STRING), PATH_CHECK, at_path, **CHEAP),),
        "group": (
            method("authorizer_group", (AUTHORIZER, STRING), GROUP_CHECK, in_group, **CHEAP),
        ),
        "serviceAccount": (
            method(
                "authorizer_serviceaccount",
                (AUTHORIZER, STRING, STRING),
                AUTHORIZER,
                as_account,
                **CHEAP,
            ),
        ),
        "resource": (
            method(
                "groupcheck_resource", (GROUP_CHECK, STRING), RESOURCE_CHECK, of_resource, **CHEAP
            ),
        ),
        **{name: _narrowing(name) for name in ("subresource", "namespace", "name")},
        "fieldSelector": (
            method(
                "authorizer_fieldselector",
                (RESOURCE_CHECK, STRING),
                RESOURCE_CHECK,
                selected,
                **PARSED,
            ),
        ),
        "labelSelector": (
            method(
                "authorizer_labelselector",
                (RESOURCE_CHECK, STRING),
                RESOURCE_CHECK,
                selected,
                **PARSED,
            ),
        ),
        "check": (
            method("pathcheck_check", (PATH_CHECK, STRING), DECISION, check, **DEAR),
            method("resourcecheck_check", (RESOURCE_CHECK, STRING), DECISION, check, **DEAR),
        ),
        "allowed": (
            method("decision_allowed", (DECISION,), BOOL, lambda one: one.answer.allowed, **CHEAP),
        ),
        "reason": (
            method("decision_reason", (DECISION,), STRING, lambda one: one.answer.reason, **CHEAP),
        ),
        "errored": (
            method(
                "decision_errored", (DECISION,), BOOL, lambda one: bool(one.answer.error), **CHEAP
            ),
        ),
        "error": (
            method("decision_error", (DECISION,), STRING, lambda one: one.answer.error, **CHEAP),
        ),
    },
    default=True,
)
