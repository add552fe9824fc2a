"""How many ready endpoints each Service has over time."""

import wirings

from minik.simulation import moments
from minik.timelines.endpoint_series import series


def test_a_node_failure_is_seen_and_those_that_once_had_none_come_first() -> None:
    cluster = wirings.applied([wirings.DATA / "pictures" / "shop.yaml"])
    pod = cluster.get("Pod", "shop", "db-0")
    assert pod is not None
    event = f"node-down {pod['spec']['nodeName']}"
    found = series([cluster, *moments.follow(cluster, event, "shop")])
    first = found[0]
    assert first.service == ("shop", "db") and first.changes and (first.least, first.most) == (0, 1)
    by_name = {one.service: one for one in found}
    api = by_name["shop", "api"]
    assert api.points[0].number == api.points[-1].number == 3 and api.least < 3
    assert not by_name["default", "kubernetes"].changes and found[-1].changes is False
    assert ("shop", "cart") not in by_name  # it never has an endpoint
