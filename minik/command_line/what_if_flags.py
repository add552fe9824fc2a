"""--what-if and --what-if-apply: answers before and after supposed events, on a copy of the cluster
that is never saved.
"""

import sys
from collections.abc import Callable, Sequence

from minik import light_json
from minik.command_line import file_options, flags, given_files, state_access, streams, terminal
from minik.errors import ClientError, MinikError
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines

Answer: TypeAlias = Callable[
    [Cluster, str], tuple[str, bool]
]  # the text in this format, and whether it is a yes


class Supposition(NamedTuple):
    """What is supposed: files that are applied first, then events in order."""

    events: Sequence[str] = ()
    filenames: Sequence[str] = ()
    recursive: bool = False
    misuse: str = ""


def suppose(
    what_if: Sequence[str], what_if_apply: bool, filenames: Sequence[str], recursive: bool
) -> Supposition | None:
    """Return what is supposed; None where nothing is."""
    if not what_if and not what_if_apply:
        return None
    misuse = ""
    if what_if_apply and not filenames:
        misuse = "--what-if-apply needs files: name them with -f"
    elif filenames and not what_if_apply:
        misuse = "--what-if asks about the cluster, not about files: say --what-if-apply too, and they are applied first"
    return Supposition(what_if, filenames if what_if_apply else (), recursive, misuse)


def suppose_files(
    what_if: Sequence[str], what_if_apply: bool, filenames: Sequence[str], recursive: bool
) -> Supposition | None:
    """Return what is supposed, for a verb that looks at files: those of -f are the cluster, or with
    --what-if-apply what is applied to it.
    """
    if what_if_apply or not filenames:
        return suppose(what_if, what_if_apply, filenames, recursive)
    given_files.keep_names(filenames, recursive)
    return suppose(what_if, False, (), False)


_EVENTS = flags.together(
    flags.repeatable(
        "--what-if",
        "what_if",
        metavar="EVENT",
        help="Also answer as if this had happened: 'node-down node-1', "
        "'scale deploy/web 0', 'delete pod/a', 'label pod/a app=b', 'advance 5m', ... (see simulate)",
    ),
    flags.flag(
        "--what-if-apply", help="Also answer as if the files named with -f had been applied"
    ),
)
# for a verb that has -f of its own: what is supposed comes as one argument `supposed`
with_own_files: flags.Option = flags.gather(
    suppose, _EVENTS, into="supposed", reads=("filenames", "recursive")
)
# with -f, for a verb that looks at the cluster of the state, or at that of files
options: flags.Option = flags.together(
    flags.gather(suppose_files, _EVENTS, flags.filename, into="supposed"), file_options.read_as
)


def before_and_after(supposed: Supposition, namespace: str) -> tuple[Cluster, Cluster]:
    """Return the cluster as it is, and as it would be.

    Raises ClientError for misuse of the options.
    """
    if supposed.misuse:
        raise ClientError(supposed.misuse)
    from minik.simulation import what_if_events  # noqa: PLC0415 only who supposes something needs the controllers

    session = state_access.read_session(whole=True)
    before = session.cluster
    if supposed.filenames:
        _apply_files(session, supposed, namespace)
    after = session.cluster
    for event in supposed.events:
        after = what_if_events.apply_event(after, event, state_access.namespace(namespace))
    return before, after


def _apply_files(session: state_access.Session, supposed: Supposition, namespace: str) -> None:
    from minik.client import applying, changes  # noqa: PLC0415
    from minik.command_line import change_requests  # noqa: PLC0415 as above

    request = change_requests.Request(supposed.filenames, supposed.recursive, namespace)
    acts = changes.refusals_first(change_requests.first_plan(request, session, applying.apply))
    if not acts:
        raise ClientError("no objects passed to apply")
    state_access.report(change_requests.carry_out(session, acts, request).errors)


def show(supposed: Supposition, namespace: str, output: str, answer: Answer) -> bool:
    """Print the answers before and after; return whether the second is a yes.

    Raises the error that both have in common.
    """
    before, after = before_and_after(supposed, namespace)
    answer_format = "json" if output == "yaml" else output
    (was, _, error_before), (now, is_yes, error_after) = (
        _try_answer(answer, before, answer_format),
        _try_answer(answer, after, answer_format),
    )
    if error_before and error_after and error_before.args == error_after.args:
        raise error_after
    if answer_format == "json":
        _print_documents(_document(was, error_before), _document(now, error_after), output)
    else:
        _show_comparison(was, now)
    return is_yes


def _try_answer(
    answer: Answer, cluster: Cluster, output: str
) -> tuple[str, bool, MinikError | None]:
    try:
        return *answer(cluster, output), None
    except MinikError as error:
        return (
            escape_lines(f"{error.message}\n" + (f"{error.hint}\n" if error.hint else "")),
            False,
            error,
        )


def _document(text: str, error: MinikError | None) -> Any:
    return {"error": error.message} if error else light_json.loads(text)


def _print_documents(was: Any, now: Any, output: str) -> None:
    from minik.render import documents  # noqa: PLC0415 only for this format

    both = {"before": was, "after": now}
    streams.echo(documents.render(both, output), nl=False)


def _show_comparison(was: str, now: str) -> None:
    from minik.render import side_by_side  # noqa: PLC0415 only for two answers

    if sys.stdout.isatty():
        import shutil  # noqa: PLC0415 only a terminal has a width

        terminal.show(side_by_side.render_comparison(was, now, shutil.get_terminal_size().columns))
    else:
        terminal.show(side_by_side.sections(was, now))
