"""Containers of pods and pod templates as `describe` shows them.

Upstream rule: kubectl `describeContainers`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from minik import light_json
from minik.kinds._volumes import format_value
from minik.kinds.layout import NONE, format_date, indent
from minik.light_typing import Any, TypeAlias
from minik.model import quantity
from minik.model.ip import bracket_ipv6
from minik.model.object import Object, read

# Field path of the pod (`metadata.name`) → its value, for environment variables.
FieldValues: TypeAlias = Mapping[str, str]
NO_FIELD_VALUES: FieldValues = {}
PATH_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~$&+,/:;=@")


def container_lines(
    title: str,
    specs: Iterable[Object],
    statuses: Iterable[Object] = (),
    field_values: FieldValues = NO_FIELD_VALUES,
    space: str = "",
) -> Iterator[str]:
    """Yield the lines of containers under a title, with their statuses if there are any.

    `space` is the indentation of the title, for templates.
    """
    container_list, by_name = list(specs), {status.get("name"): status for status in statuses}
    yield f"{space}{title}:{'' if container_list else f' {NONE}'}"
    for container in container_list:
        yield f"  {space[:1]}{container.get('name', '')}:"
        yield from indent(
            _container(container, by_name.get(container.get("name")), field_values), 2
        )


def _container(
    container: Object, status: Object | None, field_values: FieldValues
) -> Iterator[str]:
    yield from _basics(container, status)
    for title, field in (("Command", "command"), ("Args", "args")):
        if container.get(field):
            yield f"{title}:"
            yield from indent(line for word in container[field] for line in word.split("\n"))
    if status is not None:
        yield from _states(status)
    yield from resource_lines(container.get("resources"))
    for title, field in (
        ("Liveness", "livenessProbe"),
        ("Readiness", "readinessProbe"),
        ("Startup", "startupProbe"),
    ):
        if container.get(field):
            yield f"{title}:\t{probe_text(container[field])}"
    yield from _environment_from(container.get("envFrom") or ())
    yield from _environment(container, field_values)
    yield from _mounts(container)


def _basics(container: Object, status: Object | None) -> Iterator[str]:
    if status is not None:
        yield f"Container ID:\t{status.get('containerID') or ''}"
    yield f"Image:\t{container.get('image') or ''}"
    if status is not None:
        yield f"Image ID:\t{status.get('imageID') or ''}"
    for title, field in (("Port", "containerPort"), ("Host Port", "hostPort")):
        ports = [
            f"{port.get(field) or 0}/{port.get('protocol') or ''}"
            + (f" ({port['name']})" if port.get("name") else "")
            for port in container.get("ports") or ()
        ]
        yield f"{title}{'s' if len(ports) > 1 else ''}:\t{', '.join(ports) or NONE}"
    profile = read(container, "securityContext.seccompProfile")
    if profile:
        yield f"SeccompProfile:\t{profile.get('type', '')}"
        if profile.get("type") == "Localhost":
            yield f"  LocalhostProfile:\t{profile.get('localhostProfile', '')}"


def _states(status: Object) -> Iterator[str]:
    yield from _state("State", status.get("state") or {})
    if read(status, "lastState.terminated") is not None:
        yield from _state("Last State", status["lastState"])
    yield f"Ready:\t{bool(status.get('ready'))}"
    yield f"Restart Count:\t{status.get('restartCount') or 0}"


def _state(title: str, state: Mapping[str, Any]) -> Iterator[str]:
    running, waiting, terminated = (
        state.get("running"),
        state.get("waiting"),
        state.get("terminated"),
    )
    if running is not None:
        yield f"{title}:\tRunning"
        yield f"  Started:\t{format_date(running.get('startedAt'))}"
    elif waiting is not None or terminated is None:
        yield f"{title}:\tWaiting"
        if waiting and waiting.get("reason"):
            yield f"  Reason:\t{waiting['reason']}"
    else:
        yield f"{title}:\tTerminated"
        yield from indent(_termination(terminated))


def _termination(terminated: Mapping[str, Any]) -> Iterator[str]:
    texts = (("Reason", "reason"), ("Message", "message"))
    yield from (f"{title}:\t{terminated[field]}" for title, field in texts if terminated.get(field))
    yield f"Exit Code:\t{terminated.get('exitCode') or 0}"
    if terminated.get("signal"):
        yield f"Signal:\t{terminated['signal']}"
    yield f"Started:\t{format_date(terminated.get('startedAt'))}"
    yield f"Finished:\t{format_date(terminated.get('finishedAt'))}"


def resource_lines(requirements: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the limits and requests of a container or of a whole pod."""
    for title, field in (("Limits", "limits"), ("Requests", "requests")):
        amounts = (requirements or {}).get(field)
        if amounts:
            yield f"{title}:"
            yield from (
                f"  {name}:\t{quantity.canonical(amount)}"
                for name, amount in sorted(amounts.items())
            )


