"""Questions about a cluster that might be: --what-if and --what-if-apply, answered before and after, on a copy that nobody keeps."""
import functools
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import click

from minik.commands import _options, _session, _terminal
from minik.errors import ClientError, MinikError
from minik.model.cluster import Cluster
from minik.model.controls import visible_lines

F = TypeVar("F", bound=Callable[..., Any])
Answer: TypeAlias = Callable[[Cluster, str], tuple[str, bool]]  # the text in this format, and whether it is a yes


class Supposed(NamedTuple):
    """What is supposed: files that are applied first, then events in their order."""

    events: Sequence[str] = ()
    filenames: Sequence[str] = ()
    recursive: bool = False
    misuse: str = ""


def with_own_files(command: F) -> F:
    """The options of a verb that has a -f of its own, gathered into one argument `supposed`: None where nothing is supposed."""
    @functools.wraps(command)
    def gathered(*args: Any, what_if: Sequence[str], what_if_apply: bool, **others: Any) -> Any:
        files, recursive = others["filenames"], others["recursive"]
        misuse = "--what-if-apply needs files: name them with -f" if what_if_apply and not files else ""
        if what_if and files and not what_if_apply:
            misuse = "--what-if asks about the cluster, not about files: say --what-if-apply too, and they are applied first"
        taken = {"filenames": (), "recursive": False} if what_if_apply else {}
        wanted = Supposed(what_if, files if what_if_apply else (), recursive, misuse)
        return command(*args, supposed=wanted if what_if or what_if_apply else None, **{**others, **taken})

    for option in (
        _options.repeated("--what-if", "what_if", metavar="EVENT", help="Also answer as if this had happened: 'node-down node-1', "
                          "'scale deploy/web 0', 'delete pod/a', 'label pod/a app=b', 'advance 5m', ... (see simulate)"),
        _options.flag("--what-if-apply", help="Also answer as if the files named with -f had been applied"),
    ):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


def options(command: F) -> F:
    """The options of a verb that reads files for this alone."""
    @functools.wraps(command)
    def gathered(*args: Any, filenames: Sequence[str], recursive: bool, **others: Any) -> Any:
        if filenames:
            raise ClientError("-f names what is supposed to be applied: say --what-if-apply too")
        return command(*args, **others)

    return _options.filename(with_own_files(gathered))  # type: ignore[return-value]


def pairs(supposed: Supposed, namespace: str) -> tuple[Cluster, Cluster]:
    """The cluster as it is, and as it would be."""
    if supposed.misuse:
        raise ClientError(supposed.misuse)
    from minik.controllers import _what_if  # noqa: PLC0415 only who supposes something needs the controllers
    session = _session.Session(_session.state_path())  # never saved
    before = session.cluster
    if supposed.filenames:
        _applied(session, supposed, namespace)
    after = session.cluster
    for event in supposed.events:
        after = _what_if.supposed(after, event, _session.namespace(namespace))
    return before, after


def _applied(session: _session.Session, supposed: Supposed, namespace: str) -> None:
    from minik.commands import _changes  # noqa: PLC0415 as above
    from minik.intake import applying  # noqa: PLC0415
    request = _changes.Request(supposed.filenames, supposed.recursive, namespace)
    acts = _changes.refusals_first(_changes.first_plan(request, session, applying.apply))
    if not acts:
        raise ClientError("no objects passed to apply")
    _session.report(_changes.carry_out(session, acts, request).errors)


def show(supposed: Supposed, namespace: str, output: str, answer: Answer) -> bool:
    """Both answers to one question; whether the second is a good one. What has no answer either way is an error."""
    before, after = pairs(supposed, namespace)
    written = "json" if output == "yaml" else output
    (was, _, failed), (now, fine, wrong) = _answered(answer, before, written), _answered(answer, after, written)
    if failed and wrong and failed.message == wrong.message:
        raise wrong
    if written == "json":
        _print(_document(was, failed), _document(now, wrong), output)
    else:
        _tell(was, now)
    return fine


def _answered(answer: Answer, cluster: Cluster, output: str) -> tuple[str, bool, MinikError | None]:
    try:
        return *answer(cluster, output), None
    except MinikError as error:
        return visible_lines(f"{error.message}\n" + (f"{error.hint}\n" if error.hint else "")), False, error


def _document(text: str, failed: MinikError | None) -> Any:
    return {"error": failed.message} if failed else json.loads(text)


def _print(was: Any, now: Any, output: str) -> None:
    from minik.render import yaml  # noqa: PLC0415 only for this format
    both = {"before": was, "after": now}
    click.echo(json.dumps(both, indent=4, ensure_ascii=False) + "\n" if output == "json" else yaml.text(both), nl=False)


def _tell(was: str, now: str) -> None:
    from minik.render import _both_sides  # noqa: PLC0415 only for two answers
    if sys.stdout.isatty():
        import shutil  # noqa: PLC0415 only a terminal has a width
        _terminal.show(_both_sides.shown(was, now, shutil.get_terminal_size().columns))
    else:
        _terminal.show(_both_sides.sections(was, now))
