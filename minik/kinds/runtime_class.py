"""RuntimeClasses: container runtimes and their overhead."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import immutable_fields, labels_problems, metadata_problems
from minik.kinds._node_selector import DEPRECATED
from minik.kinds._rules import check_name
from minik.kinds.pod.scheduling import tolerations_problems
from minik.kinds.resource_names import amount_problems, container_name_problems, sort_amounts
from minik.model import names
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import duplicate


def problems(runtime: Object) -> Iterator[Problem]:
    yield from metadata_problems(runtime, namespaced=False, standard_finalizers=False)
    yield from check_name("handler", runtime.get("handler") or "", names.label)
    for resource, text in sort_amounts(read(runtime, "overhead.podFixed")):
        yield from container_name_problems(f"overhead.limits[{resource}]", resource)
        yield from amount_problems(f"overhead.limits[{resource}]", resource, text)
    if runtime.get("scheduling") is not None:
        yield from scheduling_problems("scheduling", runtime["scheduling"])


def scheduling_problems(path: str, scheduling: Object) -> Iterator[Problem]:
    """Check the node selector and the tolerations of nodes with this runtime."""
    yield from labels_problems(scheduling.get("nodeSelector"), f"{path}.nodeSelector")
    tolerations = scheduling.get("tolerations") or []
    yield from tolerations_problems(tolerations, f"{path}.tolerations")
    yield from (
        duplicate(f"{path}.tolerations[{index}]", toleration)
        for index, toleration in enumerate(tolerations)
        if toleration in tolerations[:index]
    )


def warnings(runtime: Object, _: Object | None) -> Iterator[str]:
    for key in sorted(read(runtime, "scheduling.nodeSelector", {})):
        if key in DEPRECATED:
            yield f"scheduling.nodeSelector: {DEPRECATED[key]}"


def handler_column(runtime: Object, _: datetime) -> str:
    return str(runtime.get("handler") or "")


KIND = Kind(
    "RuntimeClass",
    problems=problems,
    update_problems=immutable_fields("handler"),
    warnings=warnings,
    has_status=False,
    columns=(Column("HANDLER", handler_column),),
)
