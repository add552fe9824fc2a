"""Which pods a Service was meant for, however many other pods there are."""

from typing import Any

import pytest
from crafting import seen, service, workload

from minik.diagnosis import likely_pods
from minik.diagnosis.kin_words import KinWords, is_kin
from minik.diagnosis.likely_pods import MOST
from minik.model.object import Object

OTHERS = [
    workload(name=f"batch{number:03}x{number:03}", labels={"run": f"b{number:03}q{number:03}"})
    for number in range(2 * MOST)
]


@pytest.mark.parametrize(
    ("name", "other", "kin"),
    [
        ("web", "my-web", True),
        ("web", "web-app", True),
        ("web-app", "web", True),
        ("checkout", "chekout", True),
        ("checkout", "checkuot", True),
        ("web", "webber", False),
        ("web", "api", False),
    ],
)
def test_kin_is_found_by_index(name: str, other: str, kin: bool) -> None:
    words = KinWords()
    words.add(other, "holder")
    assert is_kin(name, other) == kin
    assert ("holder" in words.find(name)) == kin


MEANT: dict[str, tuple[Object, Object]] = {
    "a word more in a name": (
        service("orders", selector={"svc": "orders-of-all"}),
        workload(name="orders-api", labels={"job": "any"}),
    ),
    "a misspelt name": (
        service("checkout", selector={"svc": "of-all"}),
        workload(name="chekout", labels={"job": "any"}),
    ),
    "a word more in a label": (
        service("any", selector={"job": "orders"}),
        workload(name="shop", labels={"job": "orders-api-of-the-shop"}),
    ),
}


@pytest.mark.parametrize(("meant", "made"), MEANT.values(), ids=MEANT)
def test_who_was_meant_is_found_among_few_and_among_many(meant: Object, made: Object) -> None:
    for docs in ([meant, made], [meant, *OTHERS, made]):
        view = seen(docs)
        likely = likely_pods.likely_pods(view, view.services[0])
        assert likely is not None and likely.maker.key.name == made["metadata"]["name"]


def test_a_service_is_compared_once_and_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Any] = []

    def compare(one: Object, candidate: Any) -> None:
        compared.append(candidate)

    monkeypatch.setattr(likely_pods, "compare", compare)
    view = seen([service("zz", selector={"zz": "unlike-any"}), *OTHERS])
    for _ in range(2):
        likely_pods.likely_pods(view, view.services[0])
    assert not compared
    view = seen([service("zz", selector={"zz": "unlike-any"}), *OTHERS[:5]])
    for _ in range(2):
        likely_pods.likely_pods(view, view.services[0])
    assert len(compared) == 5
