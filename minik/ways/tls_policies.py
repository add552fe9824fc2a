"""BackendTLSPolicies: TLS between a gateway and a Service.

Upstream rules: Gateway API `backendtlspolicy_types.go`: of several for one port the older wins; one
for a named port beats one for the whole Service.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.ways import certificates, understanding
from minik.ways.backends import Target
from minik.ways.certificates import Flaw
from minik.ways.vocabulary import TLS_POLICY, age

SYSTEM = "System"
ORDER = ("kind", "permission", "missing", "content")


class Policy(NamedTuple):
    """A policy: the Services and ports that it is for, those that an older one has, and what is wrong
    with the certificates that it trusts.

    `reason` of its condition Accepted: Accepted, Conflicted, TargetNotFound, NoValidCACertificate or Invalid.
    """

    object: Object
    targets: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    flaw: Flaw | None
    reason: str

    @property
    def resolved_reason(self) -> str:
        """Return the reason of its condition ResolvedRefs."""
        if self.flaw is None:
            return "ResolvedRefs"
        return "InvalidKind" if self.flaw.code == "kind" else "InvalidCACertificateRef"

    @property
    def fails(self) -> bool:
        """Return whether no backend can be trusted by what it says."""
        return self.reason in ("NoValidCACertificate", "Invalid")


def find_all(cluster: Cluster) -> Iterator[Policy]:
    """Yield all policies, the older ones first."""
    taken = set[tuple[str, str, str]]()
    for one in sorted(understanding.of(cluster, TLS_POLICY), key=age):
        namespace = objects.namespace(one)
        wanted = tuple(map(_target, objects.read_list(one, "spec.targetRefs")))
        lost = tuple(part for part in wanted if (namespace, *part) in taken)
        taken |= {(namespace, *part) for part in wanted}
        there = any(cluster.get("Service", namespace, name) is not None for name, _ in wanted)
        refs = objects.read_list(one, "spec.validation.caCertificateRefs")
        flaws = [_flaw(cluster, ref, namespace) for ref in refs]
        flaw = certificates.first_flaw(flaws, ORDER)
        yield Policy(one, wanted, lost, flaw, _reason(one, wanted, lost, flaws, there=there))


def _target(value: Mapping[str, Any]) -> tuple[str, str]:
    """Return the Service and the name of its port that a policy is for; "" for all ports."""
    return str(value.get("name") or ""), str(value.get("sectionName") or "")


def _flaw(cluster: Cluster, ref: Mapping[str, Any], namespace: str) -> Flaw | None:
    return certificates.bundle_flaw(cluster, ref, "BackendTLSPolicy", namespace)


def _reason(
    policy: Object,
    wanted: Sequence[tuple[str, str]],
    lost: Sequence[tuple[str, str]],
    flaws: Sequence[Flaw | None],
    *,
    there: bool,
) -> str:
    known = objects.read_str(policy, "spec.validation.wellKnownCACertificates", SYSTEM)
    if known != SYSTEM:
        return "Invalid"
    if flaws and all(flaws):
        return "NoValidCACertificate"
    if not there:
        return "TargetNotFound"
    return "Conflicted" if wanted and len(lost) == len(wanted) else "Accepted"


def of_target(policies: Sequence[Policy], target: Target) -> Policy | None:
    """Return the policy for a backend: that of its port, else that of its whole Service."""
    namespace, name = target.reference.namespace, target.reference.name
    here = [one for one in policies if objects.namespace(one.object) == namespace]
    for wanted in ((name, target.port_name), (name, "")):
        for one in here:
            if wanted in one.targets and wanted not in one.lost:
                return one
    return None
