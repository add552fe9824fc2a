"""What pods say in their command lines and environment: names of services they call, variables they expect.

Each template is read once; nothing is looked for in it that it does not hold.
"""
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?<![-\w.@/$(])(?:(?P<scheme>[a-z][a-z0-9+.-]*)://(?:[^\s/@]*@)?)?"
                  rf"(?P<host>{LABEL}(?:\.{LABEL})*)\.?(?::(?P<port>[0-9]{{1,5}}))?"
                  r"(?![-\w.@:(])")
VARIABLE = re.compile(r"\$\(?\{?([A-Z][A-Z0-9_]*_(?:SERVICE_HOST|SERVICE_PORT|PORT)[A-Z0-9_]*)\b")
LOCATION = re.compile(rf"\b_(?P<port>{LABEL})\._(?P<protocol>tcp|udp|sctp)\.(?P<host>{LABEL}(?:\.{LABEL})*)", re.IGNORECASE)
PLACES = re.compile(r"(^|_)(HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDR|ADDRESS|URL|URI|ENDPOINT|ENDPOINTS|BROKERS?|UPSTREAM|DSN|PEERS)$")


class Text(NamedTuple):
    """One text of a container, with the path of its field within the pod, and the environment variable that it is the value of."""

    path: str
    value: str
    variable: str = ""


class Call(NamedTuple):
    """A name that somebody calls; `port` is 0 where none is told."""

    maker: Maker
    path: str
    host: str
    port: int
    said: str

    @property
    def field(self) -> str:
        """The field's path in the object of the maker."""
        return f"{self.maker.path}.{self.path}" if self.maker.path else self.path


class Expected(NamedTuple):
    """An environment variable that somebody expects to be there without having set it."""

    maker: Maker
    path: str
    name: str

    @property
    def field(self) -> str:
        """The field's path in the object of the maker."""
        return f"{self.maker.path}.{self.path}" if self.maker.path else self.path


def texts(pod: Object) -> Iterator[Text]:
    """Everything that a person wrote into the containers of a pod: commands, arguments, environment."""
    spec = objects.spec(pod)
    for group in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(group) or ()):
            for field in ("command", "args"):
                yield from (Text(f"spec.{group}[{index}].{field}[{place}]", str(value))
                            for place, value in enumerate(container.get(field) or ()))
            yield from (Text(f"spec.{group}[{index}].env[{place}].value", str(entry["value"]), entry.get("name") or "")
                        for place, entry in enumerate(container.get("env") or ()) if entry.get("value"))


class Mentions:
    """All that the makers of pods say."""

    def __init__(self, view: View) -> None:
        self.calls: list[Call] = []
        self.expected: list[Expected] = []
        self.located: list[tuple[Call, str]] = []
        for maker in view.makers.values():
            for text in texts(maker.pod):
                self.read(maker, text)

    def read(self, maker: Maker, text: Text) -> None:
        """One text."""
        for found in HOST.finditer(text.value) if text.value[:1] != "/" else ():
            if found["scheme"] or found["port"] or "." in found["host"] or is_place(text):
                self.calls.append(Call(maker, text.path, found["host"], int(found["port"] or 0), found[0]))
        for found in VARIABLE.finditer(text.value):
            self.expected.append(Expected(maker, text.path, found[1]))
        for found in LOCATION.finditer(text.value):
            self.located.append((Call(maker, text.path, found["host"], 0, found[0]), found["port"]))


def is_place(text: Text) -> bool:
    """Whether a text is nothing but the name of somebody to be called."""
    return bool(text.variable and PLACES.search(text.variable))


def meant(view: View, call: Call) -> Object | None:
    """The service that a name leads to from where it is called; nothing where it leads elsewhere."""
    domain = view.cluster.settings.cluster_domain
    labels = call.host.removesuffix(f".{domain}").split(".")
    if len(labels) > 2 and labels[2:] != ["svc"] or call.host.endswith(f".{domain}") and len(labels) < 3:
        return None
    namespace = labels[1] if len(labels) > 1 else call.maker.key.namespace
    return view.cluster.get("Service", namespace, labels[0])


def prefix(name: str) -> str:
    """How a service's name begins the names of variables."""
    return name.upper().replace("-", "_")


def own_variables(pod: Object) -> Mapping[str, Any]:
    """The variables that containers set themselves."""
    return {entry["name"]: entry for container in pods.containers(pod) for entry in container.get("env") or () if entry.get("name")}
