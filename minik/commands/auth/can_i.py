"""Ask whether something is allowed"""

from collections.abc import Iterable, Iterator, Sequence

from minik import kinds
from minik.command_line import flags, resource_arguments, state_access, streams
from minik.errors import ClientError, Unanswered
from minik.kinds import rbac_rules
from minik.render.formats import table

USAGE = "you must specify two arguments: verb resource or verb resource/resourceName."
VERBS = (
    "get",
    "put",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
    "*",
    "approve",
    "sign",
    "attest",
    "proxy",
)
PATHS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
TITLES = ("Resources", "Non-Resource URLs", "Resource Names", "Verbs")
EVERYTHING = [["*.*", "[]", "[]", "[*]"], ["", "[*]", "[]", "[*]"]]


@flags.command(usage="VERB [TYPE | TYPE/NAME | NONRESOURCEURL]")
@flags.namespace
@flags.flag("-A", "--all-namespaces", "everywhere", help="In all namespaces")
@flags.flag("--list", "listing", help="List everything that is allowed")
@flags.flag("--no-headers", help="Leave out the titles of the list")
@flags.flag("-q", "--quiet", help="Print nothing: the exit status is the answer")
@flags.text("--as", "user", metavar="USER", help="Whether this user may: by the cluster's roles")
@flags.repeatable("--as-group", "groups", metavar="GROUP", help="And is in these groups")
@flags.text("--as-uid", "uid", metavar="UID", help="Its uid, which roles do not ask for")
@flags.text("--subresource", metavar="NAME", help="A part of the resource, such as log or scale")
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    namespace: str,
    everywhere: bool,
    listing: bool,
    no_headers: bool,
    quiet: bool,
    user: str,
    groups: tuple[str, ...],
    uid: str,
    subresource: str,
) -> None:
    """Ask whether something is allowed: VERB TYPE, VERB TYPE/NAME or VERB /PATH. To the administrator
    it always is; to another user (--as) by the roles and bindings of the cluster. Exit status 1 if not.

    \b
    Examples:
      minik auth can-i create pods
      minik auth can-i get pods --subresource=log
      minik auth can-i list pods --as=system:serviceaccount:default:reader
      minik auth can-i --list
    """
    if not user and (groups or uid):
        raise ClientError("requesting uid, groups or user-extra without impersonating a user")
    asking = rbac_rules.subject_of(user, groups) if user else rbac_rules.ADMINISTRATOR
    place = "" if everywhere else state_access.namespace(namespace)
    if listing:
        if words:
            raise ClientError("list option must be specified with no arguments")
        return show_list(listed(asking, place) if user else EVERYTHING, headers=not no_headers)
    require_question(words, subresource)
    for warning in () if quiet else warnings(words, in_namespace=not everywhere):
        state_access.tell(f"Warning: {warning}\n")
    asked = request_of(words, subresource, place)
    allowed = rbac_rules.is_allowed(state_access.read_cluster(), asking, asked)
    if not quiet:
        streams.echo("yes" if allowed else "no")
    if not allowed:
        raise Unanswered("")


def require_question(words: Sequence[str], subresource: str) -> None:
    """Raise ClientError unless the words are a verb and what it is about."""
    if len(words) != 2:
        raise ClientError(f"{USAGE}\nSee 'minik auth can-i -h' for help and examples.")
    if words[1].startswith("/") and subresource:
        raise ClientError("--subresource can not be used with NonResourceURL")


def show_list(rows: Iterable[Sequence[str]], *, headers: bool) -> None:
    """Print what somebody may do, as a table."""
    titles = [TITLES] if headers else []
    streams.echo(table.align_cells(iter([*titles, *rows])), nl=False)


def request_of(words: Sequence[str], subresource: str, namespace: str) -> rbac_rules.Request:
    """Return what is asked: a verb, and a resource or a path."""
    verb, what = words
    if what.startswith("/"):
        return rbac_rules.Request(verb, path=what)
    word, _, name = what.partition("/")
    definitions = resource_arguments.custom_definitions(state_access.read_cluster())
    kind = kinds.find_kind(word, definitions)
    plural, _, group = word.partition(".")
    if kind is not None:
        plural, group = kind.plural, kind.group
    return rbac_rules.Request(verb, group, plural, subresource, name, namespace)


def listed(asking: rbac_rules.Subject, namespace: str) -> Iterator[list[str]]:
    """Yield a row for each resource, and for the paths, of each rule that applies."""
    cluster = state_access.read_cluster()
    for rule in rbac_rules.rules_of(cluster, asking, namespace):
        rest = [go_list(rule, "resourceNames"), go_list(rule, "verbs")]
        if rule.get("nonResourceURLs"):
            yield ["", go_list(rule, "nonResourceURLs"), *rest]
        for group in rule.get("apiGroups") or ():
            for resource in rule.get("resources") or ():
                yield [f"{resource}.{group}".rstrip("."), "[]", *rest]


def go_list(rule: rbac_rules.Rule, field: str) -> str:
    """Return a list of a rule as Go prints one."""
    return f"[{' '.join(rule.get(field) or ())}]"


def warnings(words: Sequence[str], *, in_namespace: bool) -> Iterator[str]:
    """Yield a warning for each unknown verb or resource, and for a wrong scope."""
    verb, resource = words[0], words[1].partition("/")[0]
    if words[1].startswith("/"):
        if verb not in PATHS:
            yield f"verb '{verb}' is not a known verb"
        return
    kind = kinds.find_kind(
        resource, resource_arguments.custom_definitions(state_access.read_cluster())
    )
    if resource != "*" and kind is None:
        name, _, group = resource.partition(".")
        yield f"the server doesn't have a resource type '{name}'" + (
            f" in group '{group}'" if group else ""
        )
    elif kind is not None and not kind.namespaced and in_namespace:
        yield f"resource '{kind.plural}' is not namespace scoped" + (
            f" in group '{kind.group}'" if kind.group else ""
        )
    if verb not in VERBS:
        yield f"verb '{verb}' is not a known verb"
