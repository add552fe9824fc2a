"""Services: a stable name and address for a set of pods. `fields` knows where a Service keeps what."""

from collections.abc import Iterable

from minik.errors import Problem
from minik.kinds.service import columns, fields
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

# Who only lists services needs none of their rules: they are imported when the first one is taken
# in or described.


def default(service: Object) -> Object:
    """Fill in every field that does not depend on the cluster."""
    from minik.kinds.service import defaults  # noqa: PLC0415

    return defaults.default(service)


def allocate(service: Object, old: Object | None, draft: Draft) -> Object:
    """Return the service with its IP families, addresses and node ports."""
    from minik.kinds.service import allocation  # noqa: PLC0415

    return allocation.allocate(service, old, draft)


def prepare(service: Object, old: Object | None, draft: Draft) -> Object:
    """Keep the old status, and drop what the new type cannot have."""
    from minik.kinds.service import status  # noqa: PLC0415

    return status.prepare(service, old, draft)


def problems(service: Object) -> Iterable[Problem]:
    """Yield what is wrong with a new service."""
    from minik.kinds.service import rules  # noqa: PLC0415

    return rules.problems(service)


def update_problems(new: Object, old: Object) -> Iterable[Problem]:
    """Yield what is wrong with an updated service."""
    from minik.kinds.service import updates  # noqa: PLC0415

    return updates.update_problems(new, old)


def status_problems(new: Object, _: Object) -> Iterable[Problem]:
    """Yield what is wrong with the status that somebody writes."""
    from minik.kinds.service import status  # noqa: PLC0415

    return status.status_problems(new)


def warn(service: Object, old: Object | None) -> Iterable[str]:
    """Yield the warnings for an accepted service."""
    from minik.kinds.service import warnings  # noqa: PLC0415

    return warnings.warnings(service, old)


def describe(service: Object, cluster: Cluster) -> str:
    """Describe the service and its endpoints."""
    from minik.kinds.service import description  # noqa: PLC0415

    return description.describe(service, cluster)


KIND = Kind(
    "Service",
    default=default,
    allocate=allocate,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    status_problems=status_problems,
    free_names=("spec.selector",),
    warnings=warn,
    columns=columns.COLUMNS,
    describe=describe,
    has_status=False,
    selectable={"spec.clusterIP": fields.cluster_ip, "spec.type": fields.service_type},
)
