"""How the API server calls a webhook. Upstream rules: apiserver `util/webhook/validation.go`."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from minik.errors import Problem
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import invalid, required

ONE_REQUIRED = "exactly one of url or service is required"
URL_FORM = "desired format: https://host[/path]"
VERSIONS = ("v1", "v1beta1")


def default_client(client: Mapping[str, Any]) -> dict[str, Any]:
    """Return the clientConfig with port 443 for its Service, if it has none."""
    service = client.get("service")
    return dict(client) if service is None else {**client, "service": {"port": 443, **service}}


def client_problems(path: str, client: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a clientConfig: either a URL or a Service."""
    url, service = client.get("url"), client.get("service")
    if (url is None) == (service is None):
        yield required(path, ONE_REQUIRED)
    elif url is not None:
        yield from url_problems(f"{path}.url", url)
    else:
        yield from service_problems(f"{path}.service", service or {})


def url_problems(path: str, url: str) -> Iterator[Problem]:
    """Yield the problems of a webhook's URL: HTTPS, without user, fragment or query."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        yield required(path, f"url must be a valid URL: {error}; {URL_FORM}")
        return
    if parts.scheme != "https":
        yield invalid(path, parts.scheme, f"'https' is the only allowed URL scheme; {URL_FORM}")
    user, at, host = parts.netloc.rpartition("@")
    if not host:
        yield invalid(path, "", f"host must be provided; {URL_FORM}")
    if at:
        yield invalid(path, user, "user information is not permitted in the URL")
    if parts.fragment:
        yield invalid(path, parts.fragment, "fragments are not permitted in the URL")
    if parts.query:
        yield invalid(path, parts.query, "query parameters are not permitted in the URL")


def service_problems(path: str, service: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a webhook's Service: name, namespace, port and path."""
    yield from (
        required(f"{path}.{field}", f"service {field} is required")
        for field in ("name", "namespace")
        if not service.get(field)
    )
    port = service.get("port", 443)
    wrong = ", ".join(names.port_number(port))
    if wrong:
        yield invalid(f"{path}.port", port, f"port is not valid: {wrong}")
    yield from path_problems(f"{path}.path", service.get("path") or "/")


def path_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of the URL path of a webhook."""
    if text == "/":
        return
    if not text.startswith("/"):
        yield invalid(path, text, "must start with a '/'")
    for index, step in enumerate(text[1:].removesuffix("/").split("/")):
        if not step:
            yield invalid(path, text, f"segment[{index}] may not be empty")
            continue
        yield from (
            invalid(path, text, f"segment[{index}]: {message}") for message in names.subdomain(step)
        )


def review_problems(path: str, versions: Sequence[str], needed: str = "") -> Iterator[Problem]:
    """Yield the problems of the review versions: one at least must be v1 or v1beta1."""
    if not versions:
        yield required(path, needed)
        return
    for index, version in enumerate(versions):
        yield from (
            invalid(f"{path}[{index}]", version, message) for message in names.label_1035(version)
        )
        if version in versions[:index]:
            yield invalid(f"{path}[{index}]", version, "duplicate version")
    if not set(VERSIONS) & set(versions):
        yield invalid(path, list(versions), f"must include at least one of {', '.join(VERSIONS)}")
