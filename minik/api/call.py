"""A call: a request whose path has been found, as the verbs and subresources see it."""

from collections.abc import Callable, Mapping

from minik.api.negotiation import Form
from minik.api.paths import Place
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.cluster import Cluster


def no_past(_: int) -> Cluster | None:
    """Return no earlier cluster: nothing is kept."""
    return None


Sign: TypeAlias = Callable[[Mapping[str, Any]], str]
Past: TypeAlias = Callable[[int], Cluster | None]


class Call(NamedTuple):
    """What is asked for: the cluster, the place, the query, the body.

    `document` is a body that has been parsed; otherwise `body` holds its bytes and `media` their
    format. `agent` is the client's name, `form` how the answer is shown. `past(version)` returns the
    cluster as it was at an earlier version, None if that is not kept; watches begin at `oldest` or later. `sign(claims)` returns a token, where there is a key.
    """

    cluster: Cluster
    place: Place
    parameters: Mapping[str, str] = {}
    document: Document | None = None
    media: str = ""
    body: bytes = b""
    agent: str = ""
    form: Form = Form()
    past: Past = no_past
    oldest: int = 0
    sign: Sign | None = None
    user: str = "kubernetes-admin"

    def says(self, name: str) -> bool:
        """Return whether a parameter of the query is true."""
        return self.parameters.get(name) in ("true", "1")
