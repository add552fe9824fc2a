"""A server before it answers: its cluster, its keys, what keeps it; and what is left when it ends."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from socket import socket

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import packing
from minik.model.cluster import Cluster
from minik.model.controller import Controller
from minik.model.settings import DEFAULT, Settings
from minik.serve import api_keys, api_server, client_certificates, warming
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_keeper import FileKeeper, Keeper
from minik.serve.api_keys import Keys
from minik.serve.api_server import Application
from minik.serve.audit_log import AuditLog
from minik.serve.memory_keeper import MemoryKeeper
from minik.serve.read_only_keeper import ReadOnlyKeeper
from minik.store import following, private_files, state

Beside = Callable[[asyncio.Event], Awaitable[None]]  # what is served until the event is set
FIRST = DEFAULT._replace(service_accounts=True, workers=2, job_duration=1)  # of a new cluster


class Plan(NamedTuple):
    """How a cluster is served: `path` is that of its state file, `host` where it is reached; a cluster
    that is new gets `settings` and `addons`. `order` are the controllers that run, None for all;
    `judges`: roles say what a client may. `audit` is the path of the audit log. `webhooks` are
    the URLs that stand for the Services of webhooks, by `namespace/name` or `namespace/name:port`.
    """

    path: str
    host: str
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    settings: Settings = FIRST
    addons: Sequence[str] = ()
    in_memory: bool = False
    read_only: bool = False
    has_tls: bool = True
    token: str = ""
    order: Sequence[Controller] | None = None
    judges: bool = False
    audit: str = ""
    webhooks: Mapping[str, str] = {}


def application(plan: Plan) -> Application:
    """Return what answers. Raises ClientError or Refused where it cannot be as planned."""
    seen = following.stamp(plan.path)
    cluster = open_cluster(plan)
    keys = open_keys(plan) if plan.has_tls else None
    served = ServedCluster(cluster, plan.now, plan.order)
    served.stand_in(plan.webhooks)
    if not plan.read_only:
        served.register()
    if keys is not None:
        served.sign = keys.sign
        served.certify = partial(client_certificates.signed, keys.client_authority)
    made = Application(served, _keeper(plan, served, seen), keys.token if keys else "", keys)
    made.judges = plan.judges
    made.audit_log = AuditLog(plan.audit) if plan.audit else None
    return made


def open_cluster(plan: Plan) -> Cluster:
    """Return the cluster of the state file; a new one, with accounts, where there is none."""
    kept = state.read(plan.path, plan.now(), pack=packing.packed)
    if kept is not None:
        return kept
    made = new_cluster.create_cluster(plan.settings, plan.now(), whole=True, addons=plan.addons)
    return settle(made).as_baseline()


def open_keys(plan: Plan) -> Keys:
    """Return the keys beside the state file, new ones for a server that keeps nothing."""
    try:
        keys = (
            api_keys.make([plan.host]) if plan.in_memory else api_keys.load(plan.path, [plan.host])
        )
    except ModuleNotFoundError as missing:
        raise ClientError(
            f"TLS needs the package {missing.name}, which is not installed",
            hint="pip install cryptography, or --insecure-http",
        ) from None
    return keys._replace(token=plan.token) if plan.token else keys


def _keeper(plan: Plan, served: ServedCluster, seen: following.Stamp | None) -> Keeper:
    if plan.read_only:
        return ReadOnlyKeeper(served)
    if plan.in_memory:
        return MemoryKeeper(served)
    return FileKeeper(plan.path, served, plan.tell, seen)


def write_kubeconfig(file: str, url: str, keys: Keys | None, makes_folder: bool = False) -> None:
    """Write a kubeconfig that leads to a server; only its owner may read it. Raises ClientError.

    The folder is made where it is minik's own, that of the state, which is not there yet.
    """
    text = api_keys.kubeconfig(url, keys)
    try:
        if makes_folder:
            os.makedirs(os.path.dirname(file) or ".", mode=0o700, exist_ok=True)
        handle = private_files.create(file)
        try:
            private_files.write_all(handle, text.encode() + b"\n")
        finally:
            os.close(handle)
    except OSError as error:
        raise ClientError(
            f"cannot write the kubeconfig {file}: {error.strerror}",
            hint="another place: --kubeconfig-out FILE",
        ) from None


def run(application: Application, own_socket: socket, beside: Beside | None = None) -> None:
    """Serve until told to stop, and leave everything as the next process wants to find it."""
    keys = application.identities.keys
    files = keys.files() if keys else None

    async def serve() -> None:
        serving = api_server.serve(application, [own_socket], files)
        also = [beside(application.ending)] if beside else []
        if not isinstance(application.keeper, ReadOnlyKeeper):
            also.append(warming.warm(application.served, application.ending))
        await asyncio.gather(serving, *also)

    try:
        asyncio.run(serve())
    finally:
        application.keeper.close()
        for file in files or ():
            os.unlink(file)
        if files:
            os.rmdir(os.path.dirname(files.key))
