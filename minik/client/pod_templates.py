"""Change pod templates: the pure part of `set image|env|resources|serviceaccount`.

Upstream rule: kubectl `pkg/cmd/set`.
"""

from collections.abc import Iterable, Mapping, Sequence

from minik import light_re as re
from minik.client.altering import Change
from minik.errors import ClientError, MinikError, Several
from minik.kinds import template_paths
from minik.model import object as objects
from minik.model import quantity
from minik.model.kind import Kind
from minik.model.names import mismatch_message
from minik.model.object import Object, read, write
from minik.model.quantity import QuantityError

PATHS = {
    "Pod": "spec",
    **{kind: f"{path}.spec" for kind, path in template_paths.HELD.items()},
}
FIELDS = ("containers", "initContainers")
UNFIT = re.compile(r"[^a-zA-Z0-9_]")
VARIABLE_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*"
NAME_RULE = mismatch_message(
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', "
    "and must not start with a digit",
    VARIABLE_NAME,
    "my.env-name",
    "MY_ENV.NAME",
    "MyEnvName1",
)


def pod_spec_path(kind: Kind) -> str:
    """Return the path of the pod spec in a kind; raise ClientError if it has none."""
    if kind.key not in PATHS:
        go_type = (
            "*unstructured.Unstructured" if kind.custom else f"*{kind.versions[0]}.{kind.name}"
        )
        raise ClientError(f"the object is not a pod or does not have a pod template: {go_type}")
    return PATHS[kind.key]


