"""Who sends a request, as policies see it."""

import policy_cluster as stage
import pytest

from minik.intake.policies.identities import identity_of
from minik.model.writing import Identity, Writer

SYSTEM = "system:serviceaccount:kube-system:"
# Of a controller's writer, and of its account where that is called otherwise.
ACCOUNTS = """
cronjob-controller deployment-controller job-controller replicaset-controller statefulset-controller
endpointslice-controller namespace-controller resourcequota-controller
daemonset-controller daemon-set-controller
endpoints-controller endpoint-controller
endpointslice-mirroring-controller endpointslicemirroring-controller
garbage-collector-controller generic-garbage-collector
horizontal-pod-autoscaler-controller horizontal-pod-autoscaler
node-ipam-controller node-controller
node-lifecycle-controller node-controller
persistentvolume-binder-controller persistent-volume-binder
persistentvolumeclaim-protection-controller pvc-protection-controller
pod-garbage-collector-controller pod-garbage-collector
replicationcontroller-controller replication-controller
service-lb-controller service-controller
service-cidr-controller service-cidrs-controller
serviceaccount-controller service-account-controller
taint-eviction-controller node-controller
"""
ALIKE, OTHERWISE = ACCOUNTS.split("\ndaemonset", 1)
PAIRS = [(name, name) for name in ALIKE.split()]
PAIRS += [tuple(line.split()) for line in f"daemonset{OTHERWISE}".splitlines()]  # type: ignore[misc]
USERS = {
    **{component: SYSTEM + account for component, account in PAIRS},
    "kube-scheduler": "system:kube-scheduler",
    "kube-apiserver": "system:apiserver",
}


@pytest.mark.parametrize(("component", "user"), USERS.items())
def test_the_control_plane_has_users_of_its_own(component: str, user: str) -> None:
    where = stage.draft(Writer(component=component))
    found = identity_of(stage.request(stage.config_map(), where=where))
    assert found.user == user
    assert found.groups == (
        *(
            ("system:serviceaccounts", "system:serviceaccounts:kube-system")
            if user.startswith(SYSTEM)
            else ()
        ),
        *(("system:masters",) if component == "kube-apiserver" else ()),
        "system:authenticated",
    )


def test_somebody_else_or_the_administrator() -> None:
    bob = Identity("bob", ("team",))
    where = stage.draft(Writer("x", identity=bob))
    assert identity_of(stage.request(stage.config_map(), where=where)) == bob
    assert identity_of(stage.request(stage.config_map())).user == "admin"
