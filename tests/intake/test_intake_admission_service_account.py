"""ServiceAccount: as whom a pod runs, the token that it gets, the secrets that it may use."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik import controllers, kinds
from minik.bootstrap import new_cluster
from minik.errors import Forbidden
from minik.intake import registry
from minik.intake.admission import service_account
from minik.intake.admission.service_account import MIRROR, PLACE
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEB: Object = {"name": "c", "image": "nginx"}
STRICT = {"kubernetes.io/enforce-mountable-secrets": "true"}


def cluster(*disabled: str) -> Cluster:
    settings = DEFAULT._replace(disabled_admission_plugins=disabled)
    return controllers.settle(new_cluster.create_cluster(settings, NOW))


def draft() -> Draft:
    where = cluster().draft()
    accounts: dict[str, dict[str, Any]] = {
        "plain": {},
        "quiet": {"automountServiceAccountToken": False},
        "puller": {"imagePullSecrets": [{"name": "reg"}]},
        "strict": {"secrets": [{"name": "ok"}], "metadata": {"annotations": STRICT}},
    }
    for name, fields in accounts.items():
        create(where, "ServiceAccount", name, fields)
    return where


def create(where: Draft, kind: str, name: str, fields: dict[str, Any]) -> Object:
    metadata = {"name": name, "namespace": "default", **fields.get("metadata", {})}
    obj = {"apiVersion": "v1", "kind": kind, **fields, "metadata": metadata}
    return registry.create(where, kinds.kind_of_key(kind), obj)[0]


def pod(where: Draft, metadata: Object | None = None, **spec: Any) -> Object:
    fields = {"metadata": metadata or {}, "spec": {"containers": [WEB], **spec}}
    return create(where, "Pod", "web", fields)


def token_volume(stored: Object) -> str:
    names = [
        volume["name"]
        for volume in read(stored, "spec.volumes", [])
        if volume["name"].startswith("kube-api-access-")
    ]
    return names[0] if names else ""


@pytest.mark.parametrize(
    ("spec", "account", "mounted"),
    [
        ({}, "default", True),
        ({"serviceAccountName": "plain"}, "plain", True),
        ({"serviceAccount": "plain"}, "plain", True),
        ({"automountServiceAccountToken": False}, "default", False),
        ({"serviceAccountName": "quiet"}, "quiet", False),
        ({"serviceAccountName": "quiet", "automountServiceAccountToken": True}, "quiet", True),
    ],
)
def test_whose_token_a_pod_gets(spec: Object, account: str, mounted: bool) -> None:
    stored = pod(draft(), initContainers=[{"name": "i", "image": "i"}], **spec)
    assert stored["spec"]["serviceAccountName"] == stored["spec"]["serviceAccount"] == account
    assert bool(token_volume(stored)) is mounted
    for container in (*stored["spec"]["containers"], *stored["spec"]["initContainers"]):
        mounts = [mount["name"] for mount in container.get("volumeMounts", ())]
        assert mounts == ([token_volume(stored)] if mounted else [])


def test_the_name_of_the_volume_is_always_the_same() -> None:
    assert token_volume(pod(draft())) == token_volume(pod(draft())) != ""


def test_nothing_is_mounted_over_what_is_mounted_in_its_place() -> None:
    own = {**WEB, "volumeMounts": [{"name": "t", "mountPath": PLACE}]}
    stored = pod(draft(), containers=[own], volumes=[{"name": "t", "emptyDir": {}}])
    assert not token_volume(stored)


def test_pull_secrets_of_the_account_are_for_pods_without_any() -> None:
    assert pod(draft(), serviceAccountName="puller")["spec"]["imagePullSecrets"] == [
        {"name": "reg"}
    ]
    own = pod(draft(), serviceAccountName="puller", imagePullSecrets=[{"name": "mine"}])
    assert own["spec"]["imagePullSecrets"] == [{"name": "mine"}]


def variable(secret: str) -> Object:
    reference = {"secretKeyRef": {"name": secret, "key": "k"}}
    return {**WEB, "env": [{"name": "A", "valueFrom": reference}]}


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"serviceAccountName": "none"},
         'error looking up service account default/none: serviceaccount "none" not found'),
        ({"volumes": [{"name": "s", "secret": {"secretName": "x"}}], "serviceAccountName": "strict"},
         'volume with secret.secretName="x" is not allowed because service account strict does not reference that secret'),
        ({"containers": [variable("x")], "serviceAccountName": "strict"},
         'container c with envVar A referencing secret.secretName="x" is not allowed because service account strict does not reference that secret'),
        ({"containers": [{**WEB, "envFrom": [{"secretRef": {"name": "x"}}]}], "serviceAccountName": "strict"},
         'container c with envFrom referencing secret.secretName="x" is not allowed because service account strict does not reference that secret'),
        ({"imagePullSecrets": [{"name": "x"}], "serviceAccountName": "strict"},
         'imagePullSecrets[0].name="x" is not allowed because service account strict does not reference that imagePullSecret'),
    ],
)  # fmt: skip
def test_what_is_refused(spec: Object, why: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        pod(draft(), **spec)
    assert refusal.value.message == f'pods "web" is forbidden: {why}'


def test_secrets_that_the_account_lists_may_be_used() -> None:
    assert token_volume(pod(draft(), containers=[variable("ok")], serviceAccountName="strict"))


def test_a_mirror_pod_has_no_account() -> None:
    mirror = {"annotations": {MIRROR: "x"}}
    assert "serviceAccountName" not in pod(draft(), mirror, nodeName="node-1")["spec"]
    with pytest.raises(Forbidden, match="a mirror pod may not reference service accounts"):
        pod(draft(), mirror, nodeName="node-1", serviceAccountName="plain")


def test_every_namespace_has_its_account_and_its_certificate() -> None:
    where = cluster()
    names = [namespace["metadata"]["name"] for namespace in where.of("Namespace")]
    assert [account["metadata"]["namespace"] for account in where.of("ServiceAccount")] == names
    assert [item["metadata"]["name"] for item in where.of("ConfigMap")] == [
        "kube-root-ca.crt"
    ] * len(names)


def test_without_the_plugin_there_are_no_accounts() -> None:
    where = cluster("ServiceAccount")
    assert not where.of("ServiceAccount") and not where.of("ConfigMap")
    assert "serviceAccountName" not in pod(where.draft())["spec"]


def test_the_token_is_mounted_as_the_server_mounts_it() -> None:
    spec = pod(draft(), initContainers=[{"name": "i", "image": "i"}])["spec"]
    (volume,) = spec["volumes"]
    assert volume["name"].startswith("kube-api-access-") and volume["projected"] == {
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {
                "configMap": {
                    "name": "kube-root-ca.crt",
                    "items": [{"key": "ca.crt", "path": "ca.crt"}],
                }
            },
            {
                "downwardAPI": {
                    "items": [
                        {
                            "path": "namespace",
                            "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                        }
                    ]
                }
            },
        ],
    }
    mount = {
        "name": volume["name"],
        "readOnly": True,
        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
    }
    for field in ("initContainers", "containers"):
        assert [container["volumeMounts"] for container in spec[field]] == [[mount]]


def test_init_containers_may_not_use_what_the_account_does_not_list() -> None:
    with pytest.raises(Forbidden) as refusal:
        first = {**variable("x"), "name": "i"}
        pod(draft(), initContainers=[first], serviceAccountName="strict")
    assert refusal.value.message == (
        'pods "web" is forbidden: init container i with envVar A referencing '
        'secret.secretName="x" is not allowed because service account strict does not reference '
        "that secret"
    )


def test_a_mirror_pod_has_no_secrets() -> None:
    mirror = {"annotations": {MIRROR: "x"}}
    volumes = [{"name": "s", "secret": {"secretName": "ok"}}]
    with pytest.raises(Forbidden, match="a mirror pod may not reference secrets"):
        pod(draft(), mirror, nodeName="node-1", volumes=volumes)
    kept = [{"name": "s", "emptyDir": {}}]
    assert pod(draft(), mirror, nodeName="node-1", volumes=kept)["spec"]["volumes"] == kept


def test_pull_secrets_that_the_account_lists_may_be_used() -> None:
    account = {"metadata": {"name": "s"}, "imagePullSecrets": [{"name": "ok"}]}
    wanted = {"spec": {"imagePullSecrets": [{"name": "ok"}, {"name": "x"}, {}]}}
    rest = "is not allowed because service account s does not reference that imagePullSecret"
    assert list(service_account.secret_complaints(wanted, account)) == [
        f'imagePullSecrets[1].name="x" {rest}',
        f'imagePullSecrets[2].name="" {rest}',
    ]
