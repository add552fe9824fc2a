"""What access reviews share. Upstream rule: authorization `ValidateSubjectAccessReviewSpec`."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds import rbac_rules
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.model.problem import invalid


def answer_review(review: Object, _: Object | None, draft: Draft) -> Object:
    """Return the review with its status, as the roles of the cluster have it.

    User `admin` and group `system:masters` are allowed everything.
    """
    spec = review.get("spec") or {}
    subject = rbac_rules.Subject(spec.get("user") or "", tuple(spec.get("groups") or ()))
    allowed = subject.user == "admin" or rbac_rules.is_allowed(
        draft.cluster(), subject, request_of(spec)
    )
    return {**review, "status": {"allowed": allowed}}


def request_of(spec: Mapping[str, Any]) -> rbac_rules.Request:
    """Return what a review asks."""
    resource, path = spec.get("resourceAttributes") or {}, spec.get("nonResourceAttributes") or {}
    fields = ("verb", "group", "resource", "subresource", "name", "namespace")
    return rbac_rules.Request(
        **{field: str((resource or path).get(field) or "") for field in fields},
        path=str(path.get("path") or ""),
    )


def spec_problems(spec: Mapping[str, Any], *, with_subject: bool) -> Iterator[Problem]:
    """Yield the problems of a review's spec: exactly one of resource and path, and a subject."""
    resource, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if resource is not None and path is not None:
        yield invalid(
            "spec.nonResourceAttributes",
            path_attributes(spec),
            "cannot be specified in combination with resourceAttributes",
        )
    elif resource is None and path is None:
        yield invalid(
            "spec.resourceAttributes",
            None,
            "exactly one of nonResourceAttributes or resourceAttributes must be specified",
        )
    if with_subject and not spec.get("user") and not spec.get("groups"):
        yield invalid("spec.user", "", "at least one of user or group must be specified")
    for field in ("fieldSelector", "labelSelector"):
        yield from selector_problems(
            f"spec.resourceAttributes.{field}", (resource or {}).get(field)
        )


def selector_problems(path: str, selector: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Yield the problem of a selector given both as raw text and as requirements."""
    if selector and selector.get("rawSelector") and selector.get("requirements"):
        yield invalid(
            f"{path}.rawSelector",
            selector["rawSelector"],
            "may not specified at the same time as requirements",
        )


def path_attributes(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the nonResourceAttributes of a review in Go's field names."""
    attributes = spec["nonResourceAttributes"]
    return {"Path": attributes.get("path") or "", "Verb": attributes.get("verb") or ""}
