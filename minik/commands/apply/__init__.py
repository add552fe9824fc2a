"""Apply a configuration to the cluster"""

from minik.client.changes import Plan
from minik.command_line import (
    apply_options,
    change_requests,
    deletion_flags,
    flags,
    printing,
    state_access,
    unexpected_words,
)
from minik.command_line.command_group import CommandGroup
from minik.light_typing import Any


@flags.command(usage="(-f FILENAME | -k DIRECTORY)")
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
@flags.argument("words", many=True)
def apply(
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
    unexpected_words.refuse_words(words, "apply")
    apply_options.check_options(manner, deletion, request)
    verb = apply_options.choose_verb(manner, deletion, request)
    with state_access.begin_change() as session:
        acts: Plan
        if manner.prune:
            from minik.command_line import pruning  # noqa: PLC0415 few prune

            acts = pruning.plan(session, verb, manner, deletion, request)
        else:
            acts = apply_options.plan_apply(session, verb, request)
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request, as_list=True)
    change_requests.say(text, result)


command = CommandGroup(__name__, __path__, alone=apply)
