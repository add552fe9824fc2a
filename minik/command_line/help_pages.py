"""Help pages: commands in groups, as kubectl has them, and prose wrapped between words."""

from collections.abc import Iterable, Iterator, Mapping

import click

NO_BREAK = "\u2011"  # a hyphen at which no line is broken
GROUPS = (
    ("Answers", "resolve why check trace dns env proxy simulate review graph"),
    ("Learning", "learn explain help options"),
    ("State", "init import export serve state log undo redo reset settle config"),
    ("Basic commands", "create expose run set get edit delete"),
    ("Deploying", "rollout scale autoscale"),
    ("Managing the cluster", "cluster-info cordon uncordon drain taint"),
    ("Troubleshooting", "describe events auth"),
    ("Advanced commands", "validate diff apply patch replace wait kustomize"),
    ("Settings", "label annotate completion"),
)
OTHER = "Other commands"
# what only a running container or a home of kubectl's could do
REFUSED = [
    "attach",
    "cp",
    "debug",
    "exec",
    "kuberc",
    "logs",
    "port-forward",
    "top",
]


class WordFormatter(click.HelpFormatter):
    """A formatter that breaks lines between words alone: `exit-status` stays whole."""

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", NO_BREAK))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        kept = [(first, second.replace("-", NO_BREAK)) for first, second in rows]
        super().write_dl(kept, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(NO_BREAK, "-")


def page(context: click.Context) -> str:
    """Return the help of a command."""
    context.formatter_class = WordFormatter
    return context.get_help()


def grouped(summaries: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the title of each group, and its verbs with their summaries; verbs of no group are the
    last.
    """
    rest = {verb: text for verb, text in summaries.items() if verb not in REFUSED}
    for title, verbs in GROUPS:
        rows = [(verb, rest.pop(verb)) for verb in verbs.split() if verb in rest]
        if rows:
            yield title, rows
    if rest:
        yield OTHER, list(rest.items())


def refused(summaries: Mapping[str, str]) -> str:
    """Return the line about verbs that minik can only refuse."""
    names = ", ".join(verb for verb in REFUSED if verb in summaries)
    return f"These need a running container, or what else only a real cluster has, and say what minik knows instead: {names}."
