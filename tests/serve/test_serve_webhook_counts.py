"""What is counted of admission webhooks."""

import json
from typing import Any

import pytest

from minik.model.outside import Asked, Outcome, Question
from minik.serve.webhook_counts import WebhookCounts

STRICT = Asked("v.example.dev", "validating", "CREATE", False)
OPEN = STRICT._replace(fails_open=True)
CALL = 'name="v.example.dev",operation="CREATE",type="validating"'
TOTAL, REJECTIONS = "apiserver_admission_webhook_request_total", "rejection_count"


def review(response: Any) -> Outcome:
    return Outcome("u", json.dumps({"response": response}).encode())


def counted(asked: Asked | None, outcome: Outcome) -> list[str]:
    counts = WebhookCounts()
    counts.note(Question("k", "u", "https://x/", {}, 1, asked=asked), outcome, 0.02)
    return [one for one in counts.lines() if not one.startswith("#")]


@pytest.mark.parametrize(
    ("asked", "outcome", "code", "rejected", "rejection"),
    [
        (STRICT, review({"allowed": True}), 200, "false", None),
        (STRICT, review({"allowed": False}), 403, "true", ("no_error", 403)),
        (
            STRICT,
            review({"allowed": False, "status": {"code": 422}}),
            422,
            "true",
            ("no_error", 422),
        ),
        (
            STRICT,
            review({"allowed": False, "status": {"code": 999}}),
            600,
            "true",
            ("no_error", 600),
        ),
        (STRICT, Outcome("u", error="EOF"), 500, "true", ("calling_webhook_error", 0)),
        (STRICT, Outcome("u", b"[]"), 500, "true", ("calling_webhook_error", 0)),
        (OPEN, Outcome("u", error="EOF"), 500, "false", None),
        (OPEN, review({"allowed": False}), 403, "true", ("no_error", 403)),
    ],
)
def test_calls_are_counted_by_what_came_of_them(
    asked: Asked, outcome: Outcome, code: int, rejected: str, rejection: tuple[str, int] | None
) -> None:
    lines = counted(asked, outcome)
    assert f'{TOTAL}{{code="{code}",{CALL},rejected="{rejected}"}} 1' in lines
    refused = [one for one in lines if REJECTIONS in one]
    expected = []
    if rejection:
        error, number = rejection
        expected = [f'error_type="{error}",{CALL},rejection_code="{number}"']
    assert [one.partition("{")[2].partition("}")[0] for one in refused] == expected
    ignored = [one for one in lines if "fail_open" in one]
    assert bool(ignored) == (asked is OPEN and bool(outcome.error))
    took = f'duration_seconds_bucket{{{CALL},rejected="{rejected}",le="0.025"}} 1'
    assert any(one.endswith(took) for one in lines)


def test_a_conversion_is_no_admission() -> None:
    assert not counted(None, review({"allowed": True}))
