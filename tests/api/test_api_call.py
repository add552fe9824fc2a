"""A call as verbs see it."""

import pytest

from minik.api.call import Call
from minik.api.paths import Place
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.source import Objects


@pytest.mark.parametrize(
    ("parameters", "is_true"),
    [
        ({"watch": "true"}, True),
        ({"watch": "True"}, True),  # as kubernetes_asyncio says it
        ({"watch": "1"}, True),
        ({"watch": ""}, True),
        ({"watch": "false"}, False),
        ({"watch": "False"}, False),
        ({"watch": "0"}, False),
        ({}, False),
    ],
)
def test_a_parameter_is_true_unless_it_says_false(
    parameters: dict[str, str], is_true: bool
) -> None:
    call = Call(Cluster(Objects()), Place(Kind("Pod"), "v1"), parameters)
    assert call.says("watch") is is_true
