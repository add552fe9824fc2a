"""--raw of `get` (GET), `create` (POST), `replace` (PUT) and `delete` (DELETE): requests sent to a
path of the API.
"""

from urllib.parse import parse_qs, urlencode

from minik.api import exchange, impersonation, paths
from minik.client import requests
from minik.command_line import change_requests, progress, state_access, streams
from minik.command_line.change_requests import Request
from minik.errors import BadRequest, ClientError
from minik.intake.parsing import Document
from minik.model import shell
from minik.store import manifests

AS_IT_IS = "--raw sends the file as it is, and the server reads JSON: minik create --dry-run=client -o json -f FILE"


def check_path(path: str) -> None:
    """Raise ClientError unless the path begins with `/`."""
    if not path.startswith("/"):
        raise ClientError(
            f'--raw must be a valid URL path: parse "{path}": invalid URI for request'
        )


def check_options(path: str, request: Request, *, edit: bool = False) -> None:
    """Raise ClientError for options that exclude each other, in kubectl's order."""
    for is_wrong, message in (
        (not request.filenames, "must specify one of -f and -k"),
        (edit, "--raw and --edit are mutually exclusive"),
        (len(request.filenames) != 1, "--raw can only use a single local file or stdin"),
        (request.recursive, "--raw and --recursive are mutually exclusive"),
        (request.selector, "--raw and --selector (-l) are mutually exclusive"),
        (request.output, "--raw and --output are mutually exclusive"),
    ):
        if is_wrong:
            raise ClientError(message)
    check_path(path)


def get(path: str) -> None:
    """Print what the API has at a path. Raises ClientError for a path that asks to watch."""
    live = state_access.live_session()
    if live is not None:
        streams.echo(live.client.raw(path).decode(errors="replace"), nl=False)
        return
    cluster = state_access.read_cluster()
    if parse_qs(path.partition("?")[2]).get("watch", [""])[0] in ("1", "true"):
        kind = paths.place(cluster, path).kind
        raise ClientError(
            "--raw cannot be combined with --watch",
            hint=shell.command("get", kind.plural, "--watch"),
        )
    answer = exchange.raw(cluster, exchange.Request("GET", path), cluster.now)
    streams.echo(answer.body)


def send(method: str, path: str, request: Request) -> None:
    """Send the file, where the method takes one, to a path, and print the answer."""
    with state_access.begin_change() as session:
        document = None if method == "DELETE" else read_document(request)
        who = change_requests.writer_of("").identity
        headers = impersonation.headers(who) if who else {}
        sent = exchange.Request(method, with_parameters(path, request), document, headers)
        if document and not document.text.lstrip().startswith(("{", "[")):
            sent = sent._replace(document=None, body=document.text.encode())
        before = session.cluster
        try:
            answer = exchange.raw(before, sent, before.now)
        except BadRequest as error:
            error.hint = AS_IT_IS if sent.body else error.hint
            raise
        if answer.cluster.changes:
            from minik.simulation import rounds  # noqa: PLC0415 where nothing changed no controller is needed

            with progress.show("settling"):
                kinds = {key.kind for key in answer.cluster.changes}
                session.keep(rounds.run_controllers(answer.cluster, kinds))
    for warning in answer.warnings:
        state_access.tell(f"Warning: {warning}")
    streams.echo(answer.body)


def with_parameters(path: str, request: Request) -> str:
    """Return the path with the query that the options of the command line stand for."""
    query = {"fieldManager": change_requests.writer_of(request.field_manager).name}
    if request.dry_run:
        query["dryRun"] = "All"
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def read_document(request: Request) -> Document:
    """Return the one document of the file. Raises BadRequest where it holds another number."""
    documents = list(manifests.read(request.filenames, request.recursive, strict=True))
    if len(documents) != 1:
        raise BadRequest(f"{len(documents)} objects were sent where one is expected")
    if documents[0].error:
        raise documents[0].error
    return documents[0]._replace(value=requests.check_metadata(documents[0]))
