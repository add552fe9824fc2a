"""Approving and denying CertificateSigningRequests. Upstream rule: kubectl's `certificate`."""

from datetime import datetime

from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import request_errors, subresources
from minik.intake.system_metadata import timestamp
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

KIND = "CertificateSigningRequest"
GROUP = "certificates.k8s.io"


class Decision(NamedTuple):
    """What becomes of a request: the condition that it gets, the one that it must not have, and the
    word for it.
    """

    condition: str
    opposite: str
    reason: str
    done: str

    def entry(self, now: datetime) -> Object:
        """Return the condition as kubectl writes it."""
        return {
            "type": self.condition,
            "status": "True",
            "reason": self.reason,
            "message": f"This CSR was {self.done} by kubectl certificate {self.verb}.",
            "lastUpdateTime": timestamp(now),
        }

    @property
    def verb(self) -> str:
        """Return the subcommand."""
        return "approve" if self.done == "approved" else "deny"


APPROVAL = Decision("Approved", "Denied", "KubectlApprove", "approved")
DENIAL = Decision("Denied", "Approved", "KubectlDeny", "denied")


def decide(draft: Draft, kind: Kind, obj: Object, decision: Decision, *, force: bool) -> Outcome:
    """Approve or deny a request, which may have been decided so before. Raise ClientError if it was
    decided otherwise, or is another kind of object.
    """
    if (kind.name, kind.group) != (KIND, GROUP):
        raise ClientError(f"can only handle {KIND}.{GROUP} objects, got {kind.qualified}")
    current = draft.get(*objects.key(obj))
    if current is None:
        raise request_errors.not_found(kind, objects.name(obj))
    conditions = objects.status(current).get("conditions") or []
    types = [condition.get("type") for condition in conditions]
    if decision.opposite in types:
        raise ClientError(
            f'certificate signing request "{objects.name(obj)}" is already {decision.opposite}'
        )
    decided = decision.condition in types
    if force or not decided:
        entries = conditions if decided else [*conditions, decision.entry(draft.now)]
        changed = objects.write(current, "status.conditions", entries)
        subresources.update(draft, kind, current, changed, "approval")
    return Outcome(kind, current, decision.done)
