"""Request a service account token"""

import json
import os
from collections.abc import Mapping

from minik import shelf
from minik.api import exchange
from minik.api.call import Server
from minik.command_line import creating, flags, printing, state_access, streams
from minik.errors import ClientError, MinikError
from minik.kinds import kind_of_key
from minik.light_typing import Any
from minik.model.duration import BadDuration, parse_duration
from minik.model.listing import Listing, Section
from minik.model.shell import quote
from minik.render.formats import render

HOST = "127.0.0.1"
BOUND = {"Node": "v1", "Pod": "v1", "Secret": "v1"}  # what a token may be bound to
REVIEW = "authentication.k8s.io/v1"


@flags.command(usage="SERVICE_ACCOUNT_NAME")
@flags.repeatable("--audience", "audiences", metavar="NAME", help="For whom the token is")
@flags.text(
    "--duration", metavar="TIME", help="How long the token is valid, such as 10m; 0s: as usual"
)
@flags.text("--bound-object-kind", "bound_kind", metavar="KIND", help="Pod, Secret or Node")
@flags.text(
    "--bound-object-name", "bound_name", metavar="NAME", help="The token ends with this object"
)
@flags.text("--bound-object-uid", "bound_uid", metavar="UID", help="And with its uid")
@flags.namespace
@printing.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    audiences: tuple[str, ...],
    duration: str,
    bound_kind: str,
    bound_name: str,
    bound_uid: str,
    namespace: str,
    output: str,
    **how: Any,
) -> None:
    """Print a token by which a program is a ServiceAccount. `minik serve` on the same state takes it: both
    use the key that lies beside the state file.

    \b
    Examples:
      minik create token default
      minik create token default -n kube-system --duration 10m
      curl -k -H "Authorization: Bearer $(minik create token default)" https://127.0.0.1:6443/api
    """
    name = creating.single_name(words)
    spec = {
        "audiences": list(audiences),
        "expirationSeconds": _seconds(duration),
        "boundObjectRef": _bound(bound_kind, bound_name, bound_uid),
    }
    request = {"kind": "TokenRequest", "apiVersion": REVIEW, "metadata": {}, "spec": spec}
    answer = _ask(state_access.namespace(namespace), name, request)
    if not output:
        streams.echo(answer["status"]["token"])
        return
    kind = kind_of_key("TokenRequest")
    listing = Listing([Section(kind, [answer])], state_access.now(), single=True, **how)
    streams.echo(render(listing, output, tables=False), nl=False)


def _seconds(duration: str) -> int | None:
    """Return a duration in seconds, None for none; raise ClientError for what is no duration."""
    try:
        seconds = int(parse_duration(duration or "0s"))
    except BadDuration as error:
        raise creating.usage_error(
            f'invalid argument "{duration}" for "--duration": {error}'
        ) from None
    if seconds < 0:
        raise ClientError("--duration must be greater than or equal to 0")
    return seconds or None


def _bound(kind: str, name: str, uid: str) -> Mapping[str, str] | None:
    """Return to which object a token is bound; raise ClientError, in kubectl's words, for half of it."""
    if not kind:
        for option, value in (("name", name), ("uid", uid)):
            if value:
                raise ClientError(
                    f"--bound-object-{option} can only be set if --bound-object-kind is provided"
                )
        return None
    if kind not in BOUND:
        raise ClientError(f"supported --bound-object-kind values are {', '.join(BOUND)}")
    if not name:
        raise ClientError("--bound-object-name is required if --bound-object-kind is provided")
    named = {"kind": kind, "apiVersion": BOUND[kind], "name": name}
    return {**named, "uid": uid} if uid else named


def _ask(namespace: str, name: str, request: Mapping[str, Any]) -> Any:
    """Return the TokenRequest that the API answers; raise ClientError where it refuses."""
    cluster = state_access.read_cluster()
    path = f"/api/v1/namespaces/{quote(namespace)}/serviceaccounts/{quote(name)}/token"
    headers = {"content-type": "application/json"}
    sent = exchange.Request("POST", path, None, headers, json.dumps(request).encode())
    state = os.path.realpath(state_access.state_path())
    try:
        sign = shelf.load_one("minik.serve", "api_keys").load(state, [HOST]).sign
        answer = exchange.answer(cluster, sent, cluster.now, Server(sign=sign))
    except ModuleNotFoundError as missing:
        raise ClientError(
            f"tokens need the package {missing.name}, which is not installed",
            hint="pip install cryptography",
        ) from None
    body = json.loads(answer.body)
    if answer.status >= 400:
        raise _refused(body)
    return body


def _refused(status: Mapping[str, Any]) -> MinikError:
    return ClientError(f"failed to create token: {status.get('message')}")
