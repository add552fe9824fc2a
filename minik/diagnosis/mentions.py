"""What pods mention in their commands and environment: names of Services that they call, variables
that they expect.

Each template is read once.
"""

from collections.abc import Mapping, Sequence

from minik import light_re as re
from minik.diagnosis.client_texts import (
    Text,
    configured_texts,
    flag_hosts,
    shell_hosts,
    texts,
)
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple
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
    r"(^|_|^PG|DB|^MYSQL|^REDIS)(HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDR|ADDRESS|URL|URI|ENDPOINT|ENDPOINTS|BROKERS?|UPSTREAM|DSN|PEERS)$"
)


HOST_SUFFIX = re.compile(r"(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$")


class Call(NamedTuple):
    """A host name that a pod calls; `port` is 0 if none is given. It is `strong` if the text leaves no
    doubt that a host is meant: a URL, a host variable, a flag.
    """

    maker: Maker
    path: str
    host: str
    port: int
    text: str
    strong: bool = True

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


class Mentions:
    """Everything that the pods of a view mention."""

    def __init__(self, view: View) -> None:
        self.calls: list[Call] = []
        self.expected: list[ExpectedVariable] = []
        self.srv_calls: list[tuple[Call, str]] = []
        for maker in view.makers.values():
            pod_texts = [*texts(maker.pod), *configured_texts(view, maker)]
            ports = port_variables(pod_texts)
            for text in pod_texts:
                self.scan(maker, text, ports.get((holder(text), port_variable(text)), 0))
            self.scan_commands(maker)

    def scan(self, maker: Maker, text: Text, port_beside: int = 0) -> None:
        """Collect the mentions of one text; its host's port may stand in a variable beside it."""
        for match in HOST.finditer(text.value) if text.value[:1] != "/" else ():
            if match["scheme"] or is_full(match["host"]) or is_host(match, text):
                scheme = f"{match['scheme']}://" if match["scheme"] else ""
                port = f":{match['port']}" if match["port"] else ""
                number = int(match["port"] or (0 if scheme else port_beside))
                self.call(maker, text, match["host"], number, scheme, port)
        for match in VARIABLE.finditer(text.value):
            self.expected.append(ExpectedVariable(maker, text.path, match[1]))
        for match in SRV_NAME.finditer(text.value):
            self.srv_calls.append(
                (Call(maker, text.path, match["host"], 0, match[0]), match["port"])
            )

    def call(
        self, maker: Maker, text: Text, host: str, port: int, before: str = "", after: str = ""
    ) -> None:
        """Collect one call, worded without what stands before an @ in a URL."""
        words = f"{before}{host}{after}" + (f" in {text.variable}" if text.variable else "")
        strong = bool(before or is_full(host) or names_server(text) or not after)
        self.calls.append(Call(maker, text.path, host, port, words, strong))

    def scan_commands(self, maker: Maker) -> None:
        """Collect the hosts that are arguments of their own, and those of shell lines."""
        words = [text for text in texts(maker.pod) if not text.variable]
        for text, host, port in flag_hosts(words):
            self.call(maker, text, host, port)
        for text in words:
            for host, port in shell_hosts(text.value):
                self.call(maker, text, host, port)


def holder(text: Text) -> str:
    """Return the path of the container that a text belongs to."""
    return text.path.partition("]")[0]


def port_variable(text: Text) -> str:
    """Return the variable that holds the port of the host that a variable names; "" if none does."""
    stem, found, _ = HOST_SUFFIX.sub("\0", text.variable).partition("\0")
    return f"{stem}PORT" if found else ""


def port_variables(pod_texts: Sequence[Text]) -> Mapping[tuple[str, str], int]:
    """Return the variables that hold a port, by their container."""
    return {
        (holder(text), text.variable): int(text.value)
        for text in pod_texts
        if text.variable.endswith("PORT") and text.value.isdecimal()
    }


def is_full(host: str) -> bool:
    """Return whether a name is written as that of a Service: with svc."""
    return ".svc." in f"{host}."


def is_host(match: re.Match[str], text: Text) -> bool:
    """Return whether a word is a host: it has a port or a dot, or its variable says so. In files
    words with dots and colons are many, so a URL is asked for.
    """
    if text.is_file:
        return False
    return bool(match["port"]) or "." in match["host"] or names_server(text)


def names_server(text: Text) -> bool:
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
