"""ClusterRoles: permissions in the whole cluster."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._columns import CREATED
from minik.kinds._metadata import metadata_update_problems
from minik.kinds._rbac import role_description, role_problems, without_escalation
from minik.kinds._selector import label_selector_problems
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid, required


def problems(role: Object) -> Iterator[Problem]:
    yield from role_problems(role, False)
    if role.get("aggregationRule") is not None:
        yield from aggregation_problems(
            "aggregationRule.clusterRoleSelectors",
            role["aggregationRule"].get("clusterRoleSelectors") or [],
        )


def aggregation_problems(path: str, selectors: list[Object]) -> Iterator[Problem]:
    """Yield the problems of an aggregationRule's label selectors."""
    if not selectors:
        yield required(
            path, "at least one clusterRoleSelector required if aggregationRule is non-nil"
        )
    for index, selector in enumerate(selectors):
        wrong = list(label_selector_problems(selector, f"{path}[{index}]"))
        yield from wrong
        if wrong:
            yield invalid(f"{path}[{index}]", None, "invalid label selector.")


def prepare(role: Object, old: Object | None, draft: Draft) -> Object:
    return without_escalation(role, old, draft, "clusterroles")


def describe(role: Object, _: Cluster) -> str:
    return role_description(role)


KIND = Kind(
    "ClusterRole",
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=CREATED,
    whole_row=True,
    describe=describe,
    describes_events=False,
    has_status=False,
)
