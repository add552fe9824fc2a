"""The configuration that `config` works on: minik's own contexts, or the kubeconfig of --kubeconfig."""

import os

from minik.command_line import state_access
from minik.store import contexts
from minik.store.contexts import Contexts


def named() -> str:
    """Return the kubeconfig that the command line names; "" for none."""
    return os.path.expanduser(str(state_access.option("kubeconfig") or ""))


def read() -> Contexts:
    """Return the configuration. Raises ClientError or Refused."""
    path = named()
    if not path:
        return contexts.read()
    from minik.store import kubeconfig_files  # noqa: PLC0415 few name a kubeconfig to change it

    return kubeconfig_files.read(path)


def write(config: Contexts) -> None:
    """Save the configuration where it was read. Raises ClientError or Refused."""
    if not config.path:
        contexts.write(config)
        return
    from minik.store import kubeconfig_files  # noqa: PLC0415 as above

    kubeconfig_files.write(config)


def place(config: Contexts) -> str:
    """Return the path of the file with the configuration."""
    return config.path or contexts.config_path()


def kept_path(path: str) -> str:
    """Return the path of a certificate as it is kept: in a kubeconfig, seen from its folder."""
    full, config = os.path.abspath(path) if path else "", named()
    return (
        os.path.relpath(full, os.path.dirname(os.path.abspath(config))) if full and config else full
    )
