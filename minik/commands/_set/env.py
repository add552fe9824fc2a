"""Set or list environment variables of containers"""
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import click

from minik.commands import _chosen, _options, _reading, _session
from minik.commands._chosen import Chosen
from minik.commands._set import _pods
from minik.errors import ClientError, MinikError
from minik.intake import references, templates
from minik.intake.altering import Change
from minik.model import object as objects
from minik.model.cluster import Cluster, Objects
from minik.model.object import Object, read


@click.command(cls=_options.Verb)
@_options.repeated("-e", "--env", "given", metavar="NAME=VALUE", help="A variable to set")
@_options.text("-c", "--containers", "pattern", default="*", metavar="NAME", help="Only these containers; * stands for any text")
@_options.text("--from", "source", metavar="TYPE/NAME", help="Variables for the keys of this config map or secret")
@_options.several("--keys", metavar="KEY", help="Only these keys of --from")
@_options.text("--prefix", metavar="TEXT", help="What the names of variables of --from begin with")
@_options.flag("--overwrite", default=True, help="Give variables that are there a new value")
@_options.flag("--list", "listing", help="Show the variables, and change nothing")
@_options.flag("--resolve", help="With --list, show the values that references lead to")
@_chosen.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], given: tuple[str, ...], pattern: str, source: str, keys: tuple[str, ...], prefix: str, overwrite: bool,
            listing: bool, resolve: bool, chosen: Chosen) -> None:
    """Set environment variables of containers, or remove them: TYPE/NAME NAME=VALUE ... NAME- ...

    \b
    Examples:
      minik set env deployment/web LEVEL=debug
      minik set env deployment/web LEVEL-
      minik set env deployment/web --list
    """
    named, changes = separated(words)
    check(named, chosen, keys, source, listing)
    variables, removed = templates.variables([*given, *changes])
    if source:
        variables += templates.imported(origin(source, chosen), keys, prefix)
    if listing:
        change = partial(templates.with_variables, variables=variables, removed=removed)
        failed: dict[str, list[str]] = {}
        for line in listed(chosen, named, pattern, change, failed if resolve else None):
            _session.say(line)
        if failed:
            raise ClientError("\n".join(sorted(f"error retrieving reference for {', '.join(sorted(those))}: {why}"
                                               for why, those in failed.items())))
        return
    alter = partial(templates.with_variables, variables=variables, removed=removed, overwrite=overwrite)
    _pods.change(chosen, named, partial(altered, pattern=pattern, alter=alter), _pods.Words(
        "env updated", "failed to patch env update to pod template"))


def separated(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that name objects, and those behind them that change variables."""
    place = next((index for index, word in enumerate(words) if is_change(word)), len(words))
    if not all(map(is_change, words[place:])):
        raise ClientError(f"all resources must be specified before environment changes: {' '.join(words)}")
    return list(words[:place]), list(words[place:])


def is_change(word: str) -> bool:
    """Whether a word sets a variable, or removes one."""
    return "=" in word or word.endswith("-") and word != "-"


def check(named: Sequence[str], chosen: Chosen, keys: Sequence[str], source: str, listing: bool) -> None:
    """Which options and words go together."""
    for wrong, why in (
        (chosen.every and chosen.request.selector, "cannot set --all and --selector at the same time"),
        (not named and not chosen.request.filenames, "one or more resources must be specified as <resource> <name> or <resource>/<name>"),
        (listing and chosen.request.output, "--list and --output may not be specified together"),
        (keys and not source, "when specifying --keys, a configmap or secret must be provided with --from"),
    ):
        if wrong:
            raise ClientError(why)


def origin(source: str, chosen: Chosen) -> Object:
    """The config map or secret that --from names."""
    asked = _reading.Request(source.split(), _session.namespace(chosen.request.namespace))
    answer = _reading.found(_session.reading(), asked)
    _session.report(answer.errors)
    return next(obj for section in answer.sections for obj in section.objects)


def altered(spec: Object, *, pattern: str, alter: Change) -> Object:
    """A pod's spec with the variables of some containers changed."""
    if not templates.chosen_containers(spec, pattern):
        _session.tell(f'Warning: no container matches "{pattern}"')
    return templates.each_container(spec, pattern, alter)


def listed(chosen: Chosen, named: Sequence[str], pattern: str, alter: Change,
           failed: dict[str, list[str]] | None) -> Iterator[str]:
    """The variables of every container, as they would be; where references are followed, `failed` says which lead nowhere."""
    cluster = Cluster(Objects()) if chosen.local else _session.reading()
    for one in _chosen.found(chosen, named, cluster):
        if isinstance(one, MinikError):
            raise one
        kind, obj = one
        for container in templates.chosen_containers(read(obj, templates.path_of(kind), {}), pattern):
            yield f"# {kind.name} {objects.name(obj)}, container {container['name']}"
            look = partial(references.value, cluster, objects.namespace(obj), obj=obj, container=container)
            yield from (line(variable, look, failed) for variable in alter(container).get("env") or ())


def line(variable: Object, look: Callable[[Object], str], failed: dict[str, list[str]] | None) -> str:
    """A variable as --list shows it."""
    if variable.get("valueFrom"):
        if failed is not None:
            try:
                return f"{variable['name']}={look(variable['valueFrom'])}"
            except ClientError as error:
                failed.setdefault(error.message, []).append(variable["name"])
        return f"# {variable['name']} from {templates.origin(variable['valueFrom'])}"
    return f"{variable['name']}={variable.get('value') or ''}"
