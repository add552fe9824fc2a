"""Apply a configuration to the cluster"""

from typing import Any

import click

from minik import shelf
from minik.commands import _applying, _changes, _deletion, _options, _printing, _session

LAST_APPLIED_VERBS = ("edit-last-applied", "set-last-applied", "view-last-applied")


class Apply(_options.Verb):
    """`apply`, and its subcommands, which only the first word tells apart from files and options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        place = _options.first_word(self.params, args)
        word = args[place] if place is not None else ""
        module = (
            shelf.find("minik.commands._apply", word.replace("-", "_"))
            if word in LAST_APPLIED_VERBS
            else None
        )
        if place is None or module is None:
            return super().make_context(info_name, args, parent, **extra)
        nested: click.Command = module.command
        own_names = {name for param in nested.params for name in param.opts}
        nested.params += [
            param
            for param in self.params
            if not param.expose_value and not own_names & set(param.opts)
        ]
        return nested.make_context(
            f"{info_name} {word}", [*args[:place], *args[place + 1 :]], parent, **extra
        )


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
@_options.no_op("--openapi-patch", why="the merge keys of lists are built in")
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    manner: _applying.ApplyOptions,
    deletion: _deletion.Deletion,
    **others: Any,
) -> None:
    """Make the cluster what the files say, and keep what others have added to it.

    With --server-side the cluster remembers who wrote which field (get --show-managed-fields), and
    what others wrote is changed only by force. With --prune, what was applied before and is in no
    file any more is deleted.

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
    _changes.refuse_words(words, "apply")
    _applying.check_options(manner, deletion, request)
    verb = _applying.choose_verb(manner, deletion, request)
    with _session.begin_change() as session:
        acts: _changes.Plan
        if manner.prune:
            from minik.commands import _pruning  # noqa: PLC0415 few prune

            acts = _pruning.plan(session, verb, manner, deletion, request)
        else:
            acts = _applying.plan_apply(session, verb, request)
        result = _changes.carry_out(session, acts, request)
        text = _changes.result_text(result, request, as_list=True)
    _changes.say(text, result)
