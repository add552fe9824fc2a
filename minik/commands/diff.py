"""Show what apply would change"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from minik import light_re as re
from minik.client import dry_runs
from minik.client.dry_runs import ObjectDiff
from minik.client.requests import Outcome
from minik.command_line import change_requests, flags, state_access, streams, unexpected_words
from minik.command_line.diff_status import as_failure
from minik.errors import ClientError, MinikError, Unanswered
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.render import object_differences

PLAIN_WORD = re.compile(r"[a-zA-Z0-9-=]+")


class ApplyOptions(NamedTuple):
    """The options of `apply` whose result `diff` predicts."""

    server_side: bool = False
    force_conflicts: bool = False
    prune: bool = False
    allowed: Sequence[str] = ()


@flags.command(usage="-f FILENAME", error_status=2)
@flags.filename
@flags.namespace
@flags.selector
@flags.flag("--show-secrets", "secrets", help="Also compare what is in secrets")
@flags.flag("--show-managed-fields", "managed", help="Also compare who wrote which field")
@flags.flag("--server-side", help="Compare with what apply --server-side would make")
@flags.flag("--force-conflicts", help="Also take over fields that others own (with --server-side)")
@flags.flag("--prune", help="Also show what apply --prune would delete")
@flags.several(
    "--prune-allowlist",
    "allowed",
    metavar="GROUP/VERSION/KIND",
    help="Prune objects of these kinds alone",
)
@flags.field_manager
@flags.no_op("--concurrency", metavar="N", check=flags.integer, why="nothing is waited for")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], managed: bool, secrets: bool, **others: Any) -> None:
    """Show what apply would change, as `diff -u -N` does, or the program that KUBECTL_EXTERNAL_DIFF
    names; nothing is changed.

    The exit status is 0 where nothing would change, 1 where something would, and more where
    something is wrong.

    \b
    Examples:
      minik diff -f web.yaml
      minik diff --prune -f web.yaml
      cat web.yaml | minik diff -f -
    """
    try:
        unexpected_words.refuse_words(words, "diff")
        request = change_requests.Request.from_options({**others, "dry_run": "server"})
        all_changes, errors = changes(
            request, ApplyOptions(**{field: others[field] for field in ApplyOptions._fields})
        )
        external = os.environ.get("KUBECTL_EXTERNAL_DIFF")
        texts = [
            (
                object_differences.file_name(change.object),
                *object_differences.sides(
                    dry_runs.for_display(change, managed=managed, secrets=secrets)
                ),
            )
            for change in all_changes
        ]
        is_different = run_external(external, texts) if external else print_differences(texts)
        state_access.report(errors)
    except MinikError as error:
        raise as_failure(error) from None
    if is_different:
        raise Unanswered("")


def changes(
    request: change_requests.Request, options: ApplyOptions
) -> tuple[list[ObjectDiff], Sequence[MinikError]]:
    """Return what apply would change per document, then what it would prune; and the errors of
    documents that could not be compared.
    """
    collected: list[ObjectDiff] = []
    predict = change_predictor(options, request.field_manager)

    def foresee(draft: Draft, kind: Kind, document: Document) -> Outcome:
        collected.append(predict(draft, kind, document))
        return Outcome(kind, collected[-1].object, "")

    session = state_access.read_session(whole=True)
    result = change_requests.carry_out(
        session,
        list(change_requests.plan(request, session.cluster, foresee, checked=False)),
        request,
    )
    if options.prune and not result.errors:
        outcomes = result.outcomes
        collected += prunable(session.cluster, outcomes, options.allowed, request.selector)
    return collected, result.errors


def change_predictor(
    options: ApplyOptions, field_manager: str
) -> Callable[[Draft, Kind, Document], ObjectDiff]:
    """Return the function that predicts a document's change: client-side or server-side apply."""
    if options.force_conflicts and not options.server_side:
        raise ClientError("--force-conflicts only works with --server-side")
    if not options.server_side:
        return dry_runs.preview_apply
    from minik.client import server_side_dry_runs as on_the_server  # noqa: PLC0415 the client's side needs nothing of it

    return partial(
        on_the_server.preview_apply, manager=field_manager, force=options.force_conflicts
    )


def prunable(
    cluster: Cluster, outcomes: Sequence[Outcome], allowed: Sequence[str], selector: str
) -> Iterator[ObjectDiff]:
    """Yield the deletion of every object that --prune would remove."""
    from minik.client import pruning  # noqa: PLC0415 few prune

    kinds = pruning.prunable_kinds(allowed, cluster.of("CustomResourceDefinition"))
    if not allowed:
        state_access.tell(f"Warning: {pruning.WARNING}")
    for _, obj in pruning.find_orphans(
        cluster, kinds, pruning.applied_objects(outcomes), change_requests.parse_selector(selector)
    ):
        yield ObjectDiff(obj, None)


def print_differences(texts: Sequence[tuple[str, str, str]]) -> bool:
    """Print the unified diffs, sorted by name; return whether there are any."""
    text = "".join(object_differences.unified(*entry) for entry in sorted(texts))
    state_access.say(text, nl=False)
    return bool(text)


def run_external(program: str, texts: Sequence[tuple[str, str, str]]) -> bool:
    """Run an external diff program on two folders; return whether it found differences.

    Raises ClientError if it cannot be run or its exit status is above 1.
    """
    first, *others = program.split(" ")
    with (
        tempfile.TemporaryDirectory(prefix="LIVE-") as live,
        tempfile.TemporaryDirectory(prefix="MERGED-") as merged,
    ):
        for file, before, after in texts:
            for folder, text in ((live, before), (merged, after)):
                if text:
                    with open(
                        os.path.join(folder, file.replace("/", "_").replace(":", "-")),
                        "w",
                        encoding="utf-8",
                    ) as stream:
                        stream.write(text)
        words = [first, *filter(PLAIN_WORD.fullmatch, others), live, merged]
        try:
            process = subprocess.run(words, check=False, capture_output=True, text=True)
        except OSError as error:
            raise ClientError(
                f"failed to run {shlex.quote(first)}: {(error.strerror or '').lower()}"
            ) from None
    streams.echo(process.stdout, nl=False)
    streams.echo(process.stderr, err=True, nl=False)
    if process.returncode > 1:
        raise ClientError(f"exit status {process.returncode}")
    return process.returncode == 1
