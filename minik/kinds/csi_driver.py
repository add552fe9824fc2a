"""CSIDrivers: how a CSI driver's volumes are attached and mounted."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_choice_if_set, check_immutable
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import duplicate, invalid

DEFAULTS = {
    "attachRequired": True,
    "fsGroupPolicy": "ReadWriteOnceWithFSType",
    "podInfoOnMount": False,
    "requiresRepublish": False,
    "seLinuxMount": False,
    "storageCapacity": False,
    "volumeLifecycleModes": ["Persistent"],
}
GROUP_POLICIES = ("File", "None", "ReadWriteOnceWithFSType")
MODES = ("Persistent", "Ephemeral")


def default(driver: Object) -> Object:
    """Return the CSIDriver with its defaults: attachRequired, no podInfoOnMount."""
    spec = driver.get("spec") or {}
    missing = {
        field: value
        for field, value in DEFAULTS.items()
        if not spec.get(field) and spec.get(field) is not False
    }
    return {**driver, "spec": {**spec, **missing}}


def problems(driver: Object) -> Iterator[Problem]:
    yield from metadata_problems(driver, namespaced=False)
    yield from check_choice_if_set(
        "spec.fsGroupPolicy", read(driver, "spec.fsGroupPolicy"), GROUP_POLICIES
    )
    yield from token_problems(driver)
    for mode in read(driver, "spec.volumeLifecycleModes", []):
        yield from check_choice("spec.volumeLifecycleModes", mode, MODES)
    period = read(driver, "spec.nodeAllocatableUpdatePeriodSeconds")
    if period is not None and period < 10:
        yield invalid(
            "spec.nodeAllocatableUpdatePeriodSeconds",
            period,
            "must be greater than or equal to 10 seconds",
        )


def token_problems(driver: Object) -> Iterator[Problem]:
    """Yield the problems of tokenRequests: unique audiences, ten minutes at least."""
    seen = set()
    for index, request in enumerate(read(driver, "spec.tokenRequests", [])):
        path, audience, seconds = (
            f"spec.tokenRequests[{index}]",
            request.get("audience") or "",
            request.get("expirationSeconds"),
        )
        if audience in seen:
            yield duplicate(f"{path}.audience", audience)
            continue
        seen.add(audience)
        if seconds is not None and seconds < 600:
            yield invalid(
                f"{path}.expirationSeconds",
                seconds,
                "may not specify a duration less than 10 minutes",
            )
        if seconds is not None and seconds > 2**32:
            yield invalid(
                f"{path}.expirationSeconds",
                seconds,
                "may not specify a duration larger than 2^32 seconds",
            )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from check_immutable(
        "spec.attachedRequired", read(new, "spec.attachRequired"), read(old, "spec.attachRequired")
    )
    yield from check_immutable(
        "spec.volumeLifecycleModes",
        read(new, "spec.volumeLifecycleModes"),
        read(old, "spec.volumeLifecycleModes"),
    )


def boolean_column(field: str) -> Column:
    """Return a column that shows a boolean field of the spec."""

    def cell(driver: Object, _: datetime) -> str:
        return "true" if read(driver, f"spec.{field}") else "false"

    return Column(field.upper(), cell)


def tokens_column(driver: Object, _: datetime) -> str:
    requests = read(driver, "spec.tokenRequests", [])
    return (
        ",".join(request.get("audience") or "" for request in requests) if requests else "<unset>"
    )


def modes_column(driver: Object, _: datetime) -> str:
    return ",".join(read(driver, "spec.volumeLifecycleModes", [])) or "<none>"


KIND = Kind(
    "CSIDriver",
    default=default,
    problems=problems,
    update_problems=update_problems,
    has_status=False,
    columns=(
        boolean_column("attachRequired"),
        boolean_column("podInfoOnMount"),
        boolean_column("storageCapacity"),
        Column("TOKENREQUESTS", tokens_column),
        boolean_column("requiresRepublish"),
        Column("MODES", modes_column),
    ),
)
