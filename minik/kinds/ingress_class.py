"""IngressClasses: which controller serves the Ingresses of a class."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik import light_re as re
from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable, check_name, check_required_name
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, name, read_str, spec
from minik.model.object import annotations as annotations_of
from minik.model.object import labels as labels_of
from minik.model.problem import forbidden, invalid, not_supported, required, too_long

LONGEST_CONTROLLER = 250
SCOPES = frozenset(("Cluster", "Namespace"))
HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"


def controller(ingress_class: Object) -> str:
    return read_str(spec(ingress_class), "controller")


def parameters(ingress_class: Object) -> Mapping[str, Any] | None:
    """Return the reference to the controller's parameters, or None."""
    reference: Mapping[str, Any] | None = spec(ingress_class).get("parameters")
    return reference


def default(ingress_class: Object) -> Object:
    """Return the IngressClass with scope Cluster for its parameters, if they have none."""
    return (
        ingress_class
        if parameters(ingress_class) is None
        else fill(ingress_class, "spec.parameters.scope", "Cluster")
    )


def problems(ingress_class: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIngressClass`."""
    yield from metadata_problems(ingress_class, namespaced=False)
    controller_name = controller(ingress_class)
    if not controller_name:
        yield required("spec.controller")
    else:
        if names.byte_count(controller_name) > LONGEST_CONTROLLER:
            yield too_long("spec.controller", LONGEST_CONTROLLER)
        yield from prefixed_path_problems("spec.controller", controller_name)
    reference = parameters(ingress_class)
    if reference is not None:
        yield from reference_problems(reference, "spec.parameters")
        yield from scope_problems(reference, "spec.parameters")


def prefixed_path_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of a path below a domain, `example.com/controller`.

    Upstream rule: `IsDomainPrefixedPath`.
    """
    host, _, rest = text.partition("/")
    if not host or not rest:
        yield invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')
        return
    yield from check_name(path, host, names.subdomain)
    if not re.fullmatch(HTTP_PATH, rest):
        yield invalid(path, rest, names.mismatch_message("Invalid path", HTTP_PATH))


def reference_problems(reference: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a reference: group, kind and name."""
    if reference.get("apiGroup") is not None:
        yield from check_name(f"{path}.apiGroup", reference["apiGroup"], names.subdomain)
    for field in ("kind", "name"):
        yield from check_required_name(f"{path}.{field}", reference.get(field), names.path_segment)


def scope_problems(reference: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of the scope: Namespace needs a namespace, Cluster forbids it."""
    scope, namespace = reference.get("scope"), reference.get("namespace")
    if scope is None:
        yield required(f"{path}.scope")
    elif scope not in SCOPES:
        yield not_supported(f"{path}.scope", scope, SCOPES)
    elif scope == "Cluster" and namespace is not None:
        yield forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'")
    elif scope == "Namespace" and namespace is None:
        yield required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'")
    elif scope == "Namespace":
        yield from check_name(f"{path}.namespace", namespace or "", names.label)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update; the controller is immutable."""
    yield from metadata_update_problems(new, old)
    yield from check_immutable("spec.controller", controller(new), controller(old))


def controller_cell(ingress_class: Object, _: datetime) -> str:
    return controller(ingress_class)


def parameters_cell(ingress_class: Object, _: datetime) -> str:
    """Return the parameters as `Kind.group/name`, or `<none>`."""
    reference = parameters(ingress_class)
    if reference is None:
        return layout.NONE
    group = f".{reference['apiGroup']}" if reference.get("apiGroup") is not None else ""
    return f"{reference.get('kind', '')}{group}/{reference.get('name', '')}"


def describe(ingress_class: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeIngressClassV1`."""
    lines = [
        f"Name:\t{name(ingress_class)}",
        *layout.label_lines("Labels", labels_of(ingress_class)),
        *layout.annotation_lines("Annotations", annotations_of(ingress_class)),
        f"Controller:\t{controller(ingress_class)}",
    ]
    reference = parameters(ingress_class)
    if reference is not None:
        rows = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))
        present = (
            field for field in rows if field[1] != "apiGroup" or reference.get(field[1]) is not None
        )
        texts = (f"{title}:\t{reference.get(field, '')}" for title, field in present)
        lines += ["Parameters:", *layout.indent(texts)]
    return "\n".join(lines)


KIND = Kind(
    "IngressClass",
    default=default,
    problems=problems,
    update_problems=update_problems,
    columns=(Column("CONTROLLER", controller_cell), Column("PARAMETERS", parameters_cell)),
    describe=describe,
)
