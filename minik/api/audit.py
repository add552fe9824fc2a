"""What an audit log says of a request: one event, as kube-apiserver writes them at level Metadata.

Upstream rule: audit.k8s.io/v1 `Event`.
"""

from collections.abc import Mapping
from datetime import datetime

from minik.kinds.rbac_rules import Request, Subject
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Object

LEVEL, STAGE = "Metadata", "ResponseComplete"
ALLOWED = {"authorization.k8s.io/decision": "allow"}
MICRO_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class Seen(NamedTuple):
    """A request that was answered: who asked for what, with which method and path, and what came of it.
    `impersonated` is in whose name it was asked, None for the user's own. `annotations` are those of
    the authorizer, where it refused the request, and of admission.
    """

    number: int
    user: Subject
    request: Request
    api_version: str
    path: str
    code: int
    received: datetime
    answered: datetime
    source: str = ""
    agent: str = ""
    impersonated: Subject | None = None
    annotations: Mapping[str, str] = {}


def event(seen: Seen) -> Object:
    """Return the event of a request."""
    what = seen.request
    reference = {
        "resource": what.resource,
        "namespace": what.namespace,
        "name": what.name,
        "apiGroup": what.group,
        "apiVersion": objects.version(seen.api_version),
        "subresource": what.subresource,
    }
    found: dict[str, Any] = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": LEVEL,
        "auditID": str(seen.number),
        "stage": STAGE,
        "requestURI": seen.path,
        "verb": what.verb,
        "user": person(seen.user),
        "impersonatedUser": person(seen.impersonated) if seen.impersonated else None,
        "sourceIPs": [seen.source] if seen.source else None,
        "userAgent": seen.agent,
        "objectRef": without_empty(reference) if what.resource else None,
        "responseStatus": {"metadata": {}, "code": seen.code},
        "requestReceivedTimestamp": seen.received.strftime(MICRO_TIME),
        "stageTimestamp": seen.answered.strftime(MICRO_TIME),
        "annotations": {**ALLOWED, **seen.annotations},
    }
    return without_empty(found)


def person(subject: Subject) -> Object:
    """Return who somebody is."""
    return without_empty({"username": subject.user, "groups": list(subject.groups)})


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that hold something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