def probe_text(check: Mapping[str, Any]) -> str:
    """Return a probe in one line."""
    times = " ".join(f"{word}={check.get(field, 0)}{unit}" for word, field, unit in TIMES)
    for name, how in PROBES.items():
        if check.get(name) is not None:
            return f"{how(check[name])} {times}"
    return f"unknown {times}"


TIMES = (
    ("delay", "initialDelaySeconds", "s"),
    ("timeout", "timeoutSeconds", "s"),
    ("period", "periodSeconds", "s"),
    ("successThreshold", "successThreshold", ""),
    ("failureThreshold", "failureThreshold", ""),
)


def _url(get: Mapping[str, Any]) -> str:
    host, path = str(get.get("host") or ""), str(get.get("path") or "")
    letters = (
        letter if letter in PATH_SAFE else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in path
    )
    slash = "/" if path and not path.startswith("/") else ""
    return f"{str(get.get('scheme') or '').lower()}://{bracket_ipv6(host)}:{get.get('port', 0)}{slash}{''.join(letters)}"


PROBES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "exec": lambda check: f"exec {format_value(check.get('command') or [])}",
    "httpGet": lambda check: f"http-get {_url(check)}",
    "tcpSocket": lambda check: f"tcp-socket {check.get('host') or ''}:{check.get('port', 0)}",
    "grpc": lambda check: f"grpc <pod>:{check.get('port', 0)} {check.get('service') or ''}",
}


def _environment_from(sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    lines = []
    for entry in sources:
        kind, source = (
            ("ConfigMap", entry["configMapRef"])
            if entry.get("configMapRef")
            else ("Secret", entry.get("secretRef") or {})
        )
        prefix = f" with prefix '{entry['prefix']}'" if entry.get("prefix") else ""
        lines.append(
            f"  {source.get('name', '')}\t{kind}{prefix}\tOptional: {format_value(source.get('optional', False))}"
        )
    if lines:
        yield "Environment Variables from:"
        yield from lines


def _environment(container: Object, field_values: FieldValues) -> Iterator[str]:
    variables = container.get("env") or ()
    yield "Environment:" + ("" if variables else f"\t{NONE}")
    for variable in variables:
        source = variable.get("valueFrom")
        if source is None:
            first, *rest = str(variable.get("value") or "").split("\n")
            yield f"  {variable['name']}:\t{first}"
            yield from (f"  \t{line}" for line in rest)
        else:
            yield from (
                f"  {variable['name']}:\t{text}"
                for text in _value_from(source, container, field_values)
            )


def _value_from(
    source: Mapping[str, Any], container: Object, field_values: FieldValues
) -> Iterator[str]:
    field, resource = source.get("fieldRef"), source.get("resourceFieldRef")
    if field is not None:
        yield f"{field_values.get(field.get('fieldPath', ''), '')} ({field.get('apiVersion', '')}:{field.get('fieldPath', '')})"
    elif resource is not None:
        yield f"{resource_value(resource, container)} ({resource.get('resource', '')})"
    else:
        for name, kind in (("secretKeyRef", "in secret"), ("configMapKeyRef", "of config map")):
            reference = source.get(name)
            if reference is not None:
                yield (
                    f"<set to the key '{reference.get('key', '')}' {kind} '{reference.get('name', '')}'>\t"
                    f"Optional: {format_value(reference.get('optional', False))}"
                )
                return


def resource_value(reference: Mapping[str, Any], container: Object) -> str:
    """Return the value of a resourceFieldRef in its divisor; "" for an unknown resource."""
    side, _, name = str(reference.get("resource", "")).partition(".")
    if side not in ("limits", "requests") or not (
        name in ("cpu", "memory", "ephemeral-storage") or name.startswith("hugepages-")
    ):
        return ""
    count = quantity.milli if name == "cpu" else quantity.value
    divisor = count(quantity.parse(reference.get("divisor") or 0)) or count(quantity.parse(1))
    amount = count(quantity.parse((read(container, f"resources.{side}") or {}).get(name) or 0))
    is_unlimited = not amount and side == "limits" and name in ("cpu", "memory")
    return "node allocatable" if is_unlimited else str(-(-amount // divisor))


def pod_fields(pod: Object) -> FieldValues:
    """Return the fields that kubectl resolves in a fieldRef: name and namespace."""
    return {
        f"metadata.{field}": str(pod["metadata"].get(field) or "")
        for field in ("name", "namespace")
    }


def _mounts(container: Object) -> Iterator[str]:
    mounts, devices = container.get("volumeMounts") or (), container.get("volumeDevices") or ()
    none = "" if mounts else f"\t{NONE}"
    yield f"Mounts:{none}"
    for mount in sorted(mounts, key=lambda mount: str(mount.get("mountPath"))):
        path = f",path={light_json.quoted(mount['subPath'])}" if mount.get("subPath") else ""
        yield f"  {mount.get('mountPath', '')} from {mount.get('name', '')} ({'ro' if mount.get('readOnly') else 'rw'}{path})"
    if devices:
        yield f"Devices:{none}"
        yield from (
            f"  {device.get('devicePath', '')} from {device.get('name', '')}"
            for device in sorted(devices, key=lambda device: str(device.get("devicePath")))
        )
