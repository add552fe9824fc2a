"""Apply a configuration to the cluster"""

from typing import Any

import click

from minik import shelf
from minik.command_line import (
    apply_options,
    change_requests,
    deletion_flags,
    flags,
    parsing,
    printing,
    state_access,
)

LAST_APPLIED_VERBS = ("edit-last-applied", "set-last-applied", "view-last-applied")


class Apply(flags.Verb):
    """`apply`, and its subcommands, which only the first word tells apart from files and options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        place = parsing.first_word(self.params, args)
        word = args[place] if place is not None else ""
        module = (
            shelf.find("minik.commands.apply", word.replace("-", "_"))
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
@flags.filename
@flags.namespace
@flags.selector
@flags.validate
@flags.dry_run
@printing.options
@flags.step
@apply_options.options
@deletion_flags.options
@flags.no_op("--openapi-patch", why="the merge keys of lists are built in")
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    manner: apply_options.ApplyOptions,
    deletion: deletion_flags.Deletion,
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
    request = change_requests.Request(**others)
    change_requests.refuse_words(words, "apply")
    apply_options.check_options(manner, deletion, request)
    verb = apply_options.choose_verb(manner, deletion, request)
    with state_access.begin_change() as session:
        acts: change_requests.Plan
        if manner.prune:
            from minik.command_line import pruning  # noqa: PLC0415 few prune

            acts = pruning.plan(session, verb, manner, deletion, request)
        else:
            acts = apply_options.plan_apply(session, verb, request)
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request, as_list=True)
    change_requests.say(text, result)
