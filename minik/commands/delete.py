"""Delete objects by files, names or labels"""
import click

from minik import kinds
from minik.commands import _changes, _options, _session
from minik.controllers import settle
from minik.errors import ClientError, MinikError, NotFound
from minik.intake import admission, applying


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.dry_run
@_options.output
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, namespace: str, dry_run: str, output: str) -> None:
    """Delete objects by files, names or labels."""
    request = _changes.Request(filenames, recursive, namespace, dry_run, output)
    if filenames:
        _changes.carry_out(request, applying.delete, "delete")
        return
    errors: list[MinikError] = []
    with _session.changing() as session:
        draft = session.cluster.draft()
        pairs = [word.split("/", 1) for word in words] if "/" in "".join(words) else [[words[0], word] for word in words[1:]]
        for word, name in pairs:
            kind = kinds.named(word, session.cluster.of("CustomResourceDefinition"))
            if kind is None:
                raise ClientError(f'the server doesn\'t have a resource type "{word}"')
            found = draft.get(kind.key, (namespace or "default") if kind.namespaced else "", name)
            if found is None:
                errors.append(NotFound(f'{kind.resource} "{name}" not found'))
                continue
            admission.delete(draft, kind, found)
            _changes.say(applying.Outcome(kind, found, "deleted"), request, session.cluster.now)
        if draft.changes and not dry_run:
            session.keep(settle(draft.cluster(), {key.kind for key in draft.changes}))
    _session.report(errors)
