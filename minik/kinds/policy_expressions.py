"""The expressions of admission policies: what they may speak of, and how they are compiled.

Upstream rule: apiserver `admission/plugin/cel` `compile.go`, `composition.go`. Imported only where an
expression is met: the compiler is not light.
"""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from minik.cel import types
from minik.cel.environment import Environment
from minik.cel.libraries import authorizer
from minik.cel.programs import CompileError, Program, compile_text
from minik.cel.shapes import Shape
from minik.cel.types import Type
from minik.light_typing import Any, NamedTuple

TEXT, NUMBER, MOMENT = Shape(types.STRING), Shape(types.INT), Shape(types.TIMESTAMP)


def texts() -> Shape:
    """Return the shape of a list of texts."""
    return Shape(types.list_of(types.STRING), element=TEXT)


def map_of(element: Shape) -> Shape:
    """Return the shape of a map with such values."""
    return Shape(types.map_of(types.STRING, element.type), element=element, key=TEXT)


def structure(name: str, /, **fields: Shape) -> Shape:
    """Return the shape of an object with these fields."""
    return Shape(types.object_type(f"kubernetes.{name}"), fields=fields)


def list_of(element: Shape) -> Shape:
    """Return the shape of a list of such elements."""
    return Shape(types.list_of(element.type), element=element)


KIND = structure("GroupVersionKind", group=TEXT, version=TEXT, kind=TEXT)
RESOURCE = structure("GroupVersionResource", group=TEXT, version=TEXT, resource=TEXT)
REQUEST = structure(
    "AdmissionRequest",
    kind=KIND,
    resource=RESOURCE,
    subResource=TEXT,
    requestKind=KIND,
    requestResource=RESOURCE,
    requestSubResource=TEXT,
    name=TEXT,
    namespace=TEXT,
    operation=TEXT,
    userInfo=structure("UserInfo", username=TEXT, uid=TEXT, groups=texts(), extra=map_of(texts())),
    dryRun=Shape(types.BOOL),
    options=Shape(types.DYN),
)
NAMESPACE = structure(
    "Namespace",
    metadata=structure(
        "NamespaceMetadata",
        name=TEXT,
        generateName=TEXT,
        namespace=TEXT,
        labels=map_of(TEXT),
        annotations=map_of(TEXT),
        UID=TEXT,
        creationTimestamp=MOMENT,
        deletionGracePeriodSeconds=NUMBER,
        deletionTimestamp=MOMENT,
        generation=NUMBER,
        resourceVersion=TEXT,
        finalizers=texts(),
    ),
    spec=structure("NamespaceSpec", finalizers=texts()),
    status=structure(
        "NamespaceStatus",
        phase=TEXT,
        conditions=list_of(
            structure(
                "NamespaceCondition",
                status=TEXT,
                type=TEXT,
                lastTransitionTime=MOMENT,
                message=TEXT,
                reason=TEXT,
            )
        ),
    ),
)
OBJECT, PATCH = types.object_type("Object"), types.object_type("JSONPatch")
PATCHES = types.list_of(PATCH)
PATCH_FIELDS = {"op": types.STRING, "path": types.STRING, "from": types.STRING, "value": types.DYN}
NESTED = (types.LIST, types.MAP)
Declared = tuple[tuple[str, Type], ...]


class PatchFields(dict[str, Type]):
    """The types of the fields of a JSON patch; any other field is there, too, but of a type without a
    name: so the server words what has none.
    """

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Type:
        return Type(types.PLAIN, "")


class PatchShape(Shape):
    """The shape of a JSON patch."""

    @cached_property
    def field_types(self) -> Mapping[str, Type]:
        return PatchFields(PATCH_FIELDS)


class Scope(NamedTuple):
    """What an expression may speak of beside the object and the request: parameters, an authorizer,
    patches and objects that it makes, and variables with their types (None: none can be declared).
    `object` and `params` are types that are known better than `dyn`.
    """

    params: bool = False
    authorizer: bool = True
    patches: bool = False
    variables: Declared | None = ()
    object: Shape | None = None
    params_shape: Shape | None = None


@cache
def environment(scope: Scope) -> Environment:
    """Return what is known to the expressions of a scope."""
    whole = scope.object or types.DYN
    known: dict[str, Shape | Type] = {
        "object": whole,
        "oldObject": whole,
        "request": REQUEST,
        "namespaceObject": NAMESPACE,
    }
    if scope.params:
        known["params"] = scope.params_shape or types.DYN
    if scope.authorizer:
        known["authorizer"] = authorizer.AUTHORIZER
        known["authorizer.requestResource"] = authorizer.RESOURCE_CHECK
    if scope.variables is not None:
        fields = {name: Shape(kind) for name, kind in scope.variables}
        known["variables"] = Shape(types.object_type("kubernetes.variables"), fields=fields)
    extra = ("authorizer", "jsonpatch") if scope.patches else ("authorizer",)
    if not scope.patches:
        return Environment(known, extra)
    return Environment(known, extra, {"JSONPatch": PatchShape(PATCH)}, open_root="Object")


@cache
def program(text: str, scope: Scope) -> Program:
    """Return an expression, compiled. Raise CompileError."""
    return compile_text(text, environment(scope))


def declare(variables: Iterable[Mapping[str, Any]], scope: Scope) -> Declared:
    """Return the variables of a policy with their types, each of which may use those before it; the
    type of one that cannot be compiled is not known.
    """
    declared: Declared = ()
    for variable in variables:
        try:
            found = program(
                variable.get("expression") or "", scope._replace(variables=declared)
            ).type
        except CompileError:
            found = types.DYN
        declared = (*declared, (variable.get("name") or "", known_type(found)))
    return declared


def known_type(found: Type) -> Type:
    """Return the type of a variable as other expressions know it: of objects nothing is known."""
    if found.sort in NESTED:
        return found._replace(parameters=tuple(map(known_type, found.parameters)))
    return found if found.sort == types.PLAIN else types.DYN


def scope_of(spec: Mapping[str, Any], *, patches: bool = False) -> Scope:
    """Return the scope of a policy's validations or mutations; only mutations know `variables` where
    none are declared.
    """
    scope = Scope(params=bool(spec.get("paramKind")), patches=patches)
    listed = spec.get("variables") or ()
    if not listed and not patches:
        return scope._replace(variables=None)
    return scope._replace(variables=declare(listed, scope._replace(patches=False)))
