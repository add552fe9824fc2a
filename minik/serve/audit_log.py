"""The audit log of a server: a line for every request that was answered, as kube-apiserver writes it."""

import json
import os
from collections.abc import Mapping
from datetime import datetime

from minik.api import audit, authorization, impersonation
from minik.api.exchange import Answer, Request
from minik.errors import ClientError
from minik.kinds.rbac_rules import ADMINISTRATOR, Subject
from minik.model.cluster import Cluster
from minik.model.writing import Identity
from minik.store import private_files


class AuditLog:
    """A file to which lines are added; only its owner may read it."""

    def __init__(self, path: str) -> None:
        self.path, self.number = path, 0
        try:
            if not os.path.exists(path):
                os.close(private_files.create(path))
            self.handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise ClientError(f"cannot write the audit log {path}: {error.strerror}") from None

    def note(
        self, cluster: Cluster, request: Request, answer: Answer, times: tuple[datetime, datetime]
    ) -> None:
        """Add the line of a request; `times` are when it came and when it was answered."""
        self.number += 1
        user = request.user
        whom = impersonated(request.headers)
        needed = authorization.request_of(cluster, request.method, request.path)
        seen = audit.Seen(
            self.number,
            Subject(user.user, user.groups) if user else ADMINISTRATOR,
            needed,
            version_in(request.path),
            request.path,
            answer.status,
            *times,
            agent=request.headers.get("user-agent", ""),
            impersonated=Subject(whom.user, whom.groups) if whom else None,
            annotations=answer.annotations,
        )
        line = json.dumps(audit.event(seen), separators=(",", ":")) + "\n"
        private_files.write_all(self.handle, line.encode())

    def close(self) -> None:
        """Close the file."""
        os.close(self.handle)


def impersonated(headers: Mapping[str, str]) -> Identity | None:
    """Return in whose name a request was sent, None for the user's own."""
    return impersonation.identity(headers) if headers.get(impersonation.USER) else None


def version_in(path: str) -> str:
    """Return the group and version that a path names: `apps/v1`; "" for a path that names none."""
    parts = path.partition("?")[0].split("/")[1:]
    return "/".join(parts[1:2] if parts[0] == "api" else parts[1:3])
