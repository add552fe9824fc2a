"""Make a new cluster"""

import os

from minik.bootstrap import init_options, new_cluster
from minik.command_line import flags, progress, state_access
from minik.controllers import settle
from minik.errors import Refused
from minik.light_typing import Any
from minik.proxy import modes
from minik.store import journal


@flags.command()
@flags.option(
    "--control-planes", kind=int, default=1, metavar="N", help="Nodes of the control plane"
)
@flags.option("--workers", kind=int, default=3, metavar="N", help="Nodes for everything else")
@flags.text(
    "--service-cidr",
    metavar="CIDR",
    help="Range of the services' addresses; two, with a comma, for two families",
)
@flags.text(
    "--pod-cidr", metavar="CIDR", help="Range of the pods' addresses; every node gets a part of it"
)
@flags.text(
    "--ip-family",
    metavar="ipv4|ipv6|dual",
    help="Address families of the cluster, the first one first",
)
@flags.text(
    "--proxy-mode", metavar="MODE", help=f"How kube-proxy works: {', '.join(modes.names())}"
)
@flags.text(
    "--lb-pool",
    metavar="RANGE",
    help="Addresses for load balancers: a-b, a CIDR; without them they stay pending",
)
@flags.text(
    "--lb-class",
    metavar="NAMES",
    help="Values of loadBalancerClass that the pool serves too, with commas; others stay pending",
)
@flags.text(
    "--lb-ip-mode",
    metavar="VIP|Proxy",
    help="How load balancers hand on: VIP, to the nodes as it comes, or Proxy, to their node ports",
)
@flags.flag(
    "--allow-loopback-endpoints",
    help="Let endpoints be 127.0.0.x and ::1, as no real cluster does (minik proxy serve)",
)
@flags.flag(
    "--probe-delays",
    help="Let pods be ready only after the initialDelaySeconds of their probes (minik simulate advance)",
)
@flags.text(
    "--job-duration",
    metavar="DURATION",
    help="How long the pods of jobs run before they succeed; without it they run on",
)
@flags.text(
    "--disable-admission-plugins",
    metavar="NAMES",
    help="Admission plugins to switch off, with commas: ServiceAccount for pods without accounts",
)
@flags.kubernetes_version
@flags.text("--addons", metavar="dns|none", help="What else to set up: CoreDNS and kube-dns")
@flags.flag(
    "--gateway-api",
    help="Define the kinds of Gateway API and of network-policy-api (AdminNetworkPolicy and its like)",
)
@flags.flag("--force", help="Replace the existing cluster; its file is kept as .bak")
def command(
    force: bool, ip_family: str, lb_pool: str, addons: str, gateway_api: bool, **options: Any
) -> None:
    """Make a new cluster: its nodes, its namespaces and the Service `kubernetes`.

    \b
    Examples:
      # Five workers, two families, addresses for load balancers
      minik init --workers 5 --ip-family dual --lb-pool 192.168.0.200-192.168.0.250
      # One whose Services can have processes of this machine as backends (see minik proxy serve --help)
      minik init --allow-loopback-endpoints
    """
    if options["proxy_mode"]:
        modes.check(options["proxy_mode"])
    settings = init_options.parse_settings(family=ip_family, pool=lb_pool, **options)
    wanted = [
        *init_options.parse_addons(addons),
        *([new_cluster.GATEWAY_API] if gateway_api else ()),
    ]
    with state_access.begin_change(unread=True) as session:
        journal.require_unserved(session.path, force=force)
        if os.path.exists(session.path) and not force:
            raise Refused(
                f"{session.path} holds a cluster already",
                hint="--force replaces it; minik reset begins it anew",
            )
        with progress.show("settling"):
            new = new_cluster.create_cluster(
                settings, state_access.now(), whole=True, addons=wanted
            )
            session.keep(settle(new))
    if settings.control_planes + settings.workers < 3:
        state_access.tell(
            "Warning: fewer than 3 nodes: enough to try things out, too few to survive a failure"
        )
    state_access.say(f"cluster created: {init_options.describe_settings(settings)}")
