"""Texts in which a program says whom it calls: commands, arguments, environment, and the ConfigMaps
and Secrets that the environment or a volume takes from.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.diagnosis.view import Maker, View
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Object

GROUPS = ("initContainers", "containers")
SAYING = frozenset(("command", "args", "env", "envFrom"))  # the fields of what a container says
LONGEST = 20_000  # characters of a mounted file: what is longer is data, not a configuration
ZONES = "Corefile"  # names in the configuration of CoreDNS are answered, not called
HOST_WORD = r"(?P<host>[a-z](?:[-a-z0-9.]*[a-z0-9])?)(?![-\w./:(=$])"
# What programs of a shell line take as host, and as port behind it.
SHELL_HOSTS = (
    re.compile(
        rf"(?:^|\s)(?:-h|-H|--host|--hostname|--server)[ =]{HOST_WORD}(?:\s.*?(?:-p|-P|--port)[ =]?(?P<port>\d+))?"
    ),
    re.compile(
        rf"(?:^|[\s;&|(!])(?:nc|ncat|telnet)\s+(?:-[a-zA-Z]+(?:\s+\d+)?\s+)*{HOST_WORD}(?:\s+(?P<port>\d+))?"
    ),
    re.compile(
        rf"(?:^|[\s;&|(!])(?:nslookup|getent\s+(?:ahosts|hosts)|dig|host|ping(?:\s+-\w+(?:\s+\d+)?)*)\s+{HOST_WORD}(?P<port>)"
    ),
)
HOST_FLAG = re.compile(
    r"^-{1,2}(?:h|H|host|hostname|server|(?:[a-z]+[-.])+(?:host|hostname|server))$"
)
NAMESPACE_VARIABLE = re.compile(r"(?:^|_)(?:NS|NAMESPACE)$")
NAMESPACE = re.compile(r"[a-z0-9][-a-z0-9]*")
PORT_FLAG = re.compile(r"^-{1,2}(?:p|P|port|(?:[a-z]+[-.])+port)$")


class Text(NamedTuple):
    """One text of a container, with its field path within the pod, the environment variable that it
    is the value of, and whether it is a whole file.
    """

    path: str
    value: str
    variable: str = ""
    is_file: bool = False


def texts(pod: Object) -> Iterator[Text]:
    """Yield every text in the containers of a pod: commands, arguments, environment."""
    spec = objects.spec(pod)
    for group in GROUPS:
        for index, container in enumerate(spec.get(group) or ()):
            if SAYING.isdisjoint(container):
                continue
            known = namespace_variables(pod, container)
            for field in ("command", "args"):
                yield from (
                    Text(f"spec.{group}[{index}].{field}[{place}]", with_values(str(value), known))
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


def namespace_variables(pod: Object, container: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the variables of a container that hold its pod's namespace, or are called so."""
    found = {}
    for entry in container.get("env") or ():
        name, value = str(entry.get("name") or ""), str(entry.get("value") or "")
        source = ((entry.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath")
        if source == "metadata.namespace":
            found[name] = objects.namespace(pod)
        elif NAMESPACE_VARIABLE.search(name) and NAMESPACE.fullmatch(value):
            found[name] = value
    return found


def with_values(text: str, known: Mapping[str, str]) -> str:
    """Return a text with variables replaced by their values: `$NS`, `${NS}`, `$(NS)`."""
    for name, value in known.items():
        pattern = rf"\$(?:{name}\b|\{{{name}\}}|\({name}\))"
        text = re.sub(pattern, lambda _, value=value: value, text)  # type: ignore[misc]
    return text


def configured_texts(view: View, maker: Maker) -> Iterator[Text]:
    """Yield the texts that a pod takes from ConfigMaps and Secrets, with the field that takes them."""
    spec = objects.spec(maker.pod)
    for group in GROUPS:
        for index, container in enumerate(spec.get(group) or ()):
            if not SAYING.isdisjoint(container):
                yield from variables(view, maker, container, f"spec.{group}[{index}]")
    for index, volume in enumerate(spec.get("volumes") or ()):
        name = (volume.get("configMap") or {}).get("name")
        for key, value in values(view, "ConfigMap", maker, name).items() if name else ():
            if len(value) <= LONGEST and key != ZONES:
                yield Text(f"spec.volumes[{index}].configMap.name", value, "", True)


def variables(view: View, maker: Maker, container: Mapping[str, Any], path: str) -> Iterator[Text]:
    """Yield the variables of a container that come from ConfigMaps and Secrets."""
    for index, entry in enumerate(container.get("envFrom") or ()):
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            name = (entry.get(field) or {}).get("name")
            for key, value in (values(view, kind, maker, name) if name else {}).items():
                variable = f"{entry.get('prefix') or ''}{key}"
                yield Text(f"{path}.envFrom[{index}].{field}.name", value, variable)
    for index, entry in enumerate(container.get("env") or ()):
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            source = (entry.get("valueFrom") or {}).get(field) or {}
            found = values(view, kind, maker, source.get("name") or "")
            if source.get("key") in found:
                place = f"{path}.env[{index}].valueFrom.{field}.key"
                yield Text(place, found[source["key"]], entry.get("name") or "")


def values(view: View, kind: str, maker: Maker, name: str) -> Mapping[str, str]:
    """Return the texts of a ConfigMap or a Secret by key; {} if it is not there."""
    obj = view.cluster.get(kind, maker.key.namespace, name) or {}
    plain = {**(obj.get("data") or {}), **(obj.get("stringData") or {})}
    if kind == "ConfigMap":
        return {key: str(value) for key, value in plain.items()}
    return {
        key: decoded(str(value), key in (obj.get("stringData") or {}))
        for key, value in plain.items()
    }


def decoded(value: str, plain: bool) -> str:
    """Return a value of a Secret as text; "" if it is none."""
    try:
        return value if plain else b64decode(value).decode()
    except ValueError:
        return ""


def shell_hosts(value: str) -> Iterator[tuple[str, int]]:
    """Yield the hosts that the programs of a shell line call, each with its port or 0."""
    for pattern in SHELL_HOSTS:
        for match in pattern.finditer(value):
            yield match["host"], int(match["port"] or 0)


def flag_hosts(words: list[Text]) -> Iterator[tuple[Text, str, int]]:
    """Yield hosts that are arguments of their own after a flag: `-h`, `db`, with the port of `-p`."""
    port = next(
        (
            int(word.value)
            for flag, word in zip(words, words[1:])
            if PORT_FLAG.match(flag.value) and word.value.isdecimal()
        ),
        0,
    )
    for flag, word in zip(words, words[1:]):
        if HOST_FLAG.match(flag.value) and re.fullmatch(r"[a-z][-a-z0-9.]*", word.value):
            yield word, word.value, port
