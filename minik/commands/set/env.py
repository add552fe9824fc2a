"""Set or list environment variables of containers"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from minik.client import env_references
from minik.client import pod_templates as templates
from minik.client.altering import Change
from minik.command_line import flags, lookup, pod_templates, selection, state_access
from minik.command_line.selection import Selection
from minik.errors import ClientError, MinikError
from minik.intake import parsing
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.source import Objects
from minik.store import manifests

STANDARD_INPUT = "-"


@flags.command(usage="RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N")
@flags.repeatable("-e", "--env", "given", metavar="NAME=VALUE", help="A variable to set")
@flags.text(
    "-c",
    "--containers",
    "pattern",
    default="*",
    metavar="NAME",
    help="Only these containers; * stands for any text",
)
@flags.text(
    "--from",
    "source",
    metavar="TYPE/NAME",
    help="Variables for the keys of this config map or secret",
)
@flags.several("--keys", metavar="KEY", help="Only these keys of --from")
@flags.text("--prefix", metavar="TEXT", help="What the names of variables of --from begin with")
@flags.flag("--overwrite", default=True, help="Give variables that are there a new value")
@flags.flag("--list", "listing", help="Show the variables, and change nothing")
@flags.flag("--resolve", help="With --list, show the values that references lead to")
@selection.options(*selection.SELECTING)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    given: tuple[str, ...],
    pattern: str,
    source: str,
    keys: tuple[str, ...],
    prefix: str,
    overwrite: bool,
    listing: bool,
    resolve: bool,
    chosen: Selection,
) -> None:
    """Set environment variables of containers, or remove them: TYPE/NAME NAME=VALUE ... NAME- ...

    \b
    Examples:
      minik set env deployment/web LEVEL=debug
      minik set env deployment/web LEVEL-
      minik set env deployment/web --list
    """
    object_words, changes = split_words(words)
    check(object_words, chosen, keys, source, listing)
    variables, removed = read_variables([*given, *changes], chosen.request.filenames)
    if source:
        variables += templates.variables_from(find_source(source, chosen), keys, prefix)
    alter = partial(templates.with_variables, variables=variables, removed=removed)
    if listing:
        show_variables(chosen, object_words, pattern, alter, resolve=resolve)
        return
    alter = partial(alter, overwrite=overwrite)
    pod_templates.change_pod_specs(
        chosen,
        object_words,
        partial(change_spec, pattern=pattern, alter=alter),
        pod_templates.Messages("env updated", "failed to patch env update to pod template"),
    )


def show_variables(
    chosen: Selection, words: Sequence[str], pattern: str, alter: Change, *, resolve: bool
) -> None:
    """Print the variables of the selected objects.

    Raises ClientError where references were to be resolved and lead nowhere.
    """
    failed: dict[str, list[str]] = {}
    for line in list_variables(chosen, words, pattern, alter, failed if resolve else None):
        state_access.say(line)
    if failed:
        raise ClientError(
            "\n".join(
                sorted(
                    f"error retrieving reference for {', '.join(sorted(names))}: {why}"
                    for why, names in failed.items()
                )
            )
        )


def read_variables(
    changes: Sequence[str], filenames: Sequence[str]
) -> tuple[list[Object], list[str]]:
    """Return the variables to set and the names of those to remove; `-` is what stands on standard
    input. Raises ClientError where that is wanted for manifests, too.
    """
    if STANDARD_INPUT in changes and STANDARD_INPUT in filenames:
        raise ClientError("standard input cannot be used for multiple arguments")
    variables, removed = templates.parse_variables(
        change for change in changes if change != STANDARD_INPUT
    )
    if STANDARD_INPUT in changes:
        text = parsing.decode_text(manifests.read_bytes(STANDARD_INPUT))
        variables += templates.variables_of_lines(text)
    return variables, removed


def split_words(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split the words into those that name objects and those that change variables."""
    place = next((index for index, word in enumerate(words) if is_change(word)), len(words))
    if not all(map(is_change, words[place:])):
        raise ClientError(
            f"all resources must be specified before environment changes: {' '.join(words)}"
        )
    return list(words[:place]), list(words[place:])


def is_change(word: str) -> bool:
    """Whether a word sets a variable, or removes one."""
    return "=" in word or word.endswith("-")


def check(
    object_words: Sequence[str], chosen: Selection, keys: Sequence[str], source: str, listing: bool
) -> None:
    """Raise ClientError for options and words that do not go together."""
    for wrong, why in (
        (
            chosen.every and chosen.request.selector,
            "cannot set --all and --selector at the same time",
        ),
        (
            not object_words and not chosen.request.filenames,
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ),
        (listing and chosen.request.output, "--list and --output may not be specified together"),
        (
            keys and not source,
            "when specifying --keys, a configmap or secret must be provided with --from",
        ),
    ):
        if wrong:
            raise ClientError(why)


def find_source(source: str, chosen: Selection) -> Object:
    """Return the config map or secret that --from names."""
    query = lookup.Request(source.split(), state_access.namespace(chosen.request.namespace))
    result = lookup.find(state_access.read_cluster(), query)
    state_access.report(result.errors)
    return next(obj for section in result.sections for obj in section.objects)


def change_spec(spec: Object, *, pattern: str, alter: Change) -> Object:
    """Return a pod spec with the variables of the matching containers changed."""
    if not templates.matching_containers(spec, pattern):
        state_access.tell(f'Warning: no container matches "{pattern}"')
    return templates.change_containers(spec, pattern, alter)


def list_variables(
    chosen: Selection,
    object_words: Sequence[str],
    pattern: str,
    alter: Change,
    failed: dict[str, list[str]] | None,
) -> Iterator[str]:
    """Yield the variables of every container, with the requested changes.

    References are followed if `failed` is a dict, which collects those that cannot be resolved.
    """
    cluster = Cluster(Objects()) if chosen.local else state_access.read_cluster()
    for match in selection.find_objects(chosen, object_words, cluster):
        if isinstance(match, MinikError):
            raise match
        kind, obj = match
        for container in templates.matching_containers(
            read(obj, templates.pod_spec_path(kind), {}), pattern
        ):
            yield f"# {kind.name} {objects.name(obj)}, container {container['name']}"
            look = partial(
                env_references.resolve_value,
                cluster,
                objects.namespace(obj),
                obj=obj,
                container=container,
            )
            yield from (
                variable_line(variable, look, failed)
                for variable in alter(container).get("env") or ()
            )


def variable_line(
    variable: Object, look: Callable[[Object], str], failed: dict[str, list[str]] | None
) -> str:
    """Return a variable as --list prints it."""
    if variable.get("valueFrom"):
        if failed is not None:
            try:
                return f"{variable['name']}={look(variable['valueFrom'])}"
            except ClientError as error:
                failed.setdefault(error.message, []).append(variable["name"])
        return f"# {variable['name']} from {templates.describe_source(variable['valueFrom'])}"
    return f"{variable['name']}={variable.get('value') or ''}"
