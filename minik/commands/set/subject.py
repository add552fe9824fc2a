"""Add users, groups and accounts to those who have a role"""

from collections.abc import Iterator, Sequence
from functools import partial

from minik.client import altering
from minik.client.requests import Outcome
from minik.command_line import flags, selection, state_access, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

GROUP = "rbac.authorization.k8s.io"
BINDINGS = ("RoleBinding", "ClusterRoleBinding")


class Wish(NamedTuple):
    """The subjects to add to a binding."""

    users: Sequence[str] = ()
    groups: Sequence[str] = ()
    accounts: Sequence[str] = ()


@flags.command(usage=f"{usages.FILES_OR_NAMES} {usages.SUBJECTS} {usages.DRY_RUN}")
@flags.repeatable("--user", "users", metavar="NAME", help="A user who shall have the role")
@flags.repeatable(
    "--group", "groups", metavar="NAME", help="A group whose members shall have the role"
)
@flags.repeatable(
    "--serviceaccount",
    "accounts",
    metavar="NAMESPACE:NAME",
    help="A service account that shall have the role",
)
@selection.options(*selection.SELECTING)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    users: tuple[str, ...],
    groups: tuple[str, ...],
    accounts: tuple[str, ...],
    chosen: Selection,
) -> None:
    """Add users, groups and service accounts to a role binding or a cluster role binding.

    \b
    Examples:
      minik set subject rolebinding readers --user=anna --group=operators
      minik set subject clusterrolebinding admins --serviceaccount=tools:deployer
    """
    if not words and not chosen.request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    wish = Wish(users, groups, accounts)
    check(chosen, words, wish)
    added = list(subjects(wish, state_access.namespace(chosen.request.namespace)))
    pretend = chosen.local or chosen.request.dry_run == "client"
    selection.change(chosen, words, partial(add_subjects, added=added, pretend=pretend))


def check(chosen: Selection, words: Sequence[str], wish: Wish) -> None:
    """Raise ClientError for options that do not go together, and for malformed accounts."""
    selection.check_options(chosen, words)
    if chosen.every and chosen.request.selector:
        raise ClientError("cannot set --all and --selector at the same time")
    if not any(wish):
        raise ClientError("you must specify at least one value of user, group or serviceaccount")
    if any(account.count(":") != 1 or account.endswith(":") for account in wish.accounts):
        raise ClientError("serviceaccount must be <namespace>:<name>")


def subjects(wish: Wish, namespace: str) -> Iterator[Object]:
    """Yield the subjects without duplicates, sorted by name: users, groups, then service accounts."""
    yield from (
        {"kind": "User", "apiGroup": GROUP, "name": name} for name in sorted(set(wish.users))
    )
    yield from (
        {"kind": "Group", "apiGroup": GROUP, "name": name} for name in sorted(set(wish.groups))
    )
    for account in sorted(set(wish.accounts)):
        where, _, name = account.partition(":")
        yield {"kind": "ServiceAccount", "name": name, "namespace": where or namespace}


def add_subjects(
    draft: Draft, kind: Kind, obj: Object, *, added: Sequence[Object], pretend: bool
) -> Outcome | None:
    """Add the subjects to one binding; raise ClientError for other kinds."""
    if kind.key not in BINDINGS:
        raise ClientError(
            f"{kind.singular}/{objects.name(obj)} setting subjects is only supported for RoleBinding/ClusterRoleBinding"
        )
    return altering.alter(
        draft,
        kind,
        obj,
        partial(with_subjects, added=added),
        "subjects updated",
        pretend=pretend,
        failing="failed to patch subjects to rolebinding",
    )


def with_subjects(binding: Object, *, added: Sequence[Object]) -> Object:
    """Return the binding with the subjects that it does not hold yet."""
    existing = list(binding.get("subjects") or ())
    return {
        **binding,
        "subjects": [*existing, *(subject for subject in added if subject not in existing)],
    }
