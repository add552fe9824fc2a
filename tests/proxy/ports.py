"""Service ports as tests write them: `port("default/web:http", "127.0.0.2:9000")`."""

from typing import Any

from minik.proxy.backends import Backend
from minik.proxy.service_ports import ServicePort


def backend(text: str) -> Backend:
    """`127.0.0.2:9000`, ready."""
    address, _, number = text.rpartition(":")
    return Backend(address.strip("[]"), int(number), True, True, False)


def port(
    name: str, *backends: str, protocol: str = "TCP", number: int = 80, **fields: Any
) -> ServicePort:
    """A port of a service, with backends that are ready."""
    service, _, port_name = name.partition(":")
    namespace, _, service = service.partition("/")
    ready = tuple(map(backend, backends))
    plain = ServicePort(
        namespace,
        service,
        port_name,
        protocol,
        "10.96.0.9",
        number,
        0,
        (),
        (),
        (),
        0,
        False,
        False,
        0,
        ready,
        (),
        bool(ready),
        ready,
    )
    return plain._replace(**fields)
