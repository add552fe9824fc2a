"""serviceaccounts/token: a token by which a program is a ServiceAccount."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from minik.api import bodies, refusals, writing
from minik.api.call import Call
from minik.api.reply import Reply
from minik.errors import Invalid, MethodNotAllowed
from minik.intake import part_requests, request_errors, system_metadata
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Key, Object, read
from minik.model.problem import invalid

ISSUER = "https://kubernetes.default.svc.cluster.local"
GROUP = "authentication.k8s.io"
SHORTEST, DEFAULT = 600, 3600


def create(call: Call) -> Reply:
    """Return a TokenRequest with its token.

    Raises NotFound, Invalid for less than ten minutes, MethodNotAllowed where there is no key.
    """
    place = call.place
    if call.server.sign is None:
        raise MethodNotAllowed("tokens are made by a server: minik serve")
    account = call.cluster.get("ServiceAccount", place.namespace, place.name)
    if account is None:
        raise request_errors.not_found(place.kind, place.name)
    sent = bodies.any_object(call, "TokenRequest")
    sent, warnings = admit(call, sent)
    seconds = read(sent, "spec.expirationSeconds") or DEFAULT
    if seconds < SHORTEST:
        raise _too_short(place.name, seconds)
    audiences = read(sent, "spec.audiences") or [ISSUER]
    now = call.cluster.now
    end = now + timedelta(seconds=seconds)
    claims = _claims(account, audiences, int(now.timestamp()), seconds)
    bound = read(sent, "spec.boundObjectRef")
    body = {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {
            "name": place.name,
            "namespace": place.namespace,
            "uid": objects.uid(account),
            "creationTimestamp": system_metadata.timestamp(now),
        },
        "spec": {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": bound},
        "status": {
            "token": call.server.sign(claims),
            "expirationTimestamp": system_metadata.timestamp(end),
        },
    }
    return Reply(201, _with_writer(call, body), call.cluster, warnings)


def admit(call: Call, sent: Object) -> tuple[Object, list[str]]:
    """Return a TokenRequest as policies want it, and the warnings."""
    place = call.place
    key = Key(place.kind.key, place.namespace, place.name)
    whole = {"apiVersion": f"{GROUP}/v1", "kind": "TokenRequest", **sent}
    return part_requests.admit(writing.new_draft(call), place.kind, key, place.part, whole)


def _with_writer(call: Call, request: Object) -> Object:
    """Return a request with who asked for the token, of a client that has a name."""
    if not call.agent and not call.parameters.get("fieldManager"):
        return request
    from minik.intake.ownership import managed_fields  # noqa: PLC0415 only servers tell it

    made = request["metadata"]["creationTimestamp"]
    spec = {name: value for name, value in request["spec"].items() if name == "expirationSeconds"}
    paths = frozenset(("f:spec", f"f:{name}") for name in spec)
    manager = managed_fields.FieldManager(
        writing.manager(call), api_version=f"{GROUP}/v1", subresource="token"
    )
    fields = managed_fields.FieldSet(paths, made, f"{GROUP}/v1")
    return managed_fields.write_managers(request, {manager: fields})


def _too_short(name: str, seconds: int) -> Invalid:
    why = "may not specify a duration less than 10 minutes"
    problem = invalid("spec.expirationSeconds", seconds, why)
    error = Invalid(f'TokenRequest.{GROUP} "{name}"', [problem])
    causes = refusals.causes_of(error.causes)
    error.details = {"name": name, "group": GROUP, "kind": "TokenRequest", "causes": causes}
    return error


def _claims(account: Object, audiences: Sequence[str], now: int, seconds: int) -> Mapping[str, Any]:
    """Return what a token says: whose it is, for whom, and how long."""
    name, namespace = objects.name(account), objects.namespace(account)
    owner = {"name": name, "uid": objects.uid(account)}
    return {
        "aud": audiences,
        "exp": now + seconds,
        "iat": now,
        "iss": ISSUER,
        "kubernetes.io": {"namespace": namespace, "serviceaccount": owner},
        "nbf": now,
        "sub": f"system:serviceaccount:{namespace}:{name}",
    }
