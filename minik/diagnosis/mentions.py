"""What pods mention in their commands and environment: names of Services that they call, variables
that they expect.

Each template is read once.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
HOST = re.compile(
    rf"(?<![-\w.@/$(])(?:(?P<scheme>[a-z][a-z0-9+.-]*)://(?:[^\s/@]*@)?)?"
    rf"(?P<host>{LABEL}(?:\.{LABEL})*)\.?(?::(?P<port>[0-9]{{1,5}}))?"
    r"(?![-\w.@:(])"
)
VARIABLE = re.compile(r"\$\(?\{?([A-Z][A-Z0-9_]*_(?:SERVICE_HOST|SERVICE_PORT|PORT)[A-Z0-9_]*)\b")
SRV_NAME = re.compile(
    rf"\b_(?P<port>{LABEL})\._(?P<protocol>tcp|udp|sctp)\.(?P<host>{LABEL}(?:\.{LABEL})*)",
    re.IGNORECASE,
)
ADDRESS_VARIABLE = re.compile(
    r"(^|_)(HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDR|ADDRESS|URL|URI|ENDPOINT|ENDPOINTS|BROKERS?|UPSTREAM|DSN|PEERS)$"
)


class Text(NamedTuple):
    """One text of a container, with its field path within the pod, and the environment variable
    that it is the value of.
    """

    path: str
    value: str
    variable: str = ""


class Call(NamedTuple):
    """A host name that a pod calls; `port` is 0 if none is given."""

    maker: Maker
    path: str
    host: str
    port: int
    text: str

    @property
    def field(self) -> str:
        """Return the field's path in the object that makes the pod."""
        return f"{self.maker.path}.{self.path}" if self.maker.path else self.path


class ExpectedVariable(NamedTuple):
    """An environment variable that a pod uses without setting it."""

    maker: Maker
    path: str
    name: str

    @property
    def field(self) -> str:
        """Return the field's path in the object that makes the pod."""
        return f"{self.maker.path}.{self.path}" if self.maker.path else self.path


def texts(pod: Object) -> Iterator[Text]:
    """Yield every text in the containers of a pod: commands, arguments, environment."""
    spec = objects.spec(pod)
    for group in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(group) or ()):
            for field in ("command", "args"):
                yield from (
                    Text(f"spec.{group}[{index}].{field}[{place}]", str(value))
                    for place, value in enumerate(container.get(field) or ())
                )
            yield from (
                Text(
                    f"spec.{group}[{index}].env[{place}].value",
                    str(entry["value"]),
                    entry.get("name") or "",
                )
                for place, entry in enumerate(container.get("env") or ())
                if entry.get("value")
            )


class Mentions:
    """Everything that the pods of a view mention."""

    def __init__(self, view: View) -> None:
        self.calls: list[Call] = []
        self.expected: list[ExpectedVariable] = []
        self.srv_calls: list[tuple[Call, str]] = []
        for maker in view.makers.values():
            for text in texts(maker.pod):
                self.scan(maker, text)

    def scan(self, maker: Maker, text: Text) -> None:
        """Collect the mentions of one text."""
        for match in HOST.finditer(text.value) if text.value[:1] != "/" else ():
            if match["scheme"] or match["port"] or "." in match["host"] or is_address(text):
                self.calls.append(
                    Call(maker, text.path, match["host"], int(match["port"] or 0), match[0])
                )
        for match in VARIABLE.finditer(text.value):
            self.expected.append(ExpectedVariable(maker, text.path, match[1]))
        for match in SRV_NAME.finditer(text.value):
            self.srv_calls.append(
                (Call(maker, text.path, match["host"], 0, match[0]), match["port"])
            )


def is_address(text: Text) -> bool:
    """Return whether a text is the value of a variable that names a server."""
    return bool(text.variable and ADDRESS_VARIABLE.search(text.variable))


def called_service(view: View, call: Call) -> Object | None:
    """Return the Service that a called name leads to from its pod; None if it leads elsewhere."""
    domain = view.cluster.settings.cluster_domain
    labels = call.host.removesuffix(f".{domain}").split(".")
    if (
        len(labels) > 2
        and labels[2:] != ["svc"]
        or call.host.endswith(f".{domain}")
        and len(labels) < 3
    ):
        return None
    namespace = labels[1] if len(labels) > 1 else call.maker.key.namespace
    return view.cluster.get("Service", namespace, labels[0])


def variable_prefix(name: str) -> str:
    """Return how the variables of a Service begin."""
    return name.upper().replace("-", "_")


def own_variables(pod: Object) -> Mapping[str, Any]:
    """Return the variables that containers set themselves."""
    return {
        entry["name"]: entry
        for container in pods.containers(pod)
        for entry in container.get("env") or ()
        if entry.get("name")
    }
