"""Node ports that are used through localhost."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.proxy import mode as proxy_mode

CAUSE = Cause(
    "node-port-through-localhost",
    "F46",
    WARNING,
    "a node port is used through localhost, which this proxy mode does not serve",
    "Not every proxy mode answers at 127.0.0.1:NODEPORT, and none at [::1]:NODEPORT. Use an address of the node.",
)
LOCALHOST_PORT = re.compile(r"\b(?:localhost|127\.0\.0\.1):(\d{4,5})\b")


def findings(view: View) -> Iterator[Finding]:
    yield from through_localhost(view)


def through_localhost(view: View) -> Iterator[Finding]:
    """Yield node ports that are used through localhost, as by nodes that pull from a registry in
    the cluster.
    """
    mode = proxy_mode.of_cluster(view.cluster)
    ports = {
        number: service for service in view.services for number in services.node_ports(service)
    }
    if not ports or view.settled and mode.loopback_node_ports:
        return
    for maker in view.makers.values():
        texts_found = [
            (f"spec.containers[{index}].image", str(container.get("image") or ""))
            for index, container in enumerate(pods.containers(maker.pod))
        ]
        texts_found += (
            [(text.path, text.value) for text in texts(maker.pod)]
            if pods.uses_host_network(maker.pod)
            else []
        )
        for path, value in texts_found:
            match = LOCALHOST_PORT.search(value)
            if match and int(match[1]) in ports:
                yield Finding(
                    CAUSE,
                    maker.key,
                    f"{maker.path}.{path}" if maker.path else path,
                    f"{match[0]} is the node port of Service {objects.name(ports[int(match[1])])}"
                    + (
                        f"; the proxy mode is {mode.name}"
                        if view.settled
                        else "; not every proxy mode serves it"
                    ),
                    f"an address of the node, with :{match[1]}",
                    doubt="" if view.settled else SUSPECT,
                )
