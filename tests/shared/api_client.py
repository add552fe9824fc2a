"""A client of a cluster that is served in process."""

import json
from datetime import UTC, datetime
from typing import Any

from minik.api.exchange import Answer, Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.serve.api_cluster import ServedCluster

BEGIN = datetime(2026, 1, 1, 0, 0, 0, 300_000, tzinfo=UTC)
MERGE, STRATEGIC, APPLY = (
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


class Client:
    """Sends requests to one served cluster."""

    def __init__(self) -> None:
        self.clock = Clock()
        settings = DEFAULT._replace(workers=2, job_duration=1, service_accounts=True)
        made = new_cluster.create_cluster(settings, BEGIN, whole=True)
        self.served = ServedCluster(settle(made).as_baseline(), self.clock)
        self.served.register()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"user-agent": "tester", "content-type": "application/json", **named}
        return self.served.answer(Request(method, path, None, sent, data))

    def told(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return json.loads(self.ask(method, path, body, **headers).body)
