"""LimitRanges: their defaults, how their amounts have to agree, and their description."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
LIMIT = "spec.limits[0]"


def limits(*listed: Object) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "small", "namespace": "default"},
        "spec": {"limits": list(listed)},
    }


def limit(kind: str = "Container", **fields: Any) -> Object:
    return {
        "type": kind,
        **{
            name: {"cpu": amount} if isinstance(amount, str) else amount
            for name, amount in fields.items()
        },
    }


DEFAULTS: dict[str, tuple[Object, Object]] = {
    "a most is also the default limit, and that the default request": (
        limit(max="2"),
        limit(max="2", default="2", defaultRequest="2"),
    ),
    "a least is the default request": (limit(min="1"), limit(min="1", defaultRequest="1")),
    "a default limit goes before a least": (
        limit(min="1", default="2"),
        limit(min="1", default="2", defaultRequest="2"),
    ),
    "what is said stays": (
        limit(max="4", default="2", defaultRequest="1"),
        limit(max="4", default="2", defaultRequest="1"),
    ),
    "by resource": (
        limit(max="2", defaultRequest={"memory": "1Gi"}),
        limit(max="2", default="2", defaultRequest={"cpu": "2", "memory": "1Gi"}),
    ),
    "of pods nothing is supposed": (limit("Pod", max="2"), limit("Pod", max="2")),
}


@pytest.mark.parametrize(("given", "stored"), DEFAULTS.values(), ids=DEFAULTS)
def test_defaults(admit: Admit, given: Object, stored: Object) -> None:
    assert admit(limits(given))[0]["spec"]["limits"] == [stored]


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing": (limits(), []),
    "all that agrees": (
        limits(limit(min="1", max="4", default="3", defaultRequest="2", maxLimitRequestRatio="4")),
        [],
    ),
    "types are known": (
        limits(limit("Thing")),
        [f'{LIMIT}.type: Invalid value: "Thing": must be a standard limit type or fully qualified'],
    ),
    "or someone's own": (limits(limit("example.com/Thing")), []),
    "a type once": (
        limits(limit(), limit()),
        ['spec.limits[1].type: Duplicate value: "Container"'],
    ),
    "a least is no more than a most": (
        limits(limit(min="2", max="1")),
        [
            f'{LIMIT}.min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
            f'{LIMIT}.default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
            f'{LIMIT}.defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
        ],
    ),
    "a request is no more than a limit": (
        limits(limit(default="1", defaultRequest="2")),
        [
            f'{LIMIT}.defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1'
        ],
    ),
    "a default is no more than a most": (
        limits(limit(max="1", default="2")),
        [
            f'{LIMIT}.defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than max value 1',
            f'{LIMIT}.default[cpu]: Invalid value: "1": default value 2 is greater than max value 1',
        ],
    ),
    "a pod has no defaults": (
        limits(limit("Pod", default="1", defaultRequest="1")),
        [
            f"{LIMIT}.default: Forbidden: may not be specified when `type` is 'Pod'",
            f"{LIMIT}.defaultRequest: Forbidden: may not be specified when `type` is 'Pod'",
        ],
    ),
    "a claim has a size": (
        limits(limit("PersistentVolumeClaim")),
        [
            f"{LIMIT}.limits: Required value: either minimum or maximum storage value is required, but neither was provided"
        ],
    ),
    "which will do": (limits(limit("PersistentVolumeClaim", max={"storage": "1Gi"})), []),
    "a ratio is one or more": (
        limits(limit(maxLimitRequestRatio="500m")),
        [f'{LIMIT}.maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1'],
    ),
    "a ratio can be met": (
        limits(limit(min="1", max="2", maxLimitRequestRatio="3")),
        [
            f'{LIMIT}.maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000'
        ],
    ),
    "huge pages cannot be promised twice": (
        limits(limit(default={"hugepages-2Mi": "4Mi"}, defaultRequest={"hugepages-2Mi": "2Mi"})),
        [
            f'{LIMIT}.defaultRequest[hugepages-2Mi]: Invalid value: "2Mi": default value 4Mi must equal to defaultRequest value 2Mi in '
            "hugepages-2Mi"
        ],
    ),
    "resources are known": (
        limits(limit(max={"disk": "1"})),
        [
            f'{LIMIT}.{field}[disk]: Invalid value: "disk": {words}'
            for field in ("max", "default", "defaultRequest")
            for words in (
                "must be a standard resource type or fully qualified",
                "must be a standard resource for containers",
            )
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert sorted(refusals(document)) == sorted(reasons)


def test_its_description_is_a_table(described: Callable[..., str]) -> None:
    assert (
        described(
            limits(
                limit(max="2", defaultRequest={"memory": "1Gi"}),
                limit("Pod", min="1", maxLimitRequestRatio="2"),
            )
        )
        == """\
Name:       small
Namespace:  default
Type        Resource  Min  Max  Default Request  Default Limit  Max Limit/Request Ratio
----        --------  ---  ---  ---------------  -------------  -----------------------
Container   cpu       -    2    -                -              -
Container   memory    -    -    1Gi              -              -
Pod         cpu       1    -    -                -              2
"""
    )


def test_its_table_shows_when_it_was_made(cells: Callable[[Object], list[str]]) -> None:
    made = limits()
    made["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    assert cells(made) == ["small", "2026-11-23T08:00:00Z"]
