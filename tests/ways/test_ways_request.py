"""URLs, headers and methods as requests."""

import pytest

from minik.errors import ClientError
from minik.ways import request


@pytest.mark.parametrize(
    "url, scheme, host, port, path, method",
    [
        ("http://a.example", "http", "a.example", 80, "/", "GET"),
        ("https://A.example/x/y?z=1", "https", "a.example", 443, "/x/y", "GET"),
        ("http://a.example:8080/x", "http", "a.example", 8080, "/x", "GET"),
        ("http://[2001:db8::1]/", "http", "2001:db8::1", 80, "/", "GET"),
        ("grpc://a.example/shop.Cart/Add", "grpc", "a.example", 80, "/shop.Cart/Add", "POST"),
        ("tcp://a.example:9000", "tcp", "a.example", 9000, "/", "GET"),
    ],
)
def test_the_parts_of_a_url(
    url: str, scheme: str, host: str, port: int, path: str, method: str
) -> None:
    found = request.parse(url)
    assert (found.scheme, found.host, found.port, found.path, found.method) == (
        scheme,
        host,
        port,
        path,
        method,
    )


@pytest.mark.parametrize(
    "url, said",
    [
        ("ftp://a.example/", 'unknown scheme "ftp"'),
        ("http:///x", "names no host"),
        ("tcp://a.example", "names no port"),
        ("http://a.example:99999/", "is no URL"),
    ],
)
def test_what_is_no_url_is_refused(url: str, said: str) -> None:
    with pytest.raises(ClientError, match=said):
        request.parse(url)


def test_a_host_header_says_who_is_asked_for() -> None:
    found = request.parse("http://192.0.2.1/", ["Host: shop.example:80", "X: 1", "x: 2"])
    assert (found.server, found.host, found.header("X")) == ("192.0.2.1", "shop.example", "1,2")
    with pytest.raises(ClientError, match="NAME: VALUE"):
        request.parse("http://a.example", ["nonsense"])
