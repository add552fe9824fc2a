"""PodDisruptionBudgets: one bound, a number or a share, and what its controller is left to say."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
SHARE = (
    "a valid percent string must be a numeric string followed by an ending '%' "
    "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
)


def budget(status: Object | None = None, **spec: Any) -> Object:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": spec,
        **({"status": status} if status else {}),
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing": (budget(), []),
    "a number": (budget(minAvailable=0), []),
    "a share": (budget(maxUnavailable="100%", selector={"matchLabels": {"app": "web"}}), []),
    "one bound alone": (
        budget(minAvailable=1, maxUnavailable="50%"),
        [
            'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"50%","UnhealthyPodEvictionPolicy":null}: '
            "minAvailable and maxUnavailable cannot be both set"
        ],
    ),
    "no less than none": (
        budget(minAvailable=-1),
        ["spec.minAvailable: Invalid value: -1: must be greater than or equal to 0"],
    ),
    "no share without a sign": (
        budget(maxUnavailable="half"),
        [f'spec.maxUnavailable: Invalid value: "half": {SHARE}'],
    ),
    "no more than all": (
        budget(maxUnavailable="101%"),
        ['spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ),
    "policies are known": (
        budget(unhealthyPodEvictionPolicy="Never"),
        [
            'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"'
        ],
    ),
    "a selector is one": (
        budget(selector={"matchExpressions": [{"key": "a", "operator": "In"}]}),
        [
            "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_how_many_may_go_is_its_controllers_to_reckon(admit: Admit) -> None:
    made, _ = admit(budget(minAvailable=1, status={"disruptionsAllowed": 7}))
    assert made["status"] == {
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "disruptionsAllowed": 0,
        "expectedPods": 0,
    }


def test_its_table(cells: Callable[[Object], list[str]]) -> None:
    assert cells(budget(minAvailable="50%", status={"disruptionsAllowed": 2})) == [
        "50%",
        "N/A",
        "2",
    ]


def test_its_description(described: Callable[..., str]) -> None:
    status = {"disruptionsAllowed": 1, "currentHealthy": 3, "desiredHealthy": 2, "expectedPods": 4}
    assert (
        described(budget(minAvailable=2, selector={"matchLabels": {"app": "web"}}, status=status))
        == """\
Name:           web
Namespace:      default
Min available:  2
Selector:       app=web
Status:
    Allowed disruptions:  1
    Current:              3
    Desired:              2
    Total:                4
"""
    )


def test_a_description_without_a_selector(described: Callable[..., str]) -> None:
    assert "Max unavailable:  1\nSelector:         <unset>\n" in described(budget(maxUnavailable=1))
