"""Settings: what an administrator decides about a cluster when creating it."""

from minik.light_typing import Any, NamedTuple


class Settings(NamedTuple):
    """`pod_cidrs` and `service_cidrs` hold one CIDR a family, the primary family first.

    Node ports are inclusive; `clock` is seconds ahead of real time; `control_planes` and `workers`
    count the nodes at creation; `underway`: controllers were stopped in the middle of a change;
    `loopback_endpoints`: endpoints may be loopback addresses, unlike in a real cluster, so that
    local processes can back a Service. `disabled_admission_plugins` go by their names upstream: a
    state of the time before there were accounts does without them. `job_duration`: how many seconds
    the pods of jobs run before they succeed; 0: until something ends them. `probe_delays`: pods are
    ready only after the initial delays of their probes, by the cluster's clock. `service_accounts`:
    namespaces have accounts and certificates even where the admission plugin is off, as a server's.
    `kubernetes_version`: `1.29`; "": the one that minik knows best.
    `load_balancer_classes`: classes that the pool serves besides Services without one;
    `load_balancer_ip_mode`: VIP, or Proxy where the load balancer sends to the nodes' own ports.

    `memory` is no decision: the proxy's memory of connections, as ordered pairs of name and text.
    """

    pod_cidrs: tuple[str, ...] = ("10.244.0.0/16",)
    service_cidrs: tuple[str, ...] = ("10.96.0.0/16",)
    node_ports: tuple[int, int] = (30000, 32767)
    proxy_mode: str = "iptables"
    cluster_domain: str = "cluster.local"
    load_balancer_pool: str = ""
    seed: int = 0
    clock: int = 0
    control_planes: int = 1
    workers: int = 3
    underway: bool = False
    memory: tuple[tuple[str, str], ...] = ()
    loopback_endpoints: bool = False
    disabled_admission_plugins: tuple[str, ...] = ("ServiceAccount",)
    job_duration: int = 0
    probe_delays: bool = False
    service_accounts: bool = False
    kubernetes_version: str = ""
    load_balancer_classes: tuple[str, ...] = ()
    load_balancer_ip_mode: str = "VIP"

    @property
    def families(self) -> tuple[str, ...]:
        """Return `IPv4`, `IPv6` or both, the primary family first."""
        return tuple("IPv6" if ":" in cidr else "IPv4" for cidr in self.service_cidrs)

    def is_since(self, minor: int) -> bool:
        """Tell whether the cluster is of this minor version of Kubernetes, or a later one."""
        version = self.kubernetes_version
        return not version or int(version.partition(".")[2]) >= minor


DEFAULT = Settings()
UNDISPUTED = Settings._fields.index(
    "underway"
)  # from here on any value will do, but those of `is_limited`
MAY_BE_EMPTY = ("disabled_admission_plugins", "load_balancer_classes")


def from_json(data: dict[str, Any]) -> Settings:
    """Return the settings of a state file; lists become tuples, unknown names are ignored.

    Raises ValueError if a value has the wrong type, or is one that no cluster can have.
    """
    values: dict[str, Any] = {
        name: _freeze(value) for name, value in data.items() if name in Settings._fields
    }
    wrong = next(
        (name for name, value in values.items() if not _fits(name, value)),
        None,
    )
    wrong = wrong or next(
        ("memory" for pair in values.get("memory", ()) if not _is_pair(pair)), None
    )
    settings = DEFAULT if wrong else Settings(**values)
    if not wrong and (settings[:UNDISPUTED] != DEFAULT[:UNDISPUTED] or is_limited(settings)):
        from minik.model import setting_rules  # noqa: PLC0415 most clusters have the default settings

        wrong = setting_rules.impossible(settings)
    if wrong:
        raise ValueError(f"settings.{wrong} cannot be {data[wrong]!r}")
    return settings


def is_limited(settings: Settings) -> bool:
    """Return whether one of the later settings has a value, which not any is right for."""
    return bool(settings.job_duration or settings.kubernetes_version)


def _fits(name: str, value: Any) -> bool:
    """Return whether a value has the type of its setting."""
    if name in MAY_BE_EMPTY:
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    return _has_type_of(value, getattr(DEFAULT, name))


def _has_type_of(value: Any, example: Any) -> bool:
    """Return whether a value has the type of an example; a list, in all items, and no fewer."""
    if not isinstance(example, tuple):
        return type(value) is type(example)
    return (
        isinstance(value, tuple)
        and len(value) >= len(example)
        and all(_has_type_of(part, example[0]) for part in value if example)
    )


def _is_pair(value: Any) -> bool:
    """Return whether a value is a pair of texts."""
    return isinstance(value, tuple) and [type(part) for part in value] == [str, str]


def _freeze(value: Any) -> Any:
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
