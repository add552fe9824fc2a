"""The manual: one man page for each command, made from its help.

By hand, because the libraries for man pages handle neither our examples nor our exit statuses.
"""

import inspect
import re
from collections.abc import Iterator

import click

import minik
from minik import cli
from minik.command_line import help_topics

ESCAPED = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)


def pages() -> Iterator[tuple[str, str]]:
    """Yield every page by its file name: minik.1, minik-get.1, minik-create-service.1..."""
    yield from _pages(cli.minik, click.Context(cli.minik, info_name="minik"), ("minik",))


def _pages(
    command: click.Command, context: click.Context, path: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    yield f"{'-'.join(path)}.1", "".join(f"{line}\n" for line in page(command, context, path))
    for name, inner in nested_commands(command, context):
        yield from _pages(
            inner, click.Context(inner, info_name=name, parent=context), (*path, name)
        )


def nested_commands(
    command: click.Command, context: click.Context
) -> Iterator[tuple[str, click.Command]]:
    """Yield the commands nested in a command."""
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)  # type: ignore[attr-defined]
        if inner:
            yield name, inner


def page(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a command's page."""
    description, examples = split_help(command.help or "")
    yield f'.TH "{"-".join(path).upper()}" "1" "" "minik {minik.__version__}" "minik"'
    yield from (".SH NAME", rf"{escape('-'.join(path))} \- {escape(summary(command, path))}")
    yield from (
        ".SH SYNOPSIS",
        rf"\fB{escape(' '.join(path))}\fR {escape(' '.join(command.collect_usage_pieces(context)))}",
    )
    yield from (".SH DESCRIPTION", *paragraphs(description))
    yield from options(command)
    yield from commands(command, context)
    yield from (".SH EXAMPLES", ".nf", *map(escape, examples), ".fi") if examples else ()
    if len(path) == 1:
        yield from (
            line
            for topic, text in help_topics.TOPICS.items()
            for line in (
                f".SH {escape(topic.upper().replace('-', ' '))}",
                ".nf",
                *map(escape, text.splitlines()),
                ".fi",
            )
        )
    if path[1:]:
        yield from (".SH SEE ALSO", rf"\fB{escape('-'.join(path[:-1]))}\fR(1)")


def split_help(help_text: str) -> tuple[str, list[str]]:
    """Split a help text into its description and its lines of examples."""
    text, *blocks = inspect.cleandoc(help_text).split("\b\n")
    lines = [
        line for block in blocks for line in block.rstrip().splitlines() if line != "Examples:"
    ]
    return text.strip(), [line.removeprefix("  ") for line in lines]


def summary(command: click.Command, path: tuple[str, ...]) -> str:
    """Return what a command does, in one line without a full stop."""
    text = (
        cli.summary(cli.verbs()[path[1]])
        if len(path) == 2
        else " ".join(split_help(command.help or "")[0].partition("\n\n")[0].split())
    )
    return text.rstrip(".")


def paragraphs(text: str) -> Iterator[str]:
    """Yield a text in paragraphs."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        yield from (*[".PP"] * (number > 0), escape(" ".join(paragraph.split())))


def options(command: click.Command) -> Iterator[str]:
    """Yield the options, each with its help."""
    visible = [
        param for param in command.params if isinstance(param, click.Option) and not param.hidden
    ]
    yield from (".SH OPTIONS",) if visible else ()
    for param in visible:
        names = ", ".join(rf"\fB{escape(name)}\fR" for name in (*param.opts, *param.secondary_opts))
        yield from (
            ".TP",
            names + (rf" \fI{escape(param.metavar)}\fR" if param.metavar else ""),
            escape(param.help or ""),
        )


def commands(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the nested commands, each with its summary and page."""
    path = tuple(context.command_path.split(" "))
    inner_commands = list(nested_commands(command, context))
    yield from (".SH COMMANDS",) if inner_commands else ()
    for name, inner in inner_commands:
        yield from (
            ".TP",
            rf"\fB{escape('-'.join((*path, name)))}\fR(1)",
            escape(summary(inner, (*path, name))),
        )


def escape(text: str) -> str:
    """Escape a text for the formatter."""
    escaped = text.translate(ESCAPED)
    return rf"\&{escaped}" if escaped.startswith((".", r"\(aq")) else escaped
