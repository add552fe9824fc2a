"""The order that `--sort-by` means."""

from typing import Any

import pytest

from minik.model import sorting
from minik.model.object import Object
from minik.model.sorting import Unsortable

COMPARED = [
    ("a9", "a10", -1),
    ("a10", "a9", 1),
    ("a", "b", -1),
    ("A", "a", -1),
    ("1", "a", -1),
    ("a", "a1", -1),
    ("a01", "a1", 1),
    ("a", "a", 0),
    ("100m", "1", -1),
    ("1Gi", "1G", 1),
    ("2", "10", -1),
    ("10.96.0.9", "10.96.0.10", -1),
    (1, 2, -1),
    (2.5, 1.5, 1),
    (None, 1, -1),
    (None, None, 0),
    ("é1", "é2", -1),
]


def objects(*values: Any) -> list[Object]:
    return [
        {"name": f"n{number}", **({} if value == "absent" else {"field": value})}
        for number, value in enumerate(values)
    ]


def names(found: list[Object]) -> list[str]:
    return [obj["name"] for obj in found]


@pytest.mark.parametrize(("left", "right", "order"), COMPARED)
def test_numbers_within_texts_count_and_so_do_quantities(left: Any, right: Any, order: int) -> None:
    assert (sorting.compare_values(left, right) > 0) - (
        sorting.compare_values(left, right) < 0
    ) == order


def test_objects_that_lack_the_field_come_first() -> None:
    assert names(sorting.sort_objects(objects("b", "absent", "a", "absent"), "{.field}")) == [
        "n3",
        "n1",
        "n2",
        "n0",
    ]


def test_equal_values_stay_in_their_order() -> None:
    assert names(sorting.sort_objects(objects("a", "b", "a"), "{.field}")) == ["n0", "n2", "n1"]


def test_a_field_that_none_has_is_no_order() -> None:
    with pytest.raises(
        Unsortable, match=r'couldn\'t find any field with path "\{.nope\}" in the list of objects'
    ):
        sorting.sort_objects(objects("a", "b"), "{.nope}")
    assert sorting.sort_objects([], "{.nope}") == []


@pytest.mark.parametrize("value", [{"a": 1}, [1], True])
def test_what_does_not_compare_is_no_order(value: Any) -> None:
    with pytest.raises(Unsortable, match="unsortable type"):
        sorting.sort_objects(objects(value, value), "{.field}")
