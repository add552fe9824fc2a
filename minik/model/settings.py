"""Settings: what an administrator decides about a cluster when it is made."""
from typing import Any, NamedTuple


class Settings(NamedTuple):
    """CIDRs come in the order of the cluster's families, one a family; ports are inclusive; `clock` is seconds ahead of real time;
    `control_planes` and `workers` are how many nodes it began with; `underway`: its controllers were stopped in the middle of a change.

    `loopback_endpoints`: endpoints may be on the loopback, as in no real cluster, so that local processes can stand behind a Service.

    `memory` is no decision: what the proxy remembers of connections, as pairs of a name and a text, in order.
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

    @property
    def families(self) -> tuple[str, ...]:
        """`IPv4`, `IPv6` or both, the primary family first."""
        return tuple("IPv6" if ":" in cidr else "IPv4" for cidr in self.service_cidrs)


DEFAULT = Settings()


def from_json(data: dict[str, Any]) -> Settings:
    """Settings as the state file holds them; lists become tuples, unknown names are passed over. ValueError: a value is of another type."""
    values: dict[str, Any] = {name: _frozen(value) for name, value in data.items() if name in Settings._fields}
    wrong = next((name for name, value in values.items() if not _alike(value, getattr(DEFAULT, name))), None)
    if wrong:
        raise ValueError(f"settings.{wrong} cannot be {data[wrong]!r}")
    return Settings(**values)


def _alike(value: Any, example: Any) -> bool:
    """Whether a value is of the type of an example; a list, all of it, and no shorter."""
    if not isinstance(example, tuple):
        return type(value) is type(example)
    return isinstance(value, tuple) and len(value) >= len(example) and all(_alike(part, example[0]) for part in value if example)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
