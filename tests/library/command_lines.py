"""The sample shop as a value, and the command lines beside which the library is held."""

import contextlib
import io
import os
import shlex
from functools import cache
from pathlib import Path
from unittest import mock

from minik import Cluster, cli

MANIFESTS = Path(__file__).parents[2] / "manifests"


@cache
def shop_cluster() -> Cluster:
    """A cluster with the sample shop in it: a value, from which every test takes its own way."""
    return Cluster(namespace="shop").apply(MANIFESTS / "shop")


def typed(line: str, state: Path, now: str = "2026-01-01T00:00:00Z") -> str:
    """Return what a command line prints on standard output, at a state and a time."""
    out = io.StringIO()
    environment = {
        "MINIK_STATE": str(state),
        "MINIK_NOW": now,
        "XDG_CONFIG_HOME": str(state.parent),
    }
    with (
        mock.patch.dict(os.environ, environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        cli.run(shlex.split(line))
    return out.getvalue()
