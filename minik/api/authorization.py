"""Whether roles allow a request, asked before it is answered.

Upstream rules: apiserver `RequestInfoFactory.NewRequestInfo` (the verb), `responsewriters.Forbidden` (the
sentences).
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from minik.api import impersonation, paths
from minik.api.paths import Place
from minik.errors import Forbidden, MinikError
from minik.kinds import rbac_rules
from minik.kinds.rbac_rules import Request, Subject
from minik.model.cluster import Cluster
from minik.model.writing import Identity

FORBIDDEN = {"authorization.k8s.io/decision": "forbid"}
WRITING = {"POST": "create", "PUT": "update", "PATCH": "patch"}


def judge(
    cluster: Cluster, method: str, path: str, headers: Mapping[str, str], user: Identity | None
) -> None:
    """Raise Forbidden unless the roles of a cluster allow a user (None: the administrator) a request, and
    to be whom it is asked as.
    """
    subject = Subject(user.user, user.groups) if user else rbac_rules.ADMINISTRATOR
    if headers.get(impersonation.USER):
        whom = impersonation.identity(headers)
        for need in impersonations(whom, headers):
            require_allowed(cluster, subject, need)
        subject = Subject(whom.user, whom.groups)
    require_allowed(cluster, subject, request_of(cluster, method, path))


def impersonations(whom: Identity, headers: Mapping[str, str]) -> Iterator[Request]:
    """Yield what somebody must be allowed who asks as somebody else.

    Upstream rule: `buildImpersonationRequests`.
    """
    account = rbac_rules.account_of(whom.user)
    if account:
        namespace, name = account
        yield Request("impersonate", "", "serviceaccounts", "", name, namespace)
    else:
        yield Request("impersonate", "", "users", "", whom.user)
    for group in filter(None, headers.get(impersonation.GROUP, "").split(impersonation.SEVERAL)):
        yield Request("impersonate", "", "groups", "", group)
    for key, texts in whom.extra:
        for text in texts:
            yield Request("impersonate", "authentication.k8s.io", "userextras", key, text)
    if whom.uid:
        yield Request("impersonate", "authentication.k8s.io", "uids", "", whom.uid)


def request_of(cluster: Cluster, method: str, path: str) -> Request:
    """Return what a request to any path would do; what is no resource is a path."""
    plain, _, query = path.partition("?")
    try:
        place = paths.place(cluster, plain)
    except MinikError:
        return request_of_path(method, plain)
    return request_at(place, method, dict(parse_qsl(query, keep_blank_values=True)))


def request_at(place: Place, method: str, parameters: Mapping[str, str]) -> Request:
    """Return what a request to a place would do."""
    kind = place.kind
    namespace = place.namespace
    if kind.key == "Namespace" and place.name:
        namespace = place.name  # a namespace lies in itself
    return Request(
        verb_at(place, method, parameters),
        kind.group,
        kind.plural,
        place.part,
        name_at(place, parameters),
        namespace,
    )


def verb_at(place: Place, method: str, parameters: Mapping[str, str]) -> str:
    """Return the verb of a request as roles name it."""
    if method in WRITING:
        return WRITING[method]
    if method == "DELETE":
        return "delete" if place.name else "deletecollection"
    if place.watched or parameters.get("watch", "false") not in ("false", "0"):
        return "watch"
    return "get" if place.name else "list"


def name_at(place: Place, parameters: Mapping[str, str]) -> str:
    """Return the name that a request is about: of the path, or of a field selector by name."""
    selector = parameters.get("fieldSelector", "")
    if place.name or not selector.startswith("metadata.name="):
        return place.name
    return selector.removeprefix("metadata.name=").removeprefix("=")


def request_of_path(method: str, path: str) -> Request:
    """Return what a request to a path that is no place of objects would do."""
    return Request(method.lower(), path=path)


def require_allowed(cluster: Cluster, subject: Subject, request: Request) -> None:
    """Raise Forbidden, as the server words it, unless the roles of a cluster allow a request."""
    if not rbac_rules.is_allowed(cluster, subject, request):
        error = refusal(subject, request)
        error.annotations = FORBIDDEN
        raise error


def refusal(subject: Subject, request: Request) -> Forbidden:
    """Return the error for a request that no role allows."""
    if request.path:
        error = Forbidden(
            f'forbidden: User "{subject.user}" cannot {request.verb} path "{request.path}"'
        )
        error.details = {}
        return error
    part = f"/{request.subresource}" if request.subresource else ""
    group = f".{request.group}" if request.group else ""
    name = f' "{request.name}"' if request.name else ""
    scope = (
        f'in the namespace "{request.namespace}"' if request.namespace else "at the cluster scope"
    )
    error = Forbidden(
        f'{request.resource}{group}{name} is forbidden: User "{subject.user}" cannot {request.verb} '
        f'resource "{request.resource}{part}" in API group "{request.group}" {scope}'
    )
    details = {"name": request.name, "group": request.group, "kind": request.resource}
    error.details = {field: value for field, value in details.items() if value}
    return error
