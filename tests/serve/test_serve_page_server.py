"""The page's server: who may ask, under which name, and what it says of itself."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from minik_process import Process
from page_process import PageProcess, run, served

BROKEN = Path(__file__).parents[1] / "data" / "pictures" / "shop.yaml"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageProcess]:
    folder = tmp_path_factory.mktemp("page")
    run(folder, "apply", "-f", str(BROKEN))
    with served(folder, "page", "-n", "shop") as process:
        yield process


def ask(
    page: PageProcess, path: str, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Send a request; return status, headers and body."""
    host, _, port = page.base.removeprefix("http://").rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    given = {"Authorization": f"Bearer {page.token}", "Content-Type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, None if body is None else json.dumps(body), {**given, **named})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return found


def told(page: PageProcess, path: str, method: str = "GET", body: Any = None) -> Any:
    status, _, text = ask(page, path, method, body)
    assert status == 200, text
    return json.loads(text)


@pytest.mark.parametrize(
    "host", ["evil.example.com", "127.0.0.1", "127.0.0.1.evil.example.com", ""]
)
@pytest.mark.parametrize("path", ["/", "/page.js", "/api/wiring"])
def test_another_name_is_answered_nothing(page: PageProcess, host: str, path: str) -> None:
    status, _, text = ask(page, path, Host=host)
    assert status == 421 and "svg" not in text and "script" not in text


def test_localhost_is_its_name_too(page: PageProcess) -> None:
    port = page.base.rpartition(":")[2]
    assert ask(page, "/api/wiring", Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer \u00e9"])
def test_without_the_token_nothing_is_told(page: PageProcess, given: str) -> None:
    for path in ("wiring", "why?target=web", "history", "changes", "nothing"):
        assert ask(page, f"/api/{path}", Authorization=given)[0] == 401
    assert ask(page, "/api/undo", "POST", {}, Authorization=given)[0] == 401


def test_what_it_gives_may_run_its_own_scripts_alone(page: PageProcess) -> None:
    status, headers, text = ask(page, "/")
    assert status == 200 and headers["content-type"].startswith("text/html")
    policy = headers["content-security-policy"]
    assert (
        "script-src 'self'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert page.token not in text and "<script>" not in text and " style=" not in text


@pytest.mark.parametrize("name", ["page.js", "explorer.js", "forms.js", "live.js", "page.css"])
def test_its_files_are_there(page: PageProcess, name: str) -> None:
    assert ask(page, f"/{name}")[0] == 200


@pytest.mark.parametrize("path", ["/../state.json", "/__init__.py", "/%2e%2e/state.json", "/x"])
def test_no_other_file_is(page: PageProcess, path: str) -> None:
    assert ask(page, path)[0] == 404


def test_a_form_of_another_page_changes_nothing(page: PageProcess) -> None:
    """What needs no leave of the browser's: text/plain, and a form."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=x"):
        assert ask(page, "/api/undo", "POST", {}, Content_Type=kind)[0] == 400
    assert ask(page, "/api/undo")[0] == 404  # GET


@pytest.mark.parametrize("body", ["[]", '"x"', "{", "x" * 70_000])
def test_what_is_no_question_is_refused(page: PageProcess, body: str) -> None:
    host, _, port = page.base.removeprefix("http://").rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    headers = {"Authorization": f"Bearer {page.token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/trace", body, headers)
    assert connection.getresponse().status == 400
    connection.close()


def test_the_wiring_is_that_of_graph(page: PageProcess) -> None:
    answer = told(page, "/api/wiring")
    assert answer["heading"] == "Wiring of namespace shop: 3 of 4 Services answer"
    assert answer["writable"] and "shop" in answer["namespaces"]
    everything = told(page, "/api/wiring?namespace=")
    assert everything["heading"].startswith("Wiring of all namespaces")


def test_errors_say_what_and_why(page: PageProcess) -> None:
    status, _, text = ask(page, "/api/why?target=nobody")
    assert (status, json.loads(text)["error"]) == (404, 'services "nobody" not found')
    status, _, text = ask(page, "/api/what-if", "POST", {"events": ["node-down nowhere"]})
    assert status == 400 and 'nodes "nowhere" not found' in json.loads(text)["error"]
    assert ask(page, "/api/what-if", "POST", {"events": []})[0] == 400
    assert ask(page, "/api/wiring?step=7")[0] == 404


def test_a_rollout_is_told_step_by_step(page: PageProcess) -> None:
    body = {"events": ["restart deploy/web"], "namespace": "shop"}
    steps = told(page, "/api/what-if", "POST", body)["steps"]
    texts = [step["text"] for step in steps]
    assert steps[0]["title"] == "as it is" and len(steps) > 5
    assert any("joins the ready endpoints of shop/web (3 → 4)" in text for text in texts)
    assert any("leaves the ready endpoints of shop/web (4 → 3)" in text for text in texts)
    last = told(page, f"/api/wiring?step={len(steps) - 1}")
    assert last["heading"].endswith("3 of 4 Services answer")


def test_a_change_ends_the_wait(page: PageProcess) -> None:
    mark = told(page, "/api/wiring")["mark"]
    page.run("label", "svc", "web", "-n", "shop", "tier=front")
    assert told(page, f"/api/changes?mark={mark.replace(' ', '%20')}")["mark"] != mark
    assert told(page, "/api/undo", "POST", {})["done"].startswith("undone: minik label svc web")
    assert told(page, "/api/redo", "POST", {})["done"].startswith("done again: minik label svc web")


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"])
def test_it_listens_on_the_loopback_alone(tmp_path: Path, address: str) -> None:
    exit_status, said = Process(tmp_path).run(f"minik page --listen {address}")
    assert exit_status == 1 and "127.0.0.1 and ::1 only" in said


def test_a_dump_is_looked_at_and_nothing_is_taken_back(page: PageProcess, tmp_path: Path) -> None:
    (tmp_path / "dump.yaml").write_text(
        page.run("get", "all,ep,ing,ingressclass,netpol,no,ns", "-A", "-o", "yaml")
    )
    with served(tmp_path, "page", "-f", str(tmp_path / "dump.yaml"), "-n", "shop") as other:
        answer = told(other, "/api/wiring")
        assert answer["heading"].endswith("3 of 4 Services answer") and not answer["writable"]
        status, _, text = ask(other, "/api/undo", "POST", {})
        assert status == 400 and "only looked at" in text


def test_a_live_cluster_is_followed_and_only_looked_at(tmp_path: Path) -> None:
    pytest.importorskip("kubernetes", reason="the package through which live clusters are asked")
    (tmp_path / "served").mkdir()
    run(tmp_path / "served", "apply", "-f", str(BROKEN))
    file = str(tmp_path / "kubeconfig")
    words = ("serve", "--insecure-http", "--listen", "127.0.0.1:0", "--kubeconfig-out", file)
    with (
        served(tmp_path / "served", *words, "--page"),
        served(tmp_path, "page", "--kubeconfig", file, "-n", "shop") as page,
    ):
        answer = told(page, "/api/wiring")
        assert answer["heading"].endswith("3 of 4 Services answer") and not answer["writable"]
        server = urlsplit(
            yaml.safe_load(Path(file).read_text())["clusters"][0]["cluster"]["server"]
        )
        connection = http.client.HTTPConnection(str(server.hostname), server.port or 80, timeout=30)
        kind = {"Content-Type": "application/merge-patch+json"}
        path = "/api/v1/namespaces/shop/services/cart"
        connection.request("PATCH", path, '{"spec":{"selector":{"app":"cart"}}}', kind)
        assert connection.getresponse().status == 200
        connection.close()
        for _ in range(20):  # one change may be several: each is seen
            if told(page, "/api/wiring")["heading"].endswith("4 of 4 Services answer"):
                break
            mark = told(page, "/api/wiring")["mark"]
            told(page, f"/api/changes?mark={mark.replace(' ', '%20')}")
        assert told(page, "/api/wiring")["heading"].endswith("4 of 4 Services answer")
        assert ask(page, "/api/undo", "POST", {})[0] == 400
