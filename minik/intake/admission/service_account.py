"""ServiceAccount: a pod runs as an account of its namespace, and gets a token for it.

Upstream rule: `plugin/pkg/admission/serviceaccount`.
"""

from collections.abc import Iterator
from operator import is_not

from minik.intake import system_metadata
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.object import MutableObject, Object, annotations, read, read_list, read_str, write

DEFAULT = "default"
MIRROR = "kubernetes.io/config.mirror"
TRUE = ("1", "t", "T", "TRUE", "true", "True")
PREFIX = "kube-api-access-"
PLACE = "/var/run/secrets/kubernetes.io/serviceaccount"
ROOT_CERTIFICATE = "kube-root-ca.crt"
CONTAINERS = (("initContainers", "init container"), ("containers", "container"))
NAMESPACE = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
SOURCES = (
    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
    {"configMap": {"name": ROOT_CERTIFICATE, "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
    {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": NAMESPACE}]}},
)
PROJECTED = {"sources": list(SOURCES), "defaultMode": 420}


def mutate(request: AdmissionRequest) -> Object:
    """Name the account of a new pod; add its token and its image pull secrets. Raise Forbidden if
    there is no such account.
    """
    pod = request.object
    if MIRROR in annotations(pod):
        return pod
    name = read_str(pod, "spec.serviceAccountName", DEFAULT)
    fields: MutableObject = {**pod["spec"], "serviceAccountName": name, "serviceAccount": name}
    account = find_account(request, name)
    if account.get("imagePullSecrets") and not fields.get("imagePullSecrets"):
        fields["imagePullSecrets"] = account["imagePullSecrets"]
    named = write(pod, "spec", fields)
    return with_token(named, request) if wants_token(named, account) else named


def find_account(request: AdmissionRequest, name: str) -> Object:
    """Return the account; raise Forbidden if there is none. The server waits for the account
    `default` of a new namespace, which a controller makes.
    """
    account = request.draft.get("ServiceAccount", request.namespace, name)
    if account is None and name == DEFAULT:
        return {"metadata": {}}
    if account is None:
        raise request.refusal(
            f"error looking up service account {request.namespace}/{name}: "
            f'serviceaccount "{name}" not found'
        )
    return account


def wants_token(pod: Object, account: Object) -> bool:
    """Tell whether a token is mounted: the pod decides, else the account, else it is."""
    stated = pod["spec"].get("automountServiceAccountToken")
    chosen = account.get("automountServiceAccountToken") if stated is None else stated
    return chosen is not False


def with_token(pod: Object, request: AdmissionRequest) -> Object:
    """Mount the token in each container that has nothing mounted in its place: of the volume that is
    there already, if this is the second turn, or else of a new one.
    """
    volumes = read_list(pod, "spec.volumes")
    known = [volume["name"] for volume in volumes if volume["name"].startswith(PREFIX)]
    name = known[0] if known else volume_name(pod, request.draft)
    mount = {"name": name, "readOnly": True, "mountPath": PLACE}
    spec, is_mounted = MutableObject(pod["spec"]), False
    for field, _ in CONTAINERS:
        if spec.get(field):
            before, spec[field] = (
                spec[field],
                [with_mount(container, mount) for container in spec[field]],
            )
            is_mounted = is_mounted or any(map(is_not, spec[field], before))
    if not is_mounted:
        return pod
    if known:
        return write(pod, "spec", spec)
    volume = {"name": name, "projected": PROJECTED}
    return write(pod, "spec", {**spec, "volumes": [*volumes, volume]})


def with_mount(container: Object, mount: Object) -> Object:
    """Add a mount to a container, unless something is mounted in its place."""
    mounts = read_list(container, "volumeMounts")
    if any(existing.get("mountPath") == PLACE for existing in mounts):
        return container
    return {**container, "volumeMounts": [*mounts, mount]}


def volume_name(pod: Object, draft: Draft) -> str:
    """Return the name of the volume; it follows from the pod, so that it is always the same."""
    base = draft.base
    seed = f"{base.lineage}/{base.serial}/{objects.namespace(pod)}/{objects.name(pod)}/token"
    return f"{PREFIX}{system_metadata.name_suffix(seed)}"


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a pod that uses secrets which its account must list, and does not."""
    pod = request.object
    if MIRROR in annotations(pod):
        check_mirror(request)
        return
    account = find_account(request, read_str(pod, "spec.serviceAccountName", DEFAULT))
    if not annotations(account):
        return
    from minik.kinds.service_account import ENFORCE  # noqa: PLC0415 few accounts list secrets

    if annotations(account).get(ENFORCE) in TRUE:
        for complaint in secret_complaints(pod, account):
            raise request.refusal(complaint)


def check_mirror(request: AdmissionRequest) -> None:
    """Raise Forbidden for a mirror pod that needs what the API server does not know of it."""
    spec = request.object["spec"]
    if spec.get("serviceAccountName"):
        raise request.refusal("a mirror pod may not reference service accounts")
    if any("secret" in volume for volume in read_list(spec, "volumes")):
        raise request.refusal("a mirror pod may not reference secrets")


def secret_complaints(pod: Object, account: Object) -> Iterator[str]:
    """Yield which secrets a pod uses that its account does not list."""
    spec, listed = pod["spec"], names_of(read_list(account, "secrets"))
    name = objects.name(account)
    rest = f"is not allowed because service account {name} does not reference that"
    for volume in read_list(spec, "volumes"):
        secret = read(volume, "secret.secretName")
        if secret is not None and secret not in listed:
            yield f'volume with secret.secretName="{secret}" {rest} secret'
    for field, word in CONTAINERS:
        for container in read_list(spec, field):
            for use, secret in used_secrets(container):
                if secret not in listed:
                    place = f"{word} {container['name']} with {use}"
                    yield f'{place} referencing secret.secretName="{secret}" {rest} secret'
    pull_secrets = names_of(read_list(account, "imagePullSecrets"))
    for index, reference in enumerate(read_list(spec, "imagePullSecrets")):
        if reference.get("name", "") not in pull_secrets:
            secret = reference.get("name", "")
            yield f'imagePullSecrets[{index}].name="{secret}" {rest} imagePullSecret'


def names_of(references: list[Object]) -> set[str]:
    """Return the names in a list of references."""
    return {reference.get("name") or "" for reference in references}


def used_secrets(container: Object) -> Iterator[tuple[str, str]]:
    """Yield how a container uses a secret in its environment, and which."""
    for variable in read_list(container, "env"):
        secret = read(variable, "valueFrom.secretKeyRef.name")
        if secret is not None:
            yield f"envVar {variable.get('name', '')}", secret
    for source in read_list(container, "envFrom"):
        secret = read(source, "secretRef.name")
        if secret is not None:
            yield "envFrom", secret


PLUGIN = AdmissionPlugin(
    "ServiceAccount",
    ("Pod",),
    mutate,
    validate,
    operations=(Operation.CREATE,),
    alike_without=(),
    made_of_name=volume_name,
)
