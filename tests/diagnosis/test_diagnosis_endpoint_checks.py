"""What keeps a pod from being an endpoint, where its status is not whole."""

from objects import build

from minik.diagnosis import endpoint_checks


def test_a_container_that_waits_is_told_even_if_its_name_was_lost() -> None:
    waiting = [{"state": {"waiting": {"reason": "CrashLoopBackOff"}}}]
    pod = build("Pod", "web", "shop", status={"containerStatuses": waiting})
    assert endpoint_checks.container_problem(pod).endswith(": CrashLoopBackOff")
