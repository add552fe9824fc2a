"""Questions whether somebody may do something. Upstream rule: authorization `ValidateSubjectAccessReviewSpec`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.model.problem import invalid


def answered(review: Object, _: Object | None, __: Draft) -> Object:
    """Only an administrator may do what he wants; what others may is not worked out here, so they are told no."""
    spec = review.get("spec") or {}
    allowed = "system:masters" in (spec.get("groups") or ()) or spec.get("user") == "admin"
    return {**review, "status": {"allowed": allowed}}


def spec_problems(spec: Mapping[str, Any], *, with_subject: bool) -> Iterator[Problem]:
    """Either a resource or a path, and who is meant."""
    resource, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if resource is not None and path is not None:
        yield invalid("spec.nonResourceAttributes", without_resource(spec), "cannot be specified in combination with resourceAttributes")
    elif resource is None and path is None:
        yield invalid("spec.resourceAttributes", None, "exactly one of nonResourceAttributes or resourceAttributes must be specified")
    if with_subject and not spec.get("user") and not spec.get("groups"):
        yield invalid("spec.user", "", "at least one of user or group must be specified")
    for field in ("fieldSelector", "labelSelector"):
        yield from selector_problems(f"spec.resourceAttributes.{field}", (resource or {}).get(field))


def selector_problems(path: str, selector: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Which objects of the resource are meant, either as a text or in parts."""
    if selector and selector.get("rawSelector") and selector.get("requirements"):
        yield invalid(f"{path}.rawSelector", selector["rawSelector"], "may not specified at the same time as requirements")


def without_resource(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked about a path, as Go prints it."""
    asked = spec["nonResourceAttributes"]
    return {"Path": asked.get("path") or "", "Verb": asked.get("verb") or ""}
