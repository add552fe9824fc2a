"""The limits of LimitRanges: what is said of an amount that is missing, too small or too large."""

from typing import Any

import pytest
import stage

from minik.intake import limits
from minik.model.object import Object

AT_LEAST = "minimum cpu usage per Pod is 1"
AT_MOST = "maximum cpu usage per Pod is 2"
RATIO = "cpu max limit to request ratio per Pod is 2"


def said(limit: Object, requests: Any = None, maximum: Any = None) -> list[str]:
    return list(limits.problems(limit, "Pod", requests or {}, maximum or {}))


@pytest.mark.parametrize(
    ("limit", "requests", "maximum", "expected"),
    [
        ({}, {}, {}, []),
        ({"min": {"cpu": "1000m"}}, {}, {}, [f"{AT_LEAST}.  No request is specified"]),
        ({"min": {"cpu": "1"}}, {"cpu": "1"}, {}, []),
        ({"min": {"cpu": "1"}}, {"cpu": "0.5"}, {}, [f"{AT_LEAST}, but request is 500m"]),
        ({"min": {"cpu": "1"}}, {"cpu": "1"}, {"cpu": "1"}, []),
        ({"min": {"cpu": "1"}}, {"cpu": "1"}, {"cpu": "0.9"}, [f"{AT_LEAST}, but limit is 900m"]),
        ({"max": {"cpu": "2"}}, {}, {}, [f"{AT_MOST}.  No limit is specified"]),
        ({"max": {"cpu": "2"}}, {}, {"cpu": "2"}, []),
        ({"max": {"cpu": "2"}}, {}, {"cpu": "3000m"}, [f"{AT_MOST}, but limit is 3"]),
        ({"max": {"cpu": "2"}}, {"cpu": "2"}, {"cpu": "2"}, []),
        ({"max": {"cpu": "2"}}, {"cpu": "3"}, {"cpu": "2"}, [f"{AT_MOST}, but request is 3"]),
        ({"maxLimitRequestRatio": {"cpu": "2"}}, {"cpu": "1"}, {"cpu": "2"}, []),
        ({"maxLimitRequestRatio": {"cpu": "2"}}, {"cpu": "1"}, {"cpu": "3"},
         [f"{RATIO}, but provided ratio is 3.000000"]),
        ({"maxLimitRequestRatio": {"cpu": "2"}}, {}, {"cpu": "3"},
         [f"{RATIO}, but no request is specified or request is 0"]),
        ({"maxLimitRequestRatio": {"cpu": "2"}}, {"cpu": "0"}, {"cpu": "3"},
         [f"{RATIO}, but no request is specified or request is 0"]),
        ({"maxLimitRequestRatio": {"cpu": "2"}}, {"cpu": "1"}, {},
         [f"{RATIO}, but no limit is specified or limit is 0"]),
        ({"min": {"memory": "1", "cpu": "1"}, "max": {"cpu": "2"}}, {}, {}, [
            f"{AT_LEAST}.  No request is specified",
            "minimum memory usage per Pod is 1.  No request is specified",
            f"{AT_MOST}.  No limit is specified",
        ]),
    ],
)  # fmt: skip
def test_what_is_said(limit: Object, requests: Any, maximum: Any, expected: list[str]) -> None:
    assert said(limit, requests, maximum) == expected


STORED = "minimum storage usage per PersistentVolumeClaim is 1Gi"
MOST = "maximum storage usage per PersistentVolumeClaim is 2Gi"
SIZES = {"min": {"storage": "1Gi"}, "max": {"storage": "2Gi"}}


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        ({}, [f"{STORED}.  No request is specified", f"{MOST}.  No request is specified"]),
        ({"storage": "1023Mi"}, [f"{STORED}, but request is 1023Mi"]),
        ({"storage": "1Gi"}, []),
        ({"storage": "2Gi"}, []),
        ({"storage": "2049Mi"}, [f"{MOST}, but request is 2049Mi"]),
    ],
)
def test_what_is_said_of_a_claim(requests: Any, expected: list[str]) -> None:
    assert list(limits.claim_problems(SIZES, requests)) == expected


@pytest.mark.parametrize(
    ("messages", "one"),
    [(["a"], "a"), (["a", "a"], "a"), (["a", "b", "a"], "[a, b]")],
)
def test_several_reasons_are_one_message(messages: list[str], one: str) -> None:
    assert limits.join_messages(messages) == one


def test_the_ranges_of_a_namespace_come_by_name() -> None:
    draft = stage.new().draft()
    for namespace, name in (("default", "b"), ("default", "a"), ("other", "c")):
        draft.put(
            {
                "apiVersion": "v1",
                "kind": "LimitRange",
                "metadata": {"name": name, "namespace": namespace},
                "spec": {"limits": [{"type": "Pod"}, {"type": "Container", "max": {"cpu": "1"}}]},
            }
        )
    draft = draft.cluster().draft()
    found = limits.limit_ranges_of(draft, "default")
    assert [item["metadata"]["name"] for item in found] == ["a", "b"]
    assert limits.limit_ranges_of(draft, "elsewhere") == ()
    assert list(limits.limits_of_type(found[0], "Container")) == [
        {"type": "Container", "max": {"cpu": "1"}}
    ]
