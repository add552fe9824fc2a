"""Bring roles and bindings up to what files say"""

from functools import partial

from minik.client import reconciling
from minik.client.reconciling import Manner
from minik.command_line import change_requests, flags, printing, state_access
from minik.errors import ClientError
from minik.intake.parsing import Document
from minik.light_typing import Any


@flags.command(usage="-f FILENAME")
@flags.filename
@flags.namespace
@flags.flag(
    "--remove-extra-permissions", "removes_rules", help="Remove rules that the files do not have"
)
@flags.flag(
    "--remove-extra-subjects", "removes_subjects", help="Remove subjects that the files do not have"
)
@flags.dry_run
@printing.options
def command(removes_rules: bool, removes_subjects: bool, **others: Any) -> None:
    """Bring roles, role bindings, cluster roles and cluster role bindings up to what files say: missing ones
    are made, with their namespaces, missing rules and subjects are added, and what is there beside
    them stays. A binding to another role is made anew. Objects of other kinds are passed over.

    \b
    Examples:
      minik auth reconcile -f roles.yaml
      # The same, and nothing more than the files say
      minik auth reconcile -f roles.yaml --remove-extra-permissions --remove-extra-subjects
    """
    request = change_requests.Request(**others)
    notes: list[str] = []
    manner = Manner(removes_rules, removes_subjects)
    with state_access.begin_change() as session:
        verb = partial(
            reconciling.reconcile, manner=manner, tell=notes.append, pretends=bool(request.dry_run)
        )
        documents, errors = _of_known_versions(request)
        acts = [*errors, *change_requests.plan(request, session.cluster, verb, documents)]
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    for note in notes:
        state_access.tell(note)
    change_requests.say(text, result)


def _of_known_versions(
    request: change_requests.Request,
) -> tuple[list[Document], list[ClientError]]:
    """Return the documents, and the errors of those in versions that are not reconciled."""
    documents: list[Document] = []
    errors: list[ClientError] = []
    for document in change_requests.documents_of(request):
        try:
            reconciling.check_version(document)
            documents.append(document)
        except ClientError as error:
            errors.append(error)
    return documents, errors
