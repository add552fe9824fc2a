"""Mutated requests to a served cluster: a sample with a fixed seed; `api_requests.py` sends 200,000."""

import os

import api_requests


def test_whatever_is_asked_is_answered() -> None:
    number = int(os.environ.get("MINIK_FUZZ") or 60) * 20
    statuses, wrong = api_requests.run(number, 7)
    assert not wrong, "\n".join(
        f"{one.method} {one.path} {one.body!r}\n{said}" for said, one in wrong[:3]
    )
    assert {200, 201, 400, 404, 409, 415, 422} <= set(statuses)
