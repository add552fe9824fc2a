"""Sets a user entry in kubeconfig"""

from collections.abc import Sequence

from minik.command_line import config_file, creating, flags, state_access
from minik.command_line.kubeconfig_entries import Certificate, Entry, changed, with_pairs
from minik.command_line.options import VALUE
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple


class Credentials(NamedTuple):
    """What the options say of a user; None where they say nothing."""

    token: str | None = None
    username: str | None = None
    password: str | None = None
    certificate: str | None = None
    key: str | None = None
    embed: bool | None = None
    provider: str | None = None
    provider_arguments: Sequence[str] = ()
    exec_command: str | None = None
    exec_version: str | None = None
    exec_arguments: Sequence[str] = ()
    exec_variables: Sequence[str] = ()


OPTIONS: flags.Option = flags.gather(
    Credentials,
    flags.option("--token", metavar="TOKEN", help="A bearer token", secret=VALUE),
    flags.option("--username", metavar="NAME", help="The name for basic authentication"),
    flags.option("--password", metavar="WORD", help="And its password", secret=VALUE),
    flags.option("--client-certificate", "certificate", metavar="FILE", help="The certificate"),
    flags.option("--client-key", "key", metavar="FILE", help="The key of the certificate"),
    flags.flag("--embed-certs", "embed", default=None, help="Keep what the files hold"),
    flags.option("--auth-provider", "provider", metavar="NAME", help="An auth provider"),
    flags.several(
        "--auth-provider-arg",
        "provider_arguments",
        metavar="KEY=VALUE",
        help="Its arguments; KEY- takes one away",
    ),
    flags.option(
        "--exec-command", metavar="PROGRAM", help="A program that answers with credentials"
    ),
    flags.option("--exec-api-version", "exec_version", metavar="VERSION", help="Its API version"),
    flags.several("--exec-arg", "exec_arguments", metavar="WORD", help="Its arguments"),
    flags.repeatable(
        "--exec-env",
        "exec_variables",
        metavar="KEY=VALUE",
        help="Its variables; KEY- takes one away",
    ),
    into="given",
)


@flags.command(usage="NAME")
@flags.argument("words", many=True)
@OPTIONS
def command(words: tuple[str, ...], given: Credentials) -> None:
    """Sets a user entry in kubeconfig, which is data: minik itself has one user, its administrator.

    Specifying a name that already exists will merge new fields on top of existing values.

    \b
    Examples:
      # Set only the "client-key" field on the "cluster-admin" entry
      minik config set-credentials cluster-admin --client-key=~/.kube/admin.key
      # Set basic auth for the "cluster-admin" entry
      minik config set-credentials cluster-admin --username=admin --password=uXFGweU9l35qcif
    """
    name = creating.single_word(words)
    if not name:
        raise ClientError("you must specify a non-empty user name")
    check(given)
    config = config_file.read()
    entry = with_credentials(config.users.get(name) or {}, given)
    config_file.write(config._replace(users={**config.users, name: entry}))
    state_access.say(f'User "{name}" set.')


def check(given: Credentials) -> None:
    """Raise ClientError for options that exclude each other."""
    if given.token and (given.username or given.password):
        raise ClientError(
            "you cannot specify more than one authentication method at the same time: "
            "--token, --username/--password"
        )
    if given.embed and not given.certificate and not given.key:
        raise ClientError("you must specify a --client-certificate or --client-key to embed")


def with_credentials(entry: Entry, given: Credentials) -> dict[str, Any]:
    """Return a user entry as the options change it. Raises ClientError."""
    changes: dict[str, Any] = {
        **Certificate("client-certificate", given.certificate, given.embed).changes(),
        **Certificate("client-key", given.key, given.embed).changes(),
    }
    basic = {"username": given.username, "password": given.password}
    if given.token:
        changes |= {"username": None, "password": None}
    if any(basic.values()):
        changes["token"] = None
    given_texts = {"token": given.token, **basic}
    changes |= {field: value for field, value in given_texts.items() if value is not None}
    provider = with_provider(entry.get("auth-provider"), given)
    return changed(entry, {**changes, "auth-provider": provider, "exec": with_exec(entry, given)})


def with_provider(old: Entry | None, given: Credentials) -> Entry | None:
    """Return the auth provider of a user entry."""
    if given.provider is not None and (old is None or old.get("name") != given.provider):
        old = {"name": given.provider}
    if old is None:
        return None
    arguments = with_pairs(old.get("config") or {}, given.provider_arguments, "auth-provider-arg")
    return {**old, "config": arguments or None}


def with_exec(entry: Entry, given: Credentials) -> Entry | None:
    """Return the program of a user entry that answers with credentials."""
    old = entry.get("exec")
    if given.exec_command is not None:
        old = {**(old or {}), "command": given.exec_command, "args": None}
    if old is None:
        return None
    variables = {row["name"]: row["value"] for row in old.get("env") or ()}
    kept = with_pairs(variables, given.exec_variables, "exec-env")
    return {
        **old,
        "apiVersion": old.get("apiVersion") if given.exec_version is None else given.exec_version,
        "args": list(given.exec_arguments) or old.get("args"),
        "env": [{"name": name, "value": value} for name, value in kept.items()] or None,
    }
