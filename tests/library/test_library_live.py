"""A live cluster becomes a value: read once, and left as it is."""

from pathlib import Path

import pytest
from command_lines import shop_cluster

from minik import Cluster, Refusal, Server

for package in ("kubernetes", "uvicorn", "cryptography"):
    pytest.importorskip(package)
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_live_cluster_is_copied(tmp_path: Path) -> None:
    with Server(shop_cluster(), tmp_path / "minik") as server:
        before = server.cluster
        copy = Cluster.live(kubeconfig=server.kubeconfig, namespace="shop")
        part = Cluster.live(kubeconfig=server.kubeconfig, only="shop")
        assert copy.resolve("front").pods == before.resolve("front.shop").pods
        assert copy.list("pods") == before.list("pods", namespace="shop")
        assert copy.check().codes == before.check().codes
        assert not part.list("svc") and part.list("svc", namespace="shop")
        values = copy.get("secret/database")["data"].values()
        known = Cluster.live(kubeconfig=server.kubeconfig, namespace="shop", secrets=True)
        assert set(values) == {""} and any(known.get("secret/database")["data"].values())
        after = copy.scale("deploy/front", replicas=0)
        assert not after.resolve("front") and server.cluster.resolve("front.shop")
    with pytest.raises(Refusal):
        Cluster.live(kubeconfig=server.kubeconfig)  # nobody answers there any more
    with pytest.raises(Refusal):
        Cluster.live(kubeconfig=tmp_path / "nothing")
