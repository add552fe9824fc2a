"""How a live cluster is reached: a kubeconfig, and what the command line says instead of it.

kubeconfigs, exec plug-ins, OIDC, certificates and proxies are the art of the official client library
(`kubernetes`), which is imported only here; docs/dependencies.md says why this one.
"""

import os
from collections.abc import Mapping

from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.live import credential_plugins
from minik.live.credential_plugins import Policy

DEFAULT_FILE = "~/.kube/config"
SCHEME = "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"
# what kubectl says of an entry that its kubeconfig has not
UNKNOWN = {
    "clusters": 'no server found for cluster "{}"',
    "users": 'auth info "{}" does not exist',
}
MISSING = "a live cluster is asked through the package kubernetes, which is not installed"
HINT = "pip install 'minik-cli[live]', or: pip install kubernetes"


class Connection(NamedTuple):
    """What was said of a connection, as kubectl's options name it; "" for what the kubeconfig says."""

    kubeconfig: str = ""
    context: str = ""
    cluster: str = ""
    user: str = ""
    server: str = ""
    token: str = ""
    username: str = ""
    password: str = ""
    certificate_authority: str = ""
    client_certificate: str = ""
    client_key: str = ""
    tls_server_name: str = ""
    proxy_url: str = ""
    insecure_skip_tls_verify: bool = False
    as_user: str = ""
    as_uid: str = ""
    as_groups: tuple[str, ...] = ()
    as_extra: tuple[str, ...] = ()
    timeout: float = 0.0
    plugins: Policy = Policy()


class Impersonation(NamedTuple):
    """In whose name a cluster is asked; extras are KEY=VALUE."""

    user: str = ""
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


class Access(NamedTuple):
    """A way to a cluster: the library's configuration and what renews it; the namespace of the context,
    and in whose name it is asked.
    """

    configuration: Any
    loader: Any
    namespace: str
    context: str
    impersonation: Impersonation = Impersonation()

    def renew(self) -> None:
        """Fetch credentials anew: a token may have expired."""
        if self.loader is not None:
            load(self.loader, self.configuration)


def open_access(connection: Connection) -> Access:
    """Return the way to a cluster. Raises ClientError for a kubeconfig that does not lead to one."""
    library = _library()
    try:
        return _open(library, connection)
    except (library.ConfigException, OSError, ValueError, TypeError, KeyError) as error:
        text = str(error).strip().removeprefix("Invalid kube-config file. ")
        raise ClientError(f"{kubeconfig_files(connection)}: {text}", hint=_advice(text)) from None


def kubeconfig_files(connection: Connection) -> str:
    """Return the files of the kubeconfig as they are named: --kubeconfig, else KUBECONFIG, else the
    usual one.
    """
    return connection.kubeconfig or os.environ.get("KUBECONFIG") or DEFAULT_FILE


def context_names(connection: Connection) -> list[str]:
    """Return the names of all contexts of a kubeconfig; none where it cannot be read."""
    import yaml  # noqa: PLC0415 only who asks for contexts needs it

    names: list[str] = []
    for path in kubeconfig_files(connection).split(os.pathsep):
        try:
            with open(os.path.expanduser(path), encoding="utf-8") as file:
                value = yaml.safe_load(file)
            names += [str(entry["name"]) for entry in value["contexts"]]
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
            continue
    return sorted(set(names))


def _library() -> Any:
    try:
        from kubernetes.config import kube_config  # noqa: PLC0415 a second of imports, and optional
    except ImportError:
        raise ClientError(MISSING, hint=HINT) from None
    return kube_config


def _open(library: Any, connection: Connection) -> Access:
    configuration = _configuration()
    config = library.KubeConfigMerger(kubeconfig_files(connection)).config
    loader, namespace, name = None, "default", ""
    user: Mapping[str, Any] = {}
    if config is not None:
        _check_version(config.value, connection)
        name = _use(config.value, connection)
        user = _settle(config.value, name, connection)
        loader = library.KubeConfigLoader(config_dict=config, active_context=name)
        load(loader, configuration)
        context = next(one for one in config["contexts"] if one["name"] == name)["context"]
        namespace = str(context.value.get("namespace") or "default")
    elif not connection.server:
        if connection.kubeconfig:
            raise ClientError(f"stat {connection.kubeconfig}: no such file or directory")
        namespace = _in_cluster(configuration)
    _override(configuration, connection)
    return Access(configuration, loader, namespace, name, impersonation(user, connection))


def impersonation(user: Mapping[str, Any], connection: Connection) -> Impersonation:
    """Return in whose name is asked: what the command line says, else what the kubeconfig's user does."""
    extra = user.get("as-user-extra") or {}
    pairs = tuple(f"{key}={value}" for key, values in extra.items() for value in values)
    return Impersonation(
        connection.as_user or str(user.get("as") or ""),
        connection.as_uid or str(user.get("as-uid") or ""),
        connection.as_groups or tuple(map(str, user.get("as-groups") or ())),
        connection.as_extra or pairs,
    )


def _check_version(value: Mapping[str, Any], connection: Connection) -> None:
    """Raise ClientError for a kubeconfig of another version than v1, or for another kind of object."""
    version, kind = value.get("apiVersion") or "v1", value.get("kind") or "Config"
    if (version, kind) != ("v1", "Config"):
        raise ClientError(
            f'error loading config file "{kubeconfig_files(connection)}": '
            f'no kind "{kind}" is registered for version "{version}" in scheme "{SCHEME}"'
        )


