"""A call: a request whose path has been found, as the verbs and subresources see it."""

from collections.abc import Callable, Mapping, Sequence

from minik.api.negotiation import Form
from minik.api.paths import Place
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.model.writing import Identity


def no_past(_: int) -> Cluster | None:
    """Return no earlier cluster: nothing is kept."""
    return None


Sign: TypeAlias = Callable[[Mapping[str, Any]], str]
Past: TypeAlias = Callable[[int], Cluster | None]
# Who has a token, as `status.user` of a TokenReview; None for a token that is nobody's.
Identify: TypeAlias = Callable[[str], Mapping[str, Any] | None]


class Server(NamedTuple):
    """What a server has beside its cluster; the command line has none of it.

    `past(version)` returns the cluster as it was at an earlier version, None if that is not kept;
    watches begin at `oldest` or later. `sign(claims)` returns a token, where there is a key,
    `identify(token)` whose it is.
    """

    past: Past = no_past
    oldest: int = 0
    sign: Sign | None = None
    identify: Identify | None = None


NO_SERVER = Server()


class Call(NamedTuple):
    """What is asked for: the cluster, the place, the query, the body.

    `document` is a body that has been parsed; otherwise `body` holds its bytes and `media` their
    format. `agent` is the client's name, `form` how the answer is shown. `upgrades`: the client wants
    to speak another protocol than HTTP from here on. `identity` is the user who asks; None: the
    administrator. `pairs` is the whole query. `unlimited`: the authorizer allows everything;
    `judged`: the roles of the cluster say what they may.
    """

    cluster: Cluster
    place: Place
    parameters: Mapping[str, str] = {}
    document: Document | None = None
    media: str = ""
    body: bytes = b""
    agent: str = ""
    form: Form = Form()
    server: Server = NO_SERVER
    upgrades: bool = False
    user: str = "kubernetes-admin"
    identity: Identity | None = None
    judged: bool = False
    pairs: Sequence[tuple[str, str]] = ()
    unlimited: bool = False

    def words(self, name: str) -> list[str]:
        """Return all values of a parameter of the query, in their order."""
        return [value for other, value in self.pairs if other == name]

    def says(self, name: str) -> bool:
        """Return whether a parameter of the query is true.

        Upstream rule: `Convert_Slice_string_To_bool`: what is there and neither `false` nor `0` is.
        """
        return self.parameters.get(name, "false").lower() not in ("false", "0")
