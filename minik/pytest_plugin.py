"""The pytest plug-in: `minik_cluster` and `minik_server` for every test that asks for them.

It is loaded by every pytest of an environment in which minik is installed, so nothing of minik is
imported before a fixture is used, and nothing is done at a test that does not use one.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MARK = "minik"
HELP = (
    "minik(*manifests, namespace='', recursive=False): apply these manifests to minik_cluster and "
    "minik_server: paths beside the file of the test, text, or objects"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let every run choose a version: in CI, one after the other."""
    parser.getgroup("minik").addoption(
        "--minik-kubernetes-version",
        default="",
        metavar="VERSION",
        help="the Kubernetes whose API server the clusters of minik have: 1.29",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", HELP)


@pytest.fixture(scope="session")
def minik_base(pytestconfig: pytest.Config) -> Any:
    """The cluster from which the others are forked: a new one (of --minik-kubernetes-version), unless
    a conftest.py has a fixture of this name.
    """
    from minik import Cluster  # noqa: PLC0415 runs without a fixture must not pay for it

    return Cluster(kubernetes_version=pytestconfig.getoption("minik_kubernetes_version"))


@pytest.fixture(scope="session")
def minik_marked() -> dict[tuple[int, int], Any]:
    """The clusters that markers have made, by the base and the marker, so that tests share them."""
    return {}


@pytest.fixture
def minik_cluster(
    request: pytest.FixtureRequest,
    minik_base: Any,
    minik_marked: dict[tuple[int, int], Any],
) -> Any:
    """A cluster for this test: that of `minik_base`, with the manifests of its `minik` markers."""
    from minik.library import marked_manifests  # noqa: PLC0415 as above

    folders = (request.node.path.parent, request.config.rootpath)
    cluster = minik_base
    for mark in reversed(list(request.node.iter_markers(MARK))):
        key = id(cluster), id(mark)
        if key not in minik_marked:
            made = marked_manifests.apply(cluster, mark.args, mark.kwargs, folders)
            minik_marked[key] = made
        cluster = minik_marked[key]
    return cluster


@pytest.fixture
def minik_server(
    minik_cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A Kubernetes API that serves `minik_cluster`; KUBECONFIG names it while the test runs."""
    from minik.library.server import Server  # noqa: PLC0415 as above

    with Server(minik_cluster, tmp_path / "minik") as server:
        monkeypatch.setenv("KUBECONFIG", str(server.kubeconfig))
        yield server


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Tell beside a failed assertion why what was asked of a cluster is not as expected."""
    outcome = yield
    failed = call.excinfo is not None and call.excinfo.errisinstance(AssertionError)
    if not failed or "minik.library.answers" not in sys.modules:
        return
    from minik.library import failures  # noqa: PLC0415 only after a failure

    text = failures.explain(call.excinfo.tb if call.excinfo else None)
    if text:
        outcome.get_result().sections.append(("minik", text))
