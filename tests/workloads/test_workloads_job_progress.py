"""Lists of indexes, as a job's status writes them."""

import pytest

from minik.workloads import job_progress

LISTS = {"": set(), "1": {1}, "1,3-5": {1, 3, 4, 5}, "x,2": {2}, "3-x": set(), "-1": set()}


@pytest.mark.parametrize("text", LISTS)
def test_a_list_of_indexes_is_read(text: str) -> None:
    assert job_progress.parse_indexes(text) == LISTS[text]


@pytest.mark.parametrize("text", ["", "1", "1,3-5"])
def test_a_list_of_indexes_is_written_as_it_is_read(text: str) -> None:
    assert job_progress.format_indexes(job_progress.parse_indexes(text)) == text
