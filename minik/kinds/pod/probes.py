"""Validation of probes and lifecycle hooks.

Upstream rules: `validateProbe`, `validateHandler`, `validateLifecycle`.
"""

from collections.abc import Callable, Iterator

from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.pod import value_rules
from minik.kinds.pod._scope import Scope
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_supported, required

NUMBERS = (
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
)
SCHEMES = frozenset(("HTTP", "HTTPS"))


def probes_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Check the liveness, readiness and startup probes, in that order."""
    if container.get("livenessProbe") is not None:
        yield from single_success_problems(
            scope, container["livenessProbe"], f"{path}.livenessProbe"
        )
    if container.get("readinessProbe") is not None:
        probe, probe_path = container["readinessProbe"], f"{path}.readinessProbe"
        yield from probe_problems(scope, probe, probe_path)
        if probe.get("terminationGracePeriodSeconds") is not None:
            yield invalid(
                f"{probe_path}.terminationGracePeriodSeconds",
                probe["terminationGracePeriodSeconds"],
                "must not be set for readinessProbes",
            )
    if container.get("startupProbe") is not None:
        yield from single_success_problems(scope, container["startupProbe"], f"{path}.startupProbe")


def single_success_problems(scope: Scope, probe: Object, path: str) -> Iterator[Problem]:
    """Check a probe whose successThreshold must be 1."""
    yield from probe_problems(scope, probe, path)
    if (probe.get("successThreshold") or 0) != 1:
        yield invalid(f"{path}.successThreshold", probe.get("successThreshold") or 0, "must be 1")


def probe_problems(scope: Scope, probe: Object, path: str) -> Iterator[Problem]:
    """Check a probe: its handler and numbers."""
    yield from handler_problems(scope, probe, PROBE_HANDLERS, path)
    for field in NUMBERS:
        if (probe.get(field) or 0) < 0:
            yield invalid(f"{path}.{field}", probe[field], "must be greater than or equal to 0")
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0")


def lifecycle_problems(scope: Scope, lifecycle: Object, path: str) -> Iterator[Problem]:
    """Check the postStart and preStop hooks."""
    for hook in ("postStart", "preStop"):
        if lifecycle.get(hook) is not None:
            yield from handler_problems(scope, lifecycle[hook], HOOK_HANDLERS, f"{path}.{hook}")


def handler_problems(
    scope: Scope, handler: Object, kinds: tuple[str, ...], path: str
) -> Iterator[Problem]:
    """Check that exactly one handler is set, and that it is valid."""
    set_kinds = [kind for kind in kinds if handler.get(kind) is not None]
    for kind in set_kinds[:1]:
        yield from HANDLERS[kind](scope, handler[kind], f"{path}.{kind}")
    for kind in set_kinds[1:]:
        yield forbidden(f"{path}.{kind}", "may not specify more than 1 handler type")
    if not set_kinds:
        yield required(path, "must specify a handler type")


def exec_problems(_: Scope, action: Object, path: str) -> Iterator[Problem]:
    if not action.get("command"):
        yield required(f"{path}.command")


def http_problems(_: Scope, action: Object, path: str) -> Iterator[Problem]:
    """Check an HTTP request."""
    if not action.get("path"):
        yield required(f"{path}.path")
    yield from port_problems(action.get("port"), f"{path}.port")
    if action.get("scheme") not in SCHEMES:
        yield not_supported(f"{path}.scheme", action.get("scheme") or "", SCHEMES)
    for header in action.get("httpHeaders") or ():
        yield from check_name(f"{path}.httpHeaders", header.get("name") or "", value_rules.header)


def socket_problems(_: Scope, action: Object, path: str) -> Iterator[Problem]:
    yield from port_problems(action.get("port"), f"{path}.port")


def grpc_problems(_: Scope, action: Object, path: str) -> Iterator[Problem]:
    yield from port_problems(action.get("port") or 0, f"{path}.port")


def sleep_problems(scope: Scope, action: Object, path: str) -> Iterator[Problem]:
    """Check that a pause is not longer than the termination grace period."""
    seconds = action.get("seconds") or 0
    if scope.grace is not None and not 0 <= seconds <= scope.grace:
        yield invalid(
            path,
            seconds,
            f"must be non-negative and less than terminationGracePeriodSeconds ({scope.grace})",
        )


def port_problems(port: Any, path: str) -> Iterator[Problem]:
    """Check a port, by number or by name."""
    if isinstance(port, str):
        yield from check_name(path, port, names.port_name)
    else:
        yield from (invalid(path, port or 0, message) for message in names.port_number(port or 0))


HANDLERS: dict[str, Callable[[Scope, Object, str], Iterator[Problem]]] = {
    "exec": exec_problems,
    "httpGet": http_problems,
    "tcpSocket": socket_problems,
    "grpc": grpc_problems,
    "sleep": sleep_problems,
}
PROBE_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
HOOK_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
