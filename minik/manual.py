"""The manual: one page for each command, in the language of man(1), made from what the commands say of themselves.

By hand, because the libraries that make such pages know neither our examples nor our exit statuses, and this is all there is to it.
"""
import inspect
import re
from collections.abc import Iterator

import click

import minik
from minik import cli
from minik.commands import help as topics

ESCAPED = str.maketrans({"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})


def pages() -> Iterator[tuple[str, str]]:
    """Every page, by the name of its file: minik.1, minik-get.1, minik-create-service.1..."""
    yield from _pages(cli.minik, click.Context(cli.minik, info_name="minik"), ("minik",))


def _pages(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield f"{'-'.join(path)}.1", "".join(f"{line}\n" for line in page(command, context, path))
    for name, inner in nested(command, context):
        yield from _pages(inner, click.Context(inner, info_name=name, parent=context), (*path, name))


def nested(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """The commands under a command."""
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)  # type: ignore[attr-defined]
        if inner:
            yield name, inner


def page(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[str]:
    """The page of one command."""
    said, examples = parts(command.help or "")
    yield f'.TH "{"-".join(path).upper()}" "1" "" "minik {minik.__version__}" "minik"'
    yield from (".SH NAME", rf"{plain('-'.join(path))} \- {plain(summary(command, path))}")
    yield from (".SH SYNOPSIS", rf"\fB{plain(' '.join(path))}\fR {plain(' '.join(command.collect_usage_pieces(context)))}")
    yield from (".SH DESCRIPTION", *paragraphs(said))
    yield from options(command)
    yield from commands(command, context)
    yield from (".SH EXAMPLES", ".nf", *map(plain, examples), ".fi") if examples else ()
    if len(path) == 1:
        yield from (line for topic, text in topics.TOPICS.items()
                    for line in (f".SH {plain(topic.upper().replace('-', ' '))}", ".nf", *map(plain, text.splitlines()), ".fi"))
    if path[1:]:
        yield from (".SH SEE ALSO", rf"\fB{plain('-'.join(path[:-1]))}\fR(1)")


def parts(said: str) -> tuple[str, list[str]]:
    """What a command says of itself: a text, and its examples line by line, those with a title of their own below it."""
    text, *blocks = inspect.cleandoc(said).split("\b\n")
    lines = [line for block in blocks for line in block.rstrip().splitlines() if line != "Examples:"]
    return text.strip(), [line.removeprefix("  ") for line in lines]


def summary(command: click.Command, path: tuple[str, ...]) -> str:
    """What a command does, in one line without a full stop."""
    found = cli.summary(cli.verbs()[path[1]]) if len(path) == 2 else " ".join(parts(command.help or "")[0].partition("\n\n")[0].split())
    return found.rstrip(".")


def paragraphs(text: str) -> Iterator[str]:
    """A text, each paragraph of it for itself."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        yield from (*[".PP"] * (number > 0), plain(" ".join(paragraph.split())))


def options(command: click.Command) -> Iterator[str]:
    """The options, each with what it does."""
    shown = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    yield from (".SH OPTIONS",) if shown else ()
    for param in shown:
        names = ", ".join(rf"\fB{plain(name)}\fR" for name in (*param.opts, *param.secondary_opts))
        yield from (".TP", names + (rf" \fI{plain(param.metavar)}\fR" if param.metavar else ""), plain(param.help or ""))


def commands(command: click.Command, context: click.Context) -> Iterator[str]:
    """The commands under a command, each with what it does and the page that tells more."""
    path = tuple(context.command_path.split(" "))
    found = list(nested(command, context))
    yield from (".SH COMMANDS",) if found else ()
    for name, inner in found:
        yield from (".TP", rf"\fB{plain('-'.join((*path, name)))}\fR(1)", plain(summary(inner, (*path, name))))


def plain(text: str) -> str:
    """A text that the formatter takes as it stands."""
    escaped = text.translate(ESCAPED)
    return rf"\&{escaped}" if escaped.startswith((".", r"\(aq")) else escaped
