"""Web pages that would use a server without a token behind somebody's back."""

import pytest

from minik.serve import web_pages


@pytest.mark.parametrize(
    ("host", "origin", "is_refused"),
    [
        ("", "", False),
        ("127.0.0.1:8080", "", False),
        ("[::1]:8080", "", False),
        ("localhost:8080", "http://localhost:3000", False),
        ("shop.localhost", "http://127.0.0.1:1", False),
        ("evil.example:8080", "", True),
        ("localhost.evil.example", "", True),
        ("127.0.0.1.evil.example", "", True),
        ("evil.example@127.0.0.1", "", False),  # an address all the same
        ("[::1", "", True),
        ("127.0.0.1:8080", "https://evil.example", True),
        ("127.0.0.1:8080", "null", True),
    ],
)
def test_pages_of_others_are_refused(host: str, origin: str, is_refused: bool) -> None:
    error = web_pages.refusal({"host": host, "origin": origin})
    assert (error is not None) == is_refused
    assert error is None or (origin if origin else host) in error.message