def load(loader: Any, configuration: Any) -> None:
    """Let the library fetch credentials. Raises ValueError where a plug-in tells none: the library only
    logs why, and would ask as nobody.
    """
    import logging  # noqa: PLC0415 the library brings it

    told: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: Any) -> None:
            told.append(record.getMessage())

    listener, root = Listener(), logging.getLogger()
    root.addHandler(listener)
    try:
        loader.load_and_set(configuration)
    finally:
        root.removeHandler(listener)
    user = getattr(loader, "_user", None)
    execution = user["exec"] if user is not None and "exec" in user else None
    if execution and not any(getattr(loader, name, None) for name in ("token", "cert_file")):
        why = "; ".join(told) or "it printed none"
        raise ValueError(f"the plug-in {execution['command']} told no credentials: {why}")


def _configuration() -> Any:
    from kubernetes.client import Configuration  # noqa: PLC0415 as above

    configuration = Configuration()
    configuration.retries = False  # minik tries again itself
    return configuration


def _in_cluster(configuration: Any) -> str:
    """Take the account of the pod in which minik runs; return its namespace."""
    from kubernetes.config import incluster_config as module  # noqa: PLC0415 as above

    incluster_config: Any = module
    loader = incluster_config.InClusterConfigLoader(
        incluster_config.SERVICE_TOKEN_FILENAME, incluster_config.SERVICE_CERT_FILENAME
    )
    try:
        loader.load_and_set(configuration)
        folder = os.path.dirname(incluster_config.SERVICE_TOKEN_FILENAME)
        with open(os.path.join(folder, "namespace"), encoding="utf-8") as file:
            return file.read().strip() or "default"
    except (incluster_config.ConfigException, OSError):
        raise ValueError("there is no such file, and this is no pod of a cluster") from None


def _use(value: dict[str, Any], connection: Connection) -> str:
    """Return the context to use; one of its own where --cluster or --user name others."""
    name = connection.context or str(value.get("current-context") or "")
    contexts = value.get("contexts") or []
    known = {_plain(entry)["name"]: _plain(_plain(entry)["context"]) for entry in contexts}
    if not name and not (connection.cluster and connection.user):
        raise ValueError("no context is current: name one with --context")
    if name and name not in known:
        raise ValueError(f"context was not found for specified context: {name}")
    for table, wanted in (("clusters", connection.cluster), ("users", connection.user)):
        names = {_plain(entry)["name"] for entry in value.get(table) or ()}
        if wanted and wanted not in names:
            raise ValueError(UNKNOWN[table].format(wanted))
    if connection.cluster or connection.user:
        chosen = {
            **known.get(name, {}),
            **({"cluster": connection.cluster} if connection.cluster else {}),
            **({"user": connection.user} if connection.user else {}),
        }
        node = type(contexts[0]) if contexts else None
        name = f"{name}, as the command line says"
        entry = {"name": name, "context": chosen}
        contexts.append(node("", entry, "") if node and node is not dict else entry)
    return name


def _settle(value: Mapping[str, Any], context: str, connection: Connection) -> Mapping[str, Any]:
    """Fill in what entries leave out, and decide about the credential plug-in of the context's user,
    who is returned. Raises ClientError where it may not run.
    """
    for table, field in (("clusters", "cluster"), ("users", "user")):
        for entry in map(_plain, value.get(table) or ()):
            entry[field] = _plain(entry.get(field)) or {}
    chosen = {_plain(one)["name"]: _plain(_plain(one)["context"]) for one in value["contexts"]}
    is_known = bool(connection.token or connection.username or connection.client_certificate)
    for entry in map(_plain, value.get("users") or ()):
        if entry["name"] == chosen[context].get("user"):
            user: dict[str, Any] = entry["user"]
            credential_plugins.settle(user, entry["name"], connection.plugins, is_known=is_known)
            return user
    return {}


def _plain(node: Any) -> Any:
    return getattr(node, "value", node)


def _override(configuration: Any, connection: Connection) -> None:
    """Let what the command line says stand in place of what the kubeconfig does."""
    values = {
        "host": connection.server.rstrip("/"),
        "ssl_ca_cert": connection.certificate_authority,
        "cert_file": connection.client_certificate,
        "key_file": connection.client_key,
        "tls_server_name": connection.tls_server_name,
        "proxy": connection.proxy_url,
    }
    for field, value in values.items():
        if value:
            setattr(configuration, field, value)
    if connection.insecure_skip_tls_verify:
        configuration.verify_ssl = False
    if connection.token:
        configuration.refresh_api_key_hook = None
        configuration.api_key["BearerToken"] = f"Bearer {connection.token}"
    elif connection.username:
        import base64  # noqa: PLC0415 hardly anybody has a password

        pair = f"{connection.username}:{connection.password}".encode()
        configuration.refresh_api_key_hook = None
        configuration.api_key["BearerToken"] = f"Basic {base64.b64encode(pair).decode()}"


def _advice(text: str) -> str:
    return "kubectl config get-contexts lists them" if "context" in text else ""
