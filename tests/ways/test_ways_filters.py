"""Redirects and rewrites."""

from typing import Any

import pytest

from minik.ways import filters
from minik.ways.request import parse


def prefix(value: str) -> dict[str, Any]:
    return {"path": {"type": "PathPrefix", "value": value}}


@pytest.mark.parametrize(
    "path, matched, replacement, changed",
    [
        ("/foo/bar", "/foo", "/xyz", "/xyz/bar"),
        ("/foo/bar", "/foo", "/xyz/", "/xyz/bar"),
        ("/foo/bar", "/foo/", "/xyz", "/xyz/bar"),
        ("/foo/bar", "/foo/", "/xyz/", "/xyz/bar"),
        ("/foo", "/foo", "/xyz", "/xyz"),
        ("/foo/", "/foo", "/xyz", "/xyz/"),
        ("/foo/bar", "/foo", "", "/bar"),
        ("/foo/", "/foo", "", "/"),
        ("/foo", "/foo", "", "/"),
        ("/foo/", "/foo", "/", "/"),
        ("/foo", "/foo", "/", "/"),
        ("/foo/bar", "/", "/xyz", "/xyz/foo/bar"),
    ],
)
def test_a_prefix_is_replaced_by_segments(
    path: str, matched: str, replacement: str, changed: str
) -> None:
    modifier = {"type": "ReplacePrefixMatch", "replacePrefixMatch": replacement}
    assert filters.changed_path(modifier, path, prefix(matched)) == changed


@pytest.mark.parametrize(
    "said, port, location",
    [
        ({}, 80, "http://a.example/x?y=1"),
        ({"hostname": "b.example"}, 8080, "http://b.example:8080/x?y=1"),
        ({"scheme": "https"}, 8080, "https://a.example/x?y=1"),
        ({"scheme": "https", "port": 8443}, 80, "https://a.example:8443/x?y=1"),
        ({"port": 80}, 8080, "http://a.example/x?y=1"),
        (
            {"path": {"type": "ReplaceFullPath", "replaceFullPath": "/z"}},
            80,
            "http://a.example/z?y=1",
        ),
    ],
)
def test_where_a_redirect_leads(said: dict[str, Any], port: int, location: str) -> None:
    given = [{"type": "RequestRedirect", "requestRedirect": said}]
    found = filters.redirect(given, parse(f"http://a.example:{port}/x?y=1"), prefix("/"), port)
    assert found == (302, location)


def test_without_a_filter_nothing_changes() -> None:
    asked = parse("http://a.example/x")
    assert filters.redirect([], asked, {}, 80) is None and filters.rewrite([], asked, {}) == {}
