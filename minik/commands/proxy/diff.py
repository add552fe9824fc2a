"""Show what a change does to the rules of a node's proxy"""

import os
from collections.abc import Iterator, Sequence

from minik.command_line import (
    document_output,
    flags,
    given_files,
    proxy_rule_options,
    review_sides,
    state_access,
    terminal,
    what_if_flags,
)
from minik.command_line.diff_status import as_failure
from minik.command_line.proxy_rule_options import RuleOptions
from minik.errors import ClientError, MinikError, Refused, Unanswered
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines
from minik.proxy import node_view
from minik.proxy.differing import Difference, differences
from minik.render import rules_diff


@flags.command(error_status=2)
@flags.filename
@flags.namespace
@flags.repeatable(
    "--what-if",
    "events",
    metavar="EVENT",
    help="As if this had happened: 'node-down node-1', 'delete pod/a', ... (see simulate)",
)
@flags.text(
    "--from",
    "earlier",
    metavar="STATE",
    help="A state file or a dump in place of the cluster: how it was",
)
@flags.text(
    "--to",
    "later",
    metavar="STATE",
    help="A state file or a dump in place of the cluster: how it is",
)
@document_output.option
@proxy_rule_options.options
def command(asked: RuleOptions, earlier: str, later: str, output: str, **supposed: Any) -> None:
    """Show what a change does to the rules that kube-proxy programs on a node, Service by Service;
    nothing is changed.

    The change is what the files named with -f would do, what --what-if supposes, what lies between
    two state files, or else what the last command did. The exit status is 0 where no rule changes,
    1 where one does, and more where something is wrong.

    \b
    Examples:
      # What the last command did
      minik proxy diff --mode nftables
      # What a file would do
      minik proxy diff -f web.yaml --node node-2
      # What happens on one node when another goes down
      minik proxy diff --what-if 'node-down node-1' --node node-2
      minik proxy diff --from before.json --to after.json
    """
    try:
        document_output.require_known(output)
        before, after = _sides(earlier, later, **supposed)
        mode = asked.mode_of(after)
        options = asked._replace(
            node=asked.node or objects.name(node_view.find(after, "") or {"metadata": {"name": ""}})
        )
        sides = [
            [options.side(cluster, mode, family) for cluster in (before, after)]
            for family in asked.families(after)
        ]
        merged = _merge_families([change for pair in sides for change in differences(*pair)])
    except MinikError as error:
        raise as_failure(error) from None
    if output:
        document_output.show(rules_diff.document(merged, options.node, mode.name), output)
    else:
        where = f"on {options.node or 'no node'}, {mode.name} mode"
        terminal.show(escape_lines(rules_diff.text(merged, where)), is_prose=False)
    if merged:
        raise Unanswered("")


def _sides(earlier: str, later: str, **supposed: Any) -> tuple[Cluster, Cluster]:
    """Return the cluster before and after the change."""
    what_if = what_if_flags.Supposition(
        supposed["events"], supposed["filenames"], supposed["recursive"]
    )
    if earlier or later:
        if what_if.events or what_if.filenames:
            raise ClientError(
                "--from and --to name both sides already: -f and --what-if have nothing to add"
            )
        return _read_cluster(earlier), _read_cluster(later)
    if what_if.events or what_if.filenames:
        return what_if_flags.before_and_after(what_if, supposed["namespace"])
    return _around_last_command()


def _read_cluster(path: str) -> Cluster:
    """Return the cluster in a state file, or that of a dump; of the current state if path is ""."""
    if path and os.path.exists(path) and not review_sides.is_state(path):
        return given_files.read(given_files.Files([path], True))
    session = state_access.Session(path or state_access.state_path())
    if path and session.before is None:
        raise ClientError(f'the path "{path}" does not exist')
    return session.cluster


def _around_last_command() -> tuple[Cluster, Cluster]:
    from minik.store import history, undoing  # noqa: PLC0415 only this way of asking reads the history

    session = state_access.Session(state_access.state_path())
    last = next(iter(history.entries_of(history.read(session.path), session.cluster)[-1:]), None)
    if last is None or last.serial != session.cluster.serial or not (last.changes or last.settings):
        raise Refused(
            "the history does not hold the state before the last command",
            hint="name the change: -f FILE, --what-if EVENT, or --from STATE --to STATE",
        )
    return undoing.undo_entry(session.cluster, last), session.cluster


def _merge_families(per_family: Sequence[Difference]) -> list[Difference]:
    """Merge the differences of all IP families into one per Service."""
    by_name: dict[tuple[str, str], Difference] = {}
    for difference in per_family:
        name = (difference.namespace, difference.service)
        earlier = by_name.get(name, Difference(*name, (), (), ()))
        by_name[name] = earlier._replace(
            before=earlier.before + difference.before,
            after=earlier.after + difference.after,
            lines=earlier.lines + difference.lines,
        )
    return list(_services_first(by_name))


def _services_first(by_name: dict[tuple[str, str], Difference]) -> Iterator[Difference]:
    yield from (by_name[name] for name in sorted(by_name) if any(name))
    yield from (difference for name, difference in by_name.items() if not any(name))
