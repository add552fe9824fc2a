"""Which representation a request gets: its Accept header, and `pretty`.

Upstream rule: apiserver `endpoints/handlers/negotiation`. Clauses are tried by q, then in order.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from minik.api.refusals import NotAcceptable
from minik.light_typing import NamedTuple

JSON, YAML, PROTOBUF = (
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
)
SERVED = (JSON, YAML, PROTOBUF)
TABLE, PARTIAL, PARTIAL_LIST = "Table", "PartialObjectMetadata", "PartialObjectMetadataList"
META = "meta.k8s.io"
BROWSERS = ("curl", "Wget", "Mozilla/5.0")
YES = ("true", "1")


class Form(NamedTuple):
    """A media type, and as what an object is shown: "" for itself, Table, PartialObjectMetadata..."""

    media: str = JSON
    shown_as: str = ""
    version: str = "v1"
    pretty: bool = False


class Clause(NamedTuple):
    """One clause of an Accept header."""

    media: str
    parameters: Mapping[str, str]

    @property
    def weight(self) -> float:
        try:
            return float(self.parameters.get("q", "1"))
        except ValueError:
            return 1.0


@lru_cache(maxsize=256)
def clauses(accept: str) -> Sequence[Clause]:
    """Return the clauses of an Accept header, the best first."""
    parsed = []
    for text in accept.split(","):
        media, *rest = (part.strip() for part in text.split(";"))
        pairs = (part.partition("=") for part in rest)
        parsed.append(
            Clause(media.lower(), {name.strip(): value.strip() for name, _, value in pairs})
        )
    return sorted(parsed, key=lambda clause: -clause.weight)


def negotiate(
    headers: Mapping[str, str], parameters: Mapping[str, str], served: tuple[str, ...] = SERVED
) -> Form:
    """Return the form of the answer. Raises NotAcceptable where none fits."""
    accept = headers.get("accept") or "*/*"
    unservable = False
    for clause in clauses(accept):
        media = served[0] if clause.media == "*/*" else clause.media
        if media not in served:
            continue
        if clause.parameters.get("as") and not _is_servable(clause.parameters):
            unservable = True
            continue
        return Form(
            media,
            clause.parameters.get("as", ""),
            clause.parameters.get("v", "v1"),
            _is_pretty(clause.parameters, headers, parameters),
        )
    if unservable:
        raise not_shown(served)
    raise NotAcceptable(
        f"406: Not Acceptable\n\nAvailable representations: {', '.join(served)}", named=True
    )


def not_shown(served: tuple[str, ...] = SERVED) -> NotAcceptable:
    """Return the refusal to show something in a form that it does not have."""
    return NotAcceptable(f"only the following media types are accepted: {', '.join(served)}")


def _is_servable(parameters: Mapping[str, str]) -> bool:
    return (
        parameters["as"] in (TABLE, PARTIAL, PARTIAL_LIST)
        and parameters.get("g") == META
        and parameters.get("v") in ("v1", "v1beta1")
    )


def _is_pretty(
    clause: Mapping[str, str], headers: Mapping[str, str], parameters: Mapping[str, str]
) -> bool:
    if "pretty" in parameters:
        return parameters["pretty"] in YES
    if clause.get("pretty"):
        return clause["pretty"] in YES
    return headers.get("user-agent", "").startswith(BROWSERS)


def error_form(headers: Mapping[str, str], parameters: Mapping[str, str]) -> Form:
    """Return the form of a refusal: the media type that was asked for, else JSON."""
    media = next(_served_media(headers.get("accept") or "*/*"), JSON)
    return Form(media, pretty=_is_pretty({}, headers, parameters))


def _served_media(accept: str) -> Iterator[str]:
    for clause in clauses(accept):
        if clause.media == "*/*" or clause.media in SERVED:
            yield JSON if clause.media == "*/*" else clause.media
