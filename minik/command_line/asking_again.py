"""--watch of verbs that answer a question: the answer, and again whenever another one would be given,
until Ctrl-C or --request-timeout.
"""

import time
from collections.abc import Callable, Iterator

from minik.command_line import flags, invocation, state_access, streams, terminal, watch
from minik.errors import ClientError, MinikError
from minik.intake import system_metadata
from minik.light_typing import TypeAlias
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines

Ask: TypeAlias = Callable[[Cluster, str], tuple[str, bool]]  # as `what_if_flags.Answer`

option: flags.Option = flags.flag(
    "-w", "--watch", help="Then go on: answer again whenever the answer changes, until Ctrl-C"
)


def show_answers(ask: Ask, output: str) -> bool:
    """Print each answer that differs from the one before; return whether the last one is a yes."""
    if invocation.current().elsewhere:
        raise ClientError("--watch is for a cluster that changes, and files do not")
    before, is_yes = "", False
    for cluster in clusters():
        text, is_yes = _answer(ask, cluster, output)
        if text == before:
            continue
        if before and output in ("", "text", "wide"):
            streams.echo(f"\n--- {system_metadata.timestamp(cluster.now)}")
        terminal.show_as(output, text)
        before = text
    return is_yes


def _answer(ask: Ask, cluster: Cluster, output: str) -> tuple[str, bool]:
    """Return an answer; an error is one, too, since it may pass."""
    try:
        return ask(cluster, output)
    except MinikError as error:
        hint = f"  {error.hint}\n" if error.hint else ""
        return escape_lines(f"{error.message}\n{hint}"), False


def clusters() -> Iterator[Cluster]:
    """Yield the cluster, and again whenever something has changed in it."""
    live = state_access.live_session()
    if live is None:
        yield from watch.clusters(watch.limit())
        return
    from minik.live.watching import Watches  # noqa: PLC0415 few follow a live cluster

    watches, limit = Watches(live.client), watch.limit()
    end = time.monotonic() + limit
    while True:
        begun = len(live.client.requests)
        yield state_access.read_cluster()
        is_new = watches.follow(live.client.requests[begun:])
        remaining = max(end - time.monotonic(), 0.001) if limit else 0.0
        if not is_new and not watches.wait(remaining):
            return
        live.forget()
