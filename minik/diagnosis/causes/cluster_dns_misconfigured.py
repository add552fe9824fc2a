"""The configuration of the cluster's name server keeps names of Services from being answered."""

from collections.abc import Iterator

from minik.diagnosis import corefile_faults
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.discovery import corefile
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:53 {
        errors
        health
        kubernetes DOMAIN in-addr.arpa ip6.arpa
        forward . /etc/resolv.conf
        cache 30
    }
"""
CAUSE = Cause(
    "cluster-dns-misconfigured",
    "",
    WARNING,
    "the configuration of the cluster's name server keeps names of Services from being answered",
    "CoreDNS answers as its Corefile says (ConfigMap coredns in kube-system): its plugin kubernetes must serve the cluster's domain, and "
    "plugins as template, rewrite and hosts come before it. A word that is no plugin keeps CoreDNS from starting.",
    example=EXAMPLE.replace("DOMAIN", "cluster.example"),
    sound=EXAMPLE.replace("DOMAIN", "cluster.local"),
)


def findings(view: View) -> Iterator[Finding]:
    config = view.cluster.get("ConfigMap", corefile.NAMESPACE, corefile.NAME)
    blocks = corefile.of_cluster(view.cluster)
    if config is None or not blocks:
        return
    domain = view.cluster.settings.cluster_domain
    known = {
        f"{objects.name(service)}.{objects.namespace(service)}.svc.{domain}": objects.key(service)
        for service in view.cluster.of("Service")
    }
    for fault in corefile_faults.faults(view.cluster, blocks, list(known)):
        told = f": line {fault.plugin.line}: {' '.join(fault.plugin.words)}" if fault.plugin else ""
        yield Finding(
            CAUSE,
            objects.key(config),
            f"data.{corefile.KEY}",
            f"{fault.because} ({corefile.KEY}{told})",
            fault.fix,
            about=tuple(known[name] for name in fault.names or known if name in known),
        )