def matches_pattern(name: str, pattern: str) -> bool:
    """Tell whether a container's name matches a pattern, in which `*` is a wildcard."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def combine_errors(texts: Sequence[str]) -> MinikError:
    """Combine messages into one error, as kubectl does: each on a line of its own."""
    return (
        ClientError(texts[0])
        if len(texts) == 1
        else Several([ClientError(f"error: {text}") for text in texts])
    )


def with_images(spec: Object, images: Mapping[str, str]) -> Object:
    """Set the images of containers by name (`*`: all); raise ClientError for an unknown one."""
    every = {container["name"] for field in FIELDS for container in spec.get(field) or ()}
    missing = [
        f'unable to find container named "{name}"' for name in images if name not in (*every, "*")
    ]
    if missing:
        raise combine_errors(missing)
    return {
        **spec,
        **{
            field: [_with_image(container, images) for container in spec[field]]
            for field in FIELDS
            if spec.get(field)
        },
    }


def _with_image(container: Object, images: Mapping[str, str]) -> Object:
    image = images.get(container["name"], images.get("*"))
    return {**container, "image": image} if image is not None else container


def change_containers(spec: Object, pattern: str, change: Change) -> Object:
    """Change the containers of a pod spec whose names match a pattern."""
    fields = [field for field in FIELDS if spec.get(field)]
    return {
        **spec,
        **{
            field: [
                change(container) if matches_pattern(container["name"], pattern) else container
                for container in spec[field]
            ]
            for field in fields
        },
    }


def matching_containers(spec: Object, pattern: str) -> list[Object]:
    """Return the containers whose names match a pattern."""
    return [
        container
        for field in FIELDS
        for container in spec.get(field) or ()
        if matches_pattern(container["name"], pattern)
    ]


def with_variables(
    container: Object,
    variables: Sequence[Object],
    removed: Iterable[str],
    *,
    overwrite: bool = True,
) -> Object:
    """Set and remove environment variables of a container; existing ones keep their position."""
    present: list[Object] = container.get("env") or []
    if not overwrite:
        _refuse_overwriting(present, variables)
    removed_names, new = (
        set(removed),
        {variable["name"]: variable for variable in reversed(variables)},
    )
    remaining = [
        new.get(existing["name"], existing)
        for existing in present
        if existing["name"] not in removed_names
    ]
    handled = {existing["name"] for existing in remaining} | removed_names
    env = [
        *remaining,
        *(variable for name, variable in reversed(new.items()) if name not in handled),
    ]
    return {**container, "env": env} if env else objects.drop(container, "env")


def _refuse_overwriting(present: Iterable[Object], variables: Iterable[Object]) -> None:
    names_of_new = {variable["name"] for variable in variables}
    for existing in present:
        if existing["name"] in names_of_new:
            raise ClientError(
                f"'{existing['name']}' already has a value ({existing.get('value') or ''}), and --overwrite is false"
            )


def parse_variables(words: Iterable[str]) -> tuple[list[Object], list[str]]:
    """Return the variables that `A=b` sets and the names that `A-` removes."""
    parsed: list[Object] = []
    removed: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            if not re.fullmatch(VARIABLE_NAME, name):
                raise ClientError(f'"{name}" is not a valid key name: {NAME_RULE}')
            parsed.append({"name": name, **({"value": value} if value else {})})
        elif word.endswith("-"):
            removed.append(word[:-1])
        else:
            raise ClientError(f"unknown environment variable: {word}")
    for name in removed:
        if any(variable["name"] == name for variable in parsed):
            raise ClientError(
                "can not both modify and remove the same environment variable in the same command"
            )
    return parsed, removed


def variables_of_lines(text: str) -> list[Object]:
    """Return the variables of lines such as `A=b`; a line without `=` is none, and # begins a
    comment.
    """
    pairs = (line.partition("#")[0].strip().partition("=") for line in text.splitlines())
    return [
        {"name": name, **({"value": value} if value else {})}
        for name, equals, value in pairs
        if equals
    ]


def variables_from(source: Object, keys: Sequence[str], prefix: str) -> list[Object]:
    """Return a variable for each key of a ConfigMap or Secret, as a reference (--from)."""
    reference = {"ConfigMap": "configMapKeyRef", "Secret": "secretKeyRef"}.get(source["kind"])
    if reference is None:
        raise ClientError("unsupported resource specified in --from")
    return [
        {
            "name": prefix + UNFIT.sub("_", key).upper(),
            "valueFrom": {reference: {"key": key, "name": objects.name(source)}},
        }
        for key in sorted(source.get("data") or {})
        if not keys or key in keys
    ]


def describe_source(source: Object) -> str:
    """Describe the valueFrom of a variable."""
    for field, text in (
        ("configMapKeyRef", "configmap {name}, key {key}"),
        ("secretKeyRef", "secret {name}, key {key}"),
        ("fieldRef", "field path {fieldPath}"),
        ("resourceFieldRef", "resource field {resource}"),
    ):
        if source.get(field):
            reference = source[field]
            container = (
                f"{reference['containerName']}/"
                if field == "resourceFieldRef" and reference.get("containerName")
                else ""
            )
            return text.format_map(
                {
                    "name": "",
                    **reference,
                    "resource": container + str(reference.get("resource", "")),
                }
            )
    return "invalid valueFrom"


def parse_resources(text: str) -> dict[str, str]:
    """Parse `cpu=100m,memory=64Mi`."""
    quantities = {}
    for part in text.split(",") if text else ():
        name, *rest = part.split("=")
        if len(rest) != 1:
            raise ClientError(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            quantities[name] = quantity.canonical(rest[0])
        except QuantityError as error:
            raise ClientError(str(error)) from None
    return quantities


def with_resources(
    container: Object, limits: Mapping[str, str], requests: Mapping[str, str]
) -> Object:
    """Set limits and requests of a container beside those that it has."""
    for field, quantities in (("limits", limits), ("requests", requests)):
        if quantities:
            container = write(
                container,
                f"resources.{field}",
                {**read(container, f"resources.{field}", {}), **quantities},
            )
    return container


def with_service_account(spec: Object, name: str) -> Object:
    """Set the service account of a pod spec, and the deprecated field if it is used."""
    return {
        **spec,
        "serviceAccountName": name,
        **({"serviceAccount": name} if "serviceAccount" in spec else {}),
    }
