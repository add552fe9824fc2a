"""What may happen to a cluster, from Python."""

from minik import Cluster


def test_a_node_that_came_back_is_ready() -> None:
    shop = Cluster().simulate.node_down("node-1", length="2m")
    assert shop.get("node/node-1")["status"]["conditions"][-1]["status"] == "Unknown"
    back = shop.simulate.node_up("node-1")
    assert back.get("node/node-1")["status"]["conditions"][-1]["status"] == "True"
    assert shop.get("node/node-1")["status"]["conditions"][-1]["status"] == "Unknown"


def test_a_pod_that_exits_is_started_again() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": [{"name": "web", "image": "web:1"}]},
    }
    ended = Cluster().apply(pod).simulate.pod_exit("web", code=3)
    container = ended.get("pod/web")["status"]["containerStatuses"][0]
    assert (container["restartCount"], container["lastState"]["terminated"]["exitCode"]) == (1, 3)
