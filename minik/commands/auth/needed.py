"""Write the least roles for what a program was seen to do"""

import sys
from collections.abc import Sequence

from minik.client import needed_rights
from minik.command_line import flags, streams
from minik.errors import ClientError
from minik.model.object import Object
from minik.render import documents
from minik.store import files


@flags.command()
@flags.text(
    "--from", "source", metavar="AUDIT", help="The audit log: a file, or - for standard input"
)
@flags.text("--as", "user", metavar="USER", help="Whose rights, where several users are in the log")
@flags.text("--name", metavar="NAME", help="The name of the roles; by default the user's last word")
@flags.text("-o", "--output", default="yaml", metavar="json|yaml", help="json or yaml")
def command(source: str, user: str, name: str, output: str) -> None:
    """Write the least roles, with their bindings, that let a user do what an audit log shows: a Role for
    each namespace and a ClusterRole for what lies in none. Nothing is changed: read them, then apply
    them.

    \b
    Examples:
      # Let a program run against a served cluster, and write down what it needs
      minik serve --audit audit.log
      minik auth needed --from audit.log --as system:serviceaccount:shop:operator
      # From the log of a real API server
      minik auth needed --from kube-apiserver-audit.log --as jane > roles.yaml
    """
    if not source:
        raise ClientError(
            "name the audit log: --from FILE", hint="minik serve --audit FILE writes one"
        )
    if output not in ("json", "yaml"):
        raise ClientError(f'--output must be json or yaml, not "{output}"')
    text = (
        files.read_bounded(sys.stdin.buffer, "standard input")
        if source == "-"
        else files.read_file(source)
    )
    needs = list(needed_rights.parse_audit(text.decode("utf-8", "replace").splitlines(), source))
    chosen = user or _only_user(needed_rights.users(needs), source)
    roles = needed_rights.least_roles(needs, chosen, name or needed_rights.default_name(chosen))
    if not roles:
        known = ", ".join(needed_rights.users(needs)) or "nobody"
        raise ClientError(f'{source} shows nothing that "{chosen}" did; it shows {known}')
    streams.echo(_documents(roles, output), nl=False)


def _documents(roles: Sequence[Object], output: str) -> str:
    if output == "json":
        return documents.render({"apiVersion": "v1", "kind": "List", "items": roles}, output)
    return "---\n".join(documents.render(role, output) for role in roles)


def _only_user(users: list[str], source: str) -> str:
    """Return the one user of a log; raise ClientError where there are several, or nobody."""
    if len(users) != 1:
        raise ClientError(
            f"{source} shows {', '.join(users) or 'nobody'}: name one of them with --as USER"
        )
    return users[0]
