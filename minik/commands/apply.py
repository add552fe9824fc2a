"""Apply a configuration to the cluster"""
from typing import Any

import click

from minik import shelf
from minik.commands import _applying, _changes, _deletion, _options, _printing, _session

REMEMBERING = ("edit-last-applied", "set-last-applied", "view-last-applied")


class Apply(_options.Verb):
    """Apply, and the verbs under it, which only its first word tells apart from files and options."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        place = _options.first_word(self.params, args)
        word = args[place] if place is not None else ""
        module = shelf.find("minik.commands._apply", word.replace("-", "_")) if word in REMEMBERING else None
        if place is None or module is None:
            return super().make_context(info_name, args, parent, **extra)
        nested: click.Command = module.command
        taken = {name for param in nested.params for name in param.opts}
        nested.params += [param for param in self.params if not param.expose_value and not taken & set(param.opts)]
        return nested.make_context(f"{info_name} {word}", [*args[:place], *args[place + 1:]], parent, **extra)


@click.command(cls=Apply)
@_options.filename
@_options.namespace
@_options.selector
@_options.validate
@_options.dry_run
@_printing.options
@_options.step
@_applying.options
@_deletion.options
@_options.needless("--openapi-patch", why="what a list is merged by is known")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], manner: _applying.Manner, deletion: _deletion.Deletion, **others: Any) -> None:
    """Make the cluster what the files say, and keep what others have added to it.

    With --server-side the cluster remembers who wrote which field (get --show-managed-fields), and what others wrote is changed only
    by force. With --prune what was applied before and is in no file any more goes.

    \b
    Examples:
      minik apply -f web.yaml
      minik apply -R -f manifests/ -n blue
      minik apply -f web.yaml --server-side
      minik apply -f web.yaml --prune -l app=web
      kustomize build . | minik apply -f - --dry-run=server
      minik apply view-last-applied svc/web
    """
    request = _changes.Request(**others)
    _changes.no_words(words, "apply")
    _applying.check(manner, deletion, request)
    verb = _applying.verb(manner, deletion, request)
    with _session.changing() as session:
        acts: _changes.Plan
        if manner.prune:
            from minik.commands import _pruning  # noqa: PLC0415 few prune
            acts = _pruning.plan(session, verb, manner, deletion, request)
        else:
            acts = _applying.planned(session, verb, request)
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request, as_list=True)
    _changes.say(text, result)
