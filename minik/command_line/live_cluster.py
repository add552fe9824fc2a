"""The live cluster that a command line names: --live, --kubeconfig, --server, or a context of minik's own
that names one of a kubeconfig. It is only read; who would change it is told kubectl's line.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from minik.command_line import (
    global_options,
    invocation,
    preference_documents,
    progress,
    secret_options,
)
from minik.errors import ClientError, MinikError, NotFound, Refused
from minik.light_typing import Any
from minik.live.connection import UNKNOWN, Connection
from minik.model.cluster import Cluster
from minik.store import contexts
from minik.store.contexts import Context

SWITCHES = ("live", "kubeconfig", "server")  # each of them says that a live cluster is meant
FIELDS = {  # option → field of a Connection
    "kubeconfig": "kubeconfig",
    "context": "context",
    "cluster": "cluster",
    "user": "user",
    "server": "server",
    "token": "token",
    "username": "username",
    "password": "password",
    "certificate-authority": "certificate_authority",
    "client-certificate": "client_certificate",
    "client-key": "client_key",
    "tls-server-name": "tls_server_name",
    "proxy-url": "proxy_url",
    "insecure-skip-tls-verify": "insecure_skip_tls_verify",
    "as": "as_user",
    "as-uid": "as_uid",
    "as-group": "as_groups",
    "as-user-extra": "as_extra",
}
QUIET = (
    *("context", "insecure-skip-tls-verify"),
    *("as", "as-uid", "as-group", "as-user-extra"),
)  # they mean something without a live cluster, too
ENTRIES = {name: (f"{name}s", UNKNOWN[f"{name}s"]) for name in ("cluster", "user")}
ASKED_THERE = {  # what a server alone decides, and no copy of its objects
    "auth": "only the server knows its authorizers",
    "api-resources": "the server says what it serves",
    "api-versions": "the server says what it serves",
    "wait": "minik waits for what happens in a state file",
}


def connection(options: Mapping[str, Any], context: Context | None) -> Connection:
    """Return the connection that global options name, or else a context of minik's own."""
    given = {field: options[name] for name, field in FIELDS.items() if options.get(name)}
    if context is not None:
        own = {"kubeconfig": context.kubeconfig, "context": context.live}
        given = {**{field: text for field, text in own.items() if text}, **given}
        given["context"] = context.live
    given = {
        field: tuple(value) if isinstance(value, (list, tuple)) else value
        for field, value in given.items()
    }
    timeout = global_options.parse_timeout(str(options.get("request-timeout") or "0"))
    plugins = preference_documents.plugin_policy(str(options.get("kuberc") or ""))
    return Connection(**given, timeout=max(timeout, 0.0), plugins=plugins)


def open_session(context: Context | None, tell: Callable[[str], None]) -> "LiveSession | None":
    """Return a session with the live cluster that the command line names, or its context; None where
    none is named. Raises ClientError.
    """
    line = invocation.current()
    options = line.global_options
    if not is_named(options) and not (context and context.live):
        refuse_stray(options)
        return None
    if options.get("state") and line.path != "minik import":  # which keeps a copy there
        raise ClientError("--state names a file, and this asks a live cluster: leave one out")
    return LiveSession(connection(options, context), tell)


def is_named(options: Mapping[str, Any]) -> bool:
    """Return whether the options name a live cluster."""
    return any(options.get(name) for name in SWITCHES)


def refuse_stray(options: Mapping[str, Any]) -> None:
    """Raise ClientError for options of a connection where there is none; Refused for contexts that
    cannot be read.
    """
    for name, (table, unknown) in ENTRIES.items():
        wanted = options.get(name)
        if wanted and wanted not in getattr(contexts.read(), table):
            raise ClientError(unknown.format(wanted))
    for name in FIELDS:
        if options.get(name) and name not in QUIET:
            raise ClientError(
                f"--{name} is for a live cluster, and this is a state file",
                hint="--live asks the current one of the kubeconfig, --kubeconfig FILE that of a file",
            )


class LiveSession:
    """One command's access to a live cluster, opened when it is first asked for."""

    def __init__(self, wanted: Connection, tell: Callable[[str], None]) -> None:
        from minik.live.client import Client  # noqa: PLC0415 few command lines ask a live cluster

        with progress.show("connecting"):
            self.client = Client(wanted)
        self.tell = tell
        self.home = "default"
        self._cluster: Cluster | None = None

    def forget(self) -> None:
        """Forget what was read: it has changed."""
        self._cluster = None

    @property
    def namespace(self) -> str:
        return self.client.access.namespace

    def cluster(self, now: datetime, home: str) -> Cluster:
        """Return the cluster; `home` is the namespace in which somebody works."""
        require_readable()
        self.home = home
        if self._cluster is None:
            from minik.live.cluster import open_cluster  # noqa: PLC0415 as above

            with progress.show("asking the cluster"):
                strict = verb_of() == "get"
                self._cluster = open_cluster(self.client, now, home, self.tell, strict=strict)
        return self._cluster

    def whole_cluster(self, now: datetime, home: str) -> Cluster:
        """Return the cluster with all that is in it, for what would be."""
        from minik.live.cluster import with_identity  # noqa: PLC0415 as above

        cluster = self.cluster(now, home)
        with progress.show("asking the cluster"):
            return with_identity(cluster)

    def explain(self, error: MinikError) -> None:
        """Say of what was not found that it may be there where its kind may not be seen."""
        hidden = self._cluster.source.forbidden if self._cluster else ()  # type: ignore[attr-defined]
        if hidden and isinstance(error, NotFound):
            error.hint = f"you may not see {', '.join(sorted(hidden))}: it may be there"


def verb_of() -> str:
    """Return the verb that is carried out."""
    return (invocation.current().path.split(" ") + [""])[1]


def require_readable() -> None:
    """Raise Refused for a verb that only the server can answer."""
    verb = verb_of()
    if verb in ASKED_THERE:
        raise Refused(
            f"minik {verb} does not ask a live cluster: {ASKED_THERE[verb]}", hint=kubectl_line()
        )


def refusal(home: str) -> Refused:
    """Return the error for a change of a live cluster: with kubectl's line for it, where it has one."""
    if invocation.current().live:
        invocation.current().live.home = home
    verb = verb_of()
    from minik.command_line import kubectl_verbs  # noqa: PLC0415 only a refusal needs it

    if verb in kubectl_verbs.VERBS:
        return Refused("minik only reads a live cluster, kubectl changes it", hint=kubectl_line())
    return Refused(
        f"minik only reads a live cluster, and {verb} works on a state file",
        hint="minik import --live keeps a copy in one",
    )


def kubectl_line() -> str:
    """Return the same command line for kubectl, quoted for a shell. A context of minik's own becomes
    that of the kubeconfig.
    """
    line = invocation.current()
    words = [word for word in line.typed if word.partition("=")[0] != "--live"]
    if line.live and not is_named(line.global_options):
        wanted = line.live.client.connection
        words = [*_without_context(words), f"--context={wanted.context}"]
        words += [f"--kubeconfig={wanted.kubeconfig}"] if wanted.kubeconfig else []
        if not line.global_options.get("namespace") and not line.values.get("namespace"):
            words += [f"--namespace={line.live.home}"] * (line.live.home != line.live.namespace)
    shown = secret_options.remembered_words(["kubectl", *words], line.options)
    return " ".join(shown)


def _without_context(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for before, word in zip(["", *words], words):
        if "--context" not in (before, word) and not word.startswith("--context="):
            kept.append(word)
    return kept
