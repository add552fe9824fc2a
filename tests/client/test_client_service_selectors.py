"""Which pods a Service is told to choose: `set selector`."""

import pytest

from minik.client import service_selectors
from minik.errors import ClientError


@pytest.mark.parametrize(
    ("text", "labels", "expressions"),
    [
        ("a=b", {"a": "b"}, []),
        ("a==b,c=d", {"a": "b", "c": "d"}, []),
        ("a=", {"a": ""}, []),
        ("a", {}, ["{a Exists []}"]),
        ("!a", {}, ["{a DoesNotExist []}"]),
        ("a in (b)", {}, ["{a In [b]}"]),
        ("a notin (c,b)", {}, ["{a NotIn [b c]}"]),
        ("x in (b),a=b", {"a": "b"}, ["{x In [b]}"]),
        ("xa in (b),a=b", {"a": "b"}, ["{xa In [b]}"]),
    ],
)
def test_a_selector_is_labels_and_expressions(
    text: str, labels: dict[str, str], expressions: list[str]
) -> None:
    assert service_selectors.parse(text) == (labels, expressions)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a!=b", '"!=" is not a valid label selector operator'),
        ("a>1", '"gt" isn\'t supported in label selectors'),
        ("a<1", '"lt" isn\'t supported in label selectors'),
        ("a=b=c", "couldn't parse the selector string"),
        ("-", "couldn't parse the selector string"),
    ],
)
def test_what_no_label_selector_can_say_is_refused(text: str, why: str) -> None:
    with pytest.raises(ClientError, match=why):
        service_selectors.parse(text)
