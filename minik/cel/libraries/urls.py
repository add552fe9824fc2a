"""URLs.

Upstream rule: Kubernetes `cel/library/urls.go`.
"""

from minik.cel import web_addresses
from minik.cel.declarations import Library, function, method
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import BOOL, STRING, list_of, map_of
from minik.cel.values import EvaluationError
from minik.cel.web_addresses import URL, URL_TYPE, URLError


def parse(text: str) -> URL:
    try:
        web_addresses.parse(text, is_request=True)
        return web_addresses.parse(text, is_request=False)
    except URLError as wrong:
        raise EvaluationError(f"URL parse error during conversion from string: {wrong}") from None


def is_url(text: str) -> bool:
    return not web_addresses.problem(text)


LIBRARY = Library(
    {
        "url": (
            function(
                "string_to_url",
                (STRING,),
                URL_TYPE,
                parse,
                estimate=letters(keeps_size=True),
                track=letters_track(),
            ),
        ),
        "isURL": (function("is_url_string", (STRING,), BOOL, is_url),),
        "getScheme": (method("url_get_scheme", (URL_TYPE,), STRING, lambda url: url.scheme),),
        "getHost": (method("url_get_host", (URL_TYPE,), STRING, lambda url: url.host),),
        "getHostname": (method("url_get_hostname", (URL_TYPE,), STRING, web_addresses.host_name),),
        "getPort": (method("url_get_port", (URL_TYPE,), STRING, web_addresses.port),),
        "getEscapedPath": (
            method("url_get_escaped_path", (URL_TYPE,), STRING, lambda url: url.path),
        ),
        "getQuery": (
            method(
                "url_get_query", (URL_TYPE,), map_of(STRING, list_of(STRING)), web_addresses.query
            ),  # fmt: skip
        ),
    }
)
