"""The options of `apply`: client side or server side, and whether objects missing from the files
are pruned.
"""

import os
from collections.abc import Sequence
from functools import partial

from minik.client import applying, changes
from minik.client.changes import Act, Verb
from minik.command_line import change_requests, flags, invocation
from minik.command_line.change_requests import Request
from minik.command_line.deletion_flags import Deletion
from minik.command_line.options import Option
from minik.command_line.state_access import Session
from minik.errors import ClientError, MinikError
from minik.light_typing import NamedTuple

UNSELECTED = (
    "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
    "If you did not mean to prune all resources, specify a label selector"
)


class ApplyOptions(NamedTuple):
    """The options of `apply`, beside which documents to apply."""

    overwrite: bool = True
    server_side: bool = False
    force_conflicts: bool = False
    prune: bool = False
    every: bool = False
    allowed: Sequence[str] = ()
    apply_set: str = ""
    part: str = ""


def _check_enabled(_: Option, value: str) -> str:
    if value and os.environ.get("KUBECTL_APPLYSET", "").lower() != "true":
        raise ClientError(
            f"unknown flag: --applyset\nSee '{invocation.current().path} --help' for usage.",
            hint="KUBECTL_APPLYSET=true makes it known: kubectl calls it alpha",
        )
    return value


# the options of `apply`, which gets them as one argument `manner`
options: flags.Option = flags.gather(
    ApplyOptions,
    flags.flag(
        "--overwrite",
        default=True,
        help="Lay the file over what others have changed since it was last applied",
    ),
    flags.flag(
        "--server-side", help="Apply as the API server does, which knows who wrote which field"
    ),
    flags.flag(
        "--force-conflicts", help="Also take fields that others answer for (with --server-side)"
    ),
    flags.flag(
        "--prune",
        help="Delete what was applied before and is in no file any more; needs -l or --all",
    ),
    flags.flag(
        "--all",
        "every",
        help="Let --prune look at all objects of the namespaces that the files name",
    ),
    flags.several(
        "--prune-allowlist",
        "allowed",
        metavar="GROUP/VERSION/KIND",
        help="Prune objects of these kinds alone",
    ),
    flags.option(
        "--applyset",
        "apply_set",
        default="",
        convert=_check_enabled,
        metavar="[RESOURCE[.GROUP]/]NAME",
        help="Let an object remember what belongs together, for --prune (alpha: only with KUBECTL_APPLYSET=true)",
    ),
    flags.text(
        "--subresource",
        "part",
        metavar="NAME",
        help="Apply this part of the objects: status (with --server-side)",
    ),
    flags.field_manager,
    into="manner",
)


def check_options(manner: ApplyOptions, deletion: Deletion, request: Request) -> None:
    """Raise ClientError for options that exclude each other, in kubectl's order."""
    for is_wrong, message in (
        (
            manner.force_conflicts and not manner.server_side,
            "--force-conflicts only works with --server-side",
        ),
        (
            manner.part and not manner.server_side,
            "--subresource can only be specified for --server-side",
        ),
        (manner.part not in ("", "status"), f"minik's apply writes no {manner.part}: only status"),
        (
            manner.server_side and request.dry_run == "client",
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        ),
        (manner.server_side and deletion.force, "--force cannot be used with --server-side"),
        (
            deletion.force and request.dry_run == "server",
            "--dry-run=server cannot be used with --force",
        ),
        (manner.every and request.selector, "cannot set --all and --selector at the same time"),
        (manner.apply_set and not manner.prune, "--applyset requires --prune"),
        (manner.prune and deletion.force, "--force cannot be used with --prune"),
        (manner.apply_set and manner.every, "--all is incompatible with --applyset"),
        (manner.apply_set and request.selector, "--selector is incompatible with --applyset"),
        (manner.apply_set and manner.allowed, "--prune-allowlist is incompatible with --applyset"),
        (
            manner.prune and not manner.apply_set and not manner.every and not request.selector,
            UNSELECTED,
        ),
    ):
        if is_wrong:
            raise ClientError(message)


def choose_verb(manner: ApplyOptions, deletion: Deletion, request: Request) -> Verb:
    """Return what is done with each document."""
    if manner.server_side:
        from minik.client import server_side_apply  # noqa: PLC0415 the client's side needs nothing of it
        from minik.intake.ownership import apply_request  # noqa: PLC0415

        return partial(
            server_side_apply.apply,
            manner=apply_request.ServerApplyOptions(
                request.field_manager or apply_request.KUBECTL,
                manner.force_conflicts,
                subresource=manner.part,
            ),
        )
    if request.dry_run == "client":
        return applying.dry_run_client
    return partial(applying.apply, manner=applying.ApplyOptions(manner.overwrite, deletion.force))


def plan_apply(session: Session, verb: Verb, request: Request) -> list[Act | MinikError]:
    """Return one act or error for each document of the files.

    Raises ClientError where there are none.
    """
    acts = changes.refusals_first(change_requests.first_plan(request, session, verb))
    if not acts:
        raise ClientError("no objects passed to apply")
    return acts
