"""What is said of kinds and versions that no server has (Kubernetes' deprecation guide)."""

import pytest

from minik.diagnosis import served_versions

CASES = [
    ("extensions/v1beta1", "Ingress", "(use networking.k8s.io/v1)", "apiVersion: networking.k8s.io/v1"),
    ("batch/v1beta1", "CronJob", "(use batch/v1)", "apiVersion: batch/v1"),
    ("apps/v1", "Pod", "(use v1)", "apiVersion: v1"),
    ("v1", "deployment", "(use apps/v1, kind Deployment)", "apiVersion: apps/v1, kind: Deployment"),
    ("apps/v1", "Deployments", "(use apps/v1, kind Deployment)", "kind: Deployment"),
    ("v1", "pod", "(use v1, kind Pod)", "kind: Pod"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "kind", "use", "fields"), CASES)
def test_the_right_version_and_kind_are_named(
    version: str, kind: str, use: str, fields: str
) -> None:
    assert served_versions.explain(version, kind) == f"{version} {kind} is not served {use}"
    assert served_versions.correction(version, kind) == fields


@pytest.mark.parametrize(
    ("version", "kind", "why"),
    [
        (
            "policy/v1beta1",
            "PodSecurityPolicy",
            "it was removed in 1.25; use Pod Security Admission (labels of the namespace)",
        ),
        ("extensions/v1beta1", "PodSecurityPolicyTemplate", "it was removed"),
        ("v1", "Nothing", "the server has no such kind"),
    ],
)
def test_what_is_gone_has_no_correction(version: str, kind: str, why: str) -> None:
    assert served_versions.explain(version, kind) == f"{version} {kind} is not served: {why}"
    assert served_versions.correction(version, kind) == ""


def test_the_groups_are_kubernetes_own() -> None:
    assert {"", "apps", "batch", "extensions", "networking.k8s.io"} <= served_versions.groups()
    assert "example.com" not in served_versions.groups()


@pytest.mark.parametrize(
    ("kind", "asked", "remedy"),
    [("Ingress", "1.36", "apiVersion: networking.k8s.io/v1"), ("Ingress", "", ""), ("Thing", "1.36", "")],
)  # fmt: skip
def test_a_remedy_is_for_a_version_that_is_asked_about(kind: str, asked: str, remedy: str) -> None:
    assert served_versions.remedy("extensions/v1beta1", kind, asked) == remedy
