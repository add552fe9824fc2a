"""What `wait --for` waits for."""

import pytest

from minik.client import waiting
from minik.errors import ClientError
from minik.model.object import Object

POD: Object = {
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "app", "image": "a:1"}, {"name": "log", "image": "b:1"}]},
    "status": {"phase": "Running", "count": 3},
}


@pytest.mark.parametrize(
    "text, met",
    [
        ("{.status.phase}=Running", True),
        ("{.status.phase}=Pending", False),
        ("{.status.phase}", True),
        ("{.status.count}=3", True),
        ("{.status.absent}", False),
        ("{.spec.containers[0].image}=a:1", True),
        ("{.spec.containers[?(@.name=='log')].image}=b:1", True),
    ],
)
def test_a_path_leads_to_a_value(text: str, met: bool) -> None:
    assert waiting.parse_jsonpath_wait(text)(POD) is met


@pytest.mark.parametrize(
    "text, message",
    [
        ("{.spec.containers[*].image}=a:1", "matches more than one value"),
        ("{.spec.containers[*].image}", "matches more than one value"),
        ("{.status.phase}{.status.count}", "unexpected path string"),
        ("{.spec}=x", "nested object or list which is not supported"),
        ("{.status.phase}=", "has to have a value after equal sign"),
        ("{.status.phase}=a=b", "jsonpath wait format must be"),
    ],
)
def test_a_path_that_leads_to_several_values_is_refused(text: str, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        waiting.parse_jsonpath_wait(text)(POD)


def test_an_object_that_is_gone_meets_nothing() -> None:
    assert waiting.parse_jsonpath_wait("{.status.phase}")(None) is False
