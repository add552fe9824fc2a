"""Pod templates changed in one respect: the pure part of `set image|env|resources|serviceaccount`. Upstream rule: kubectl `pkg/cmd/set`."""
import re
from collections.abc import Iterable, Mapping, Sequence

from minik.errors import ClientError, MinikError, Several
from minik.intake.altering import Change
from minik.model import object as objects
from minik.model import quantity
from minik.model.kind import Kind
from minik.model.names import unmatched
from minik.model.object import Object, read, write
from minik.model.quantity import QuantityError

PATHS = {"Pod": "spec", "PodTemplate": "template.spec", "CronJob": "spec.jobTemplate.spec.template.spec",
         **dict.fromkeys(("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"), "spec.template.spec")}
FIELDS = ("containers", "initContainers")
UNFIT = re.compile(r"[^a-zA-Z0-9_]")
VARIABLE_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*"
NAME_RULE = unmatched("a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', "
                      "and must not start with a digit", VARIABLE_NAME, "my.env-name", "MY_ENV.NAME", "MyEnvName1")


def path_of(kind: Kind) -> str:
    """Where a kind keeps the spec of its pods."""
    if kind.key not in PATHS:
        shown = "*unstructured.Unstructured" if kind.custom else f"*{kind.versions[0]}.{kind.name}"
        raise ClientError(f"the object is not a pod or does not have a pod template: {shown}")
    return PATHS[kind.key]


def is_meant(name: str, pattern: str) -> bool:
    """Whether a container's name is one that a pattern, perhaps with stars, means."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def several(texts: Sequence[str]) -> MinikError:
    """What kubectl says where it found several things wrong: each in a line of its own."""
    return ClientError(texts[0]) if len(texts) == 1 else Several([ClientError(f"error: {text}") for text in texts])


def with_images(spec: Object, images: Mapping[str, str]) -> Object:
    """A pod's spec whose containers of these names (`*`: all) run these images."""
    every = {container["name"] for field in FIELDS for container in spec.get(field) or ()}
    missing = [f'unable to find container named "{name}"' for name in images if name not in (*every, "*")]
    if missing:
        raise several(missing)
    return {**spec, **{field: [_with_image(container, images) for container in spec[field]]
                       for field in FIELDS if spec.get(field)}}


def _with_image(container: Object, images: Mapping[str, str]) -> Object:
    image = images.get(container["name"], images.get("*"))
    return {**container, "image": image} if image is not None else container


def each_container(spec: Object, pattern: str, change: Change) -> Object:
    """A pod's spec with those containers changed that a pattern means."""
    fields = [field for field in FIELDS if spec.get(field)]
    return {**spec, **{field: [change(one) if is_meant(one["name"], pattern) else one for one in spec[field]] for field in fields}}


def chosen_containers(spec: Object, pattern: str) -> list[Object]:
    """The containers that a pattern means."""
    return [one for field in FIELDS for one in spec.get(field) or () if is_meant(one["name"], pattern)]


def with_variables(container: Object, variables: Sequence[Object], removed: Iterable[str], *, overwrite: bool = True) -> Object:
    """A container with these environment variables set, each in its place, and those names gone."""
    present: list[Object] = container.get("env") or []
    if not overwrite:
        _refuse_overwriting(present, variables)
    gone, new = set(removed), {variable["name"]: variable for variable in reversed(variables)}
    kept = [new.get(one["name"], one) for one in present if one["name"] not in gone]
    known = {one["name"] for one in kept} | gone
    env = [*kept, *(variable for name, variable in reversed(new.items()) if name not in known)]
    return {**container, "env": env} if env else objects.drop(container, "env")


def _refuse_overwriting(present: Iterable[Object], variables: Iterable[Object]) -> None:
    names_of_new = {variable["name"] for variable in variables}
    for one in present:
        if one["name"] in names_of_new:
            raise ClientError(f"'{one['name']}' already has a value ({one.get('value') or ''}), and --overwrite is false")


def variables(words: Iterable[str]) -> tuple[list[Object], list[str]]:
    """The variables that `A=b` sets and the names that `A-` removes."""
    found: list[Object] = []
    removed: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            if not re.fullmatch(VARIABLE_NAME, name):
                raise ClientError(f'"{name}" is not a valid key name: {NAME_RULE}')
            found.append({"name": name, **({"value": value} if value else {})})
        elif word.endswith("-"):
            removed.append(word[:-1])
        else:
            raise ClientError(f"unknown environment variable: {word}")
    for name in removed:
        if any(variable["name"] == name for variable in found):
            raise ClientError("can not both modify and remove the same environment variable in the same command")
    return found, removed


def imported(source: Object, keys: Sequence[str], prefix: str) -> list[Object]:
    """Variables for the keys of a config map or a secret, each a reference."""
    reference = {"ConfigMap": "configMapKeyRef", "Secret": "secretKeyRef"}.get(source["kind"])
    if reference is None:
        raise ClientError("unsupported resource specified in --from")
    return [{"name": prefix + UNFIT.sub("_", key).upper(), "valueFrom": {reference: {"key": key, "name": objects.name(source)}}}
            for key in sorted(source.get("data") or {}) if not keys or key in keys]


def origin(source: Object) -> str:
    """Where a variable's value comes from, in words."""
    for field, text in (("configMapKeyRef", "configmap {name}, key {key}"), ("secretKeyRef", "secret {name}, key {key}"),
                        ("fieldRef", "field path {fieldPath}"), ("resourceFieldRef", "resource field {resource}")):
        if source.get(field):
            found = source[field]
            container = f"{found['containerName']}/" if field == "resourceFieldRef" and found.get("containerName") else ""
            return text.format_map({"name": "", **found, "resource": container + str(found.get("resource", ""))})
    return "invalid valueFrom"


def amounts(text: str) -> dict[str, str]:
    """`cpu=100m,memory=64Mi` as a mapping."""
    found = {}
    for part in text.split(",") if text else ():
        name, *rest = part.split("=")
        if len(rest) != 1:
            raise ClientError(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            found[name] = quantity.canonical(rest[0])
        except QuantityError as error:
            raise ClientError(str(error)) from None
    return found


def with_resources(container: Object, limits: Mapping[str, str], requests: Mapping[str, str]) -> Object:
    """A container with these limits and requests beside those that it has."""
    for field, wanted in (("limits", limits), ("requests", requests)):
        if wanted:
            container = write(container, f"resources.{field}", {**read(container, f"resources.{field}", {}), **wanted})
    return container


def with_service_account(spec: Object, name: str) -> Object:
    """A pod's spec under another account; the field's old name follows it."""
    return {**spec, "serviceAccountName": name, **({"serviceAccount": name} if "serviceAccount" in spec else {})}
