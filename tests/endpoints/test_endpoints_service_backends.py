"""References to pods: a dump may lack what the server always gives."""

from minik.endpoints import service_backends


def test_a_pod_that_a_dump_gives_without_a_uid_is_referred_to_by_its_name() -> None:
    pod = {"kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}}
    assert service_backends.pod_reference(pod) == {
        "kind": "Pod",
        "name": "web",
        "namespace": "shop",
        "uid": "",
    }
