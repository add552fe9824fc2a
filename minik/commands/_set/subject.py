"""Add users, groups and accounts to those who have a role"""
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import click

from minik.commands import _chosen, _options, _session
from minik.commands._chosen import Chosen
from minik.errors import ClientError
from minik.intake import altering
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

GROUP = "rbac.authorization.k8s.io"
BINDINGS = ("RoleBinding", "ClusterRoleBinding")


class Wish(NamedTuple):
    """Who shall have the role, too."""

    users: Sequence[str] = ()
    groups: Sequence[str] = ()
    accounts: Sequence[str] = ()


@click.command(cls=_options.Verb)
@_options.repeated("--user", "users", metavar="NAME", help="A user who shall have the role")
@_options.repeated("--group", "groups", metavar="NAME", help="A group whose members shall have the role")
@_options.repeated("--serviceaccount", "accounts", metavar="NAMESPACE:NAME", help="A service account that shall have the role")
@_chosen.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], users: tuple[str, ...], groups: tuple[str, ...], accounts: tuple[str, ...], chosen: Chosen) -> None:
    """Add users, groups and service accounts to a role binding or a cluster role binding.

    \b
    Examples:
      minik set subject rolebinding readers --user=anna --group=operators
      minik set subject clusterrolebinding admins --serviceaccount=tools:deployer
    """
    if not words and not chosen.request.filenames:
        raise ClientError(_chosen.NOTHING)
    wish = Wish(users, groups, accounts)
    check(chosen, words, wish)
    added = list(subjects(wish, _session.namespace(chosen.request.namespace)))
    pretend = chosen.local or chosen.request.dry_run == "client"
    _chosen.change(chosen, words, partial(bound, added=added, pretend=pretend))


def check(chosen: Chosen, words: Sequence[str], wish: Wish) -> None:
    """Which options go together, and how accounts are named."""
    _chosen.check(chosen, words)
    if chosen.every and chosen.request.selector:
        raise ClientError("cannot set --all and --selector at the same time")
    if not any(wish):
        raise ClientError("you must specify at least one value of user, group or serviceaccount")
    if any(account.count(":") != 1 or account.endswith(":") for account in wish.accounts):
        raise ClientError("serviceaccount must be <namespace>:<name>")


def subjects(wish: Wish, namespace: str) -> Iterator[Object]:
    """Each once, by name: users, then groups, then accounts."""
    yield from ({"kind": "User", "apiGroup": GROUP, "name": name} for name in sorted(set(wish.users)))
    yield from ({"kind": "Group", "apiGroup": GROUP, "name": name} for name in sorted(set(wish.groups)))
    for account in sorted(set(wish.accounts)):
        where, _, name = account.partition(":")
        yield {"kind": "ServiceAccount", "name": name, "namespace": where or namespace}


def bound(draft: Draft, kind: Kind, obj: Object, *, added: Sequence[Object], pretend: bool) -> Outcome | None:
    """One binding with those who were not in it yet."""
    if kind.key not in BINDINGS:
        raise ClientError(f"{kind.singular}/{objects.name(obj)} setting subjects is only supported for RoleBinding/ClusterRoleBinding")
    return altering.alter(draft, kind, obj, partial(joined, added=added), "subjects updated", pretend=pretend,
                          failing="failed to patch subjects to rolebinding")


def joined(binding: Object, *, added: Sequence[Object]) -> Object:
    """The binding with those who were not in it yet."""
    there = list(binding.get("subjects") or ())
    return {**binding, "subjects": [*there, *(subject for subject in added if subject not in there)]}
