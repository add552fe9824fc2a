"""The options by which a verb that reads takes files for the cluster: -f, --as-dump, --as-manifests.

They are kept with the command line, so that no verb handles them: `state_access.read_cluster` does.
"""

from collections.abc import Sequence

from minik.command_line import flags, given_files, invocation
from minik.command_line.options import Option


def _keep_choice(option: Option, value: bool) -> bool:
    if value:
        line = invocation.current()
        files = line.files or given_files.Files()
        word = option.parameter.removeprefix("as_")
        is_other = files.read_as not in ("", word)
        line.files = files._replace(read_as=given_files.BOTH if is_other else word)
    return value


def _switch(name: str, text: str) -> flags.Option:
    return flags.option(
        name,
        kind=bool,
        implied="true",
        default=False,
        metavar="",
        convert=_keep_choice,
        kept=False,
        help=text,
    )


read_as: flags.Option = flags.together(
    _switch("--as-dump", "The files of -f are a dump of a cluster, judged as it was recorded"),
    _switch("--as-manifests", "The files of -f are manifests, judged as what they would become"),
)


def _keep_files(filenames: Sequence[str], recursive: bool) -> None:
    if filenames:
        given_files.keep_names(filenames, recursive)


# for a verb that has no -f of its own; the command gets nothing of it
files: flags.Option = flags.together(flags.gather(_keep_files, flags.filename, into=""), read_as)
