"""Where the rules of Ingresses and routes lead, by their hosts: to Services, with a copy to others, or back to
the client with a redirect.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object

ANY_HOST = "*"
MIRROR = "copy"  # what stands at the wire of a mirror


class Lead(NamedTuple):
    """A rule that leads to a Service: its host, what is matched there, the field of its backend, and
    the share of the requests in percent, "" for all.
    """

    host: str
    match: str
    field: str
    target: Key
    port: str
    share: str = ""

    @property
    def label(self) -> str:
        """Return what is matched and the share: `/cart 90%`."""
        return f"{self.match} {self.share}".strip()


class Redirection(NamedTuple):
    """A rule that sends the client elsewhere: its host, what is matched there, and to where: `301
    https://shop.example.com`.
    """

    host: str
    match: str
    answer: str


def of_ingress(ingress: Object) -> Iterator[Lead]:
    """Yield where the rules of an Ingress lead, the default backend first."""
    default = ingresses.default_backend(ingress)
    if default:
        yield from _of_backend(ingress, ANY_HOST, "", "spec.defaultBackend", default)
    for index, rule in enumerate(ingresses.rules(ingress)):
        for place, path in enumerate(ingresses.paths(rule)):
            field = f"spec.rules[{index}].http.paths[{place}].backend"
            host, backend = str(rule.get("host") or ANY_HOST), path.get("backend") or {}
            yield from _of_backend(ingress, host, str(path.get("path") or "/"), field, backend)


def _of_backend(
    ingress: Object, host: str, match: str, field: str, backend: Mapping[str, Any]
) -> Iterator[Lead]:
    service = backend.get("service") or {}
    if service.get("name"):
        port = service.get("port") or {}
        key = Key("Service", objects.namespace(ingress), str(service["name"]))
        yield Lead(host, match, field, key, str(port.get("name") or port.get("number") or ""))


def of_route(route: Object) -> Iterator[Lead]:
    """Yield where the rules of a route lead, mirrors behind the backends."""
    for index, rule, host, path in _places(route):
        backends = _mappings(rule.get("backendRefs"))
        shares = _shares(backends)
        for place, backend in enumerate(backends):
            field = f"spec.rules[{index}].backendRefs[{place}]"
            yield from _of_reference(route, backend, host, path, field, shares[place])
        for place, one in enumerate(_mappings(rule.get("filters"))):
            mirror = one.get("requestMirror") or {}
            field = f"spec.rules[{index}].filters[{place}]"
            yield from _of_reference(
                route, mirror.get("backendRef") or {}, host, path, field, MIRROR
            )


def redirections(route: Object) -> Iterator[Redirection]:
    """Yield the rules of a route that send clients elsewhere."""
    for _, rule, host, path in _places(route):
        for one in _mappings(rule.get("filters")):
            value = one.get("requestRedirect") or {}
            if value:
                scheme = f"{value['scheme']}://" if value.get("scheme") else ""
                name = str(value.get("hostname") or ("" if host == ANY_HOST else host))
                port = f":{value['port']}" if value.get("port") else ""
                answer = f"{value.get('statusCode') or 302} {scheme}{name}{port}"
                yield Redirection(host, path, answer.strip())


def _places(route: Object) -> Iterator[tuple[int, Mapping[str, Any], str, str]]:
    """Yield each rule of a route with its number, for each of its hosts and paths."""
    spec = objects.spec(route)
    hosts = [str(host) for host in spec.get("hostnames") or ()] or [ANY_HOST]
    for index, rule in enumerate(_mappings(spec.get("rules"))):
        paths = [
            str((match.get("path") or {}).get("value") or "/")
            for match in _mappings(rule.get("matches"))
        ]
        for host in hosts:
            for path in dict.fromkeys(paths) or [""]:
                yield index, rule, host, path


def _of_reference(
    route: Object, backend: Mapping[str, Any], host: str, path: str, field: str, share: str
) -> Iterator[Lead]:
    if backend.get("kind", "Service") == "Service" and backend.get("name"):
        namespace = str(backend.get("namespace") or objects.namespace(route))
        key = Key("Service", namespace, str(backend["name"]))
        yield Lead(host, path, field, key, str(backend.get("port") or ""), share)


def _shares(backends: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the share of each backend of a rule, by its weight; "" where there is only one."""
    weights = [one.get("weight") for one in backends]
    numbers = [weight if isinstance(weight, int) else 1 for weight in weights]
    total = sum(numbers)
    if len(numbers) < 2 or not total:
        return [""] * len(numbers)
    return [f"{100 * number / total:.3g}%" for number in numbers]


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
