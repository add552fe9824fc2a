"""The claims of a set whose dump is not whole."""

from objects import build

from minik.workloads import stateful_set_storage as storage


def test_a_claim_template_that_lost_its_name_claims_nothing() -> None:
    owner = build("StatefulSet", "web", "shop", spec={"volumeClaimTemplates": [{"spec": {}}]})
    assert storage.pod_claims(owner, "web-0") == []
    assert storage.with_storage(owner, {"containers": []}, "web-0") == {"containers": []}
