"""What people type wrong, or as other programs call it: the hint, and the exit status."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

VERBS = {
    "list": "minik get TYPE lists objects",
    "show": "minik describe TYPE NAME",
    "stop": "minik delete TYPE NAME, or minik scale",
    "curl": "minik resolve NAME:PORT",
    "ping": "minik resolve NAME:PORT",
    "nslookup": "minik dns NAME",
    "dig": "minik dns NAME",
    "ps": "minik get TYPE",
    "ls": "minik get TYPE",
    "inspect": "minik describe TYPE NAME",
    "rm": "minik delete TYPE NAME",
    "kill": "minik delete TYPE NAME",
    "restart": "minik rollout restart TYPE NAME",
    "start": "minik apply -f FILE, or minik run",
    "up": "minik apply -f FILE, or minik run",
    "add": "minik create TYPE NAME",
    "update": "minik edit TYPE NAME",
    "find": "minik get TYPE -A",
    "watch": "minik get TYPE --watch",
    "status": "minik get all, or minik check",
    "info": "minik cluster-info",
    "host": "minik dns NAME",
    "wget": "minik resolve NAME:PORT",
    "telnet": "minik resolve NAME:PORT",
    "traceroute": "minik trace --to NAME:PORT",
    "printenv": "minik env POD",
    "lint": "minik check -f FILE",
}
PROGRAMS = {
    "curl -s http://web:80/cart": "minik resolve web:80 --from pods/a",
    "wget -qO- web": "minik resolve web --from pods/a",
    "nslookup web.shop": "minik dns web.shop --from pods/a",
    "dig +short web": "minik dns web --from pods/a",
    "printenv": "minik env pods/a",
    "env": "minik env pods/a",
    "sh -c 'curl web:80'": "minik resolve web:80 --from pods/a",
    "dig web.shop.svc.cluster.local SRV": "minik dns web.shop.svc.cluster.local --from pods/a",
    "dig @10.96.0.10 web A +short": "minik dns web --from pods/a",
    "nslookup web 10.96.0.10": "minik dns web --from pods/a",
    "curl http://web -o /dev/null": "minik resolve web --from pods/a",
    "getent hosts web": "minik dns web --from pods/a",
    "cat /etc/resolv.conf": "minik dns NAME --from pods/a",
    "nc -zv web 80": "minik resolve web:80 --from pods/a",
    "telnet web 80": "minik resolve web:80 --from pods/a",
    "ping web": "minik resolve web --from pods/a",
    "ls /": "minik describe pods/a",
}
POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}'


@pytest.mark.parametrize(("verb", "hint"), VERBS.items())
def test_a_verb_of_another_program_leads_to_minik_s(
    terminal: Terminal, verb: str, hint: str
) -> None:
    said = terminal(f"minik {verb} web")
    assert (said.exit, said.out) == (1, "")
    assert said.err.startswith(f'error: unknown command "{verb}" for "minik"\n  minik ')
    assert hint in said.err


@pytest.mark.parametrize(("program", "instead"), PROGRAMS.items())
def test_a_program_in_a_container_leads_to_what_minik_knows(
    terminal: Terminal, program: str, instead: str
) -> None:
    terminal("minik apply -f -", POD)
    said = terminal(f"minik exec a -- {program}")
    assert said.exit == 1 and said.err.endswith(f"what it knows instead: {instead}\n")


@pytest.mark.parametrize(
    "words",
    [
        "web",
        "svc web",
        "svc/web",
        "service/web:80",
        "deploy/web",
        "deploy web",
        "web.default.svc.cluster.local",
    ],
)
def test_a_service_is_named_as_people_have_it(terminal: Terminal, words: str) -> None:
    terminal("minik create deployment web --image=i --port=80")
    terminal("minik expose deployment web --port=80")
    assert terminal(f"minik resolve {words} -o addresses").exit == 0
    assert terminal(f"minik resolve {words} --from deploy/web -o addresses").exit == 0
    port = "" if ":" in words else ":80"
    assert terminal(f"minik trace --from deploy/web {words}{port}").exit == 0


def test_a_pod_is_named_as_people_have_it(terminal: Terminal) -> None:
    terminal("minik create deployment web --image=i --port=80")
    pod = terminal("minik get pods -o name").out.strip()
    address = terminal(f"minik get {pod} -o jsonpath={{.status.podIP}}").out
    for words in (
        pod,
        pod.replace("/", " "),
        f"{address.replace('.', '-')}.default.pod.cluster.local",
    ):
        assert terminal(f"minik resolve {words} -o addresses").out == f"{address}\n"
    for words in ("deploy/web", "deploy web", pod, pod.replace("/", " ")):
        assert "KUBERNETES_SERVICE_HOST" in terminal(f"minik env {words}").out
    assert terminal("minik resolve deploy/nope").err.startswith("Error from server (NotFound): ")


VERBS_OF_TARGETS = ("resolve", "why", "check", "trace", "dns", "env")
FORMS = (
    "svc web",
    "svc/web",
    "deploy/web",
    "deploy web",
    "web.default.svc.cluster.local",
    "web.default",
    "VIP",
    "IP",
    "pod/POD",
    "DASHED.default.pod.cluster.local",
)


@pytest.mark.parametrize("verb", VERBS_OF_TARGETS)
def test_every_verb_takes_what_people_have_in_hand(terminal: Terminal, verb: str) -> None:
    terminal("minik create deployment web --image=i --port=80")
    terminal("minik expose deployment web --port=80")
    terminal("minik create deployment cli --image=i")
    pod = terminal("minik get pods -l app=web -o name").out.strip().removeprefix("pod/")
    address = terminal(f"minik get pod {pod} -o jsonpath={{.status.podIP}}").out
    known = {
        "VIP": terminal("minik get svc web -o jsonpath={.spec.clusterIP}").out,
        "DASHED": address.replace(".", "-"),
        "IP": address,
        "POD": pod,
    }
    for form in FORMS:
        words = form
        for name, value in known.items():
            words = words.replace(name, value)
        to_pod = verb == "trace" and form.startswith(("IP", "pod/", "DASHED"))
        said = terminal(f"minik {verb} {words}{' --from deploy/cli' * to_pod}")
        assert said.exit == 0 or to_pod and f"→ {address}:80/TCP" in said.out, (verb, words)
    said = terminal(f"minik {verb} 10.9.9.9")
    assert said.exit in (1, 2)
    here = Path(__file__).parent
    if verb != "check":
        said = terminal(f"minik {verb} {here}")
        assert said.exit == 1 and f"it is a file: minik check {here}" in said.err


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("wbe", 'services "wbe" not found\n  did you mean: web'),
        ("svcs", 'doesn\'t have a resource type "svcs"\n  did you mean: svc'),
        ("svc/nope:80", 'services "nope" not found'),
        ("nope/web", 'doesn\'t have a resource type "nope"'),
        ("web.nope", 'services "web" not found'),
    ],
)
def test_check_tells_what_is_not_there(terminal: Terminal, word: str, error: str) -> None:
    terminal("minik create service clusterip web --tcp=80")
    said = terminal(f"minik check {word}")
    assert said.exit == 2 and error in said.err


def test_a_packet_to_one_of_several_ports_needs_one(terminal: Terminal) -> None:
    terminal("minik create service clusterip web --tcp=80 --tcp=443")
    address = terminal("minik get svc web -o jsonpath={.spec.clusterIP}").out
    said = terminal(f"minik trace {address}")
    assert said.exit == 1 and f"{address} has the ports 80, 443: say which" in said.err


def test_version_and_quiet(terminal: Terminal) -> None:
    assert terminal("minik --version").out.startswith("minik 0.")
    noted = terminal("minik get pods")
    assert noted.err and terminal("minik get pods -q") == (0, "", "")
    assert terminal("minik -q get pods nope").err.startswith("Error from server (NotFound)")


# A line, and how the history remembers it.
REMEMBERED = {
    "create configmap one -n default": "",
    "create secret generic s --from-literal=password=hunter2": "create secret generic s --from-literal=password=***",
    "create secret generic s --from-literal password=hunter2": "create secret generic s --from-literal ***",
    "create secret generic s --from-literal=a=hunter2 --from-literal 'b=hunter2 x'": (
        "create secret generic s --from-literal=a=*** --from-literal ***"
    ),
    "create secret generic s '--from-literal=a=hunter2 x' -n default": (
        "create secret generic s --from-literal=a=*** -n default"
    ),
    "create secret docker-registry s --docker-username=u --docker-password=hunter2=x": (
        "create secret docker-registry s --docker-username=u --docker-password=***"
    ),
    'patch secret old -p \'{"stringData":{"a":"hunter2"}}\'': "patch secret old -p ***",
    "patch secret/old --patch='stringData: {a: hunter2}'": "patch secret/old --patch=***",
    "patch secret/old -p'stringData: {a: hunter2}'": "patch secret/old -p***",
    "patch secret/old --patch-file=patch.yaml": "",
    "patch configmap/plain -p 'data: {a: b}'": "",
}


@pytest.mark.parametrize("line", REMEMBERED)
def test_the_log_shows_what_was_typed_but_no_secret(
    terminal: Terminal, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "patch.yaml").write_text("stringData: {a: b}")
    terminal("minik create secret generic old")
    terminal("minik create configmap plain")
    assert terminal(f"minik {line}").exit == 0
    shown = terminal("minik log -o json").out
    assert json.dumps(f"minik {REMEMBERED[line] or line}") in shown and "hunter2" not in shown


def test_help_is_grouped_and_wraps_between_words(terminal: Terminal) -> None:
    shown = terminal("minik --help").out
    titles = [line for line in shown.splitlines() if line.endswith(":") and line[:1].isalpha()]
    assert titles[0] == "Answers:" and "Basic commands:" in titles
    assert "`minik help\nexit-status`" in shown
    assert "These need a running container" in shown and "\n  attach " not in shown
    assert all(len(line) <= 80 for line in shown.splitlines() if not line.startswith("Use "))
    group = terminal("minik help dns").out
    assert group == terminal("minik dns -h").out and "\n  serve " in group and "--from" in group


@pytest.mark.parametrize("output", ["yaml", "json", "wide", "name", "addresses"])
def test_every_format_of_resolve_has_every_target(terminal: Terminal, output: str) -> None:
    terminal("minik create deployment web --image=i --port=80")
    terminal("minik expose deployment web --port=80")
    for target in ("web", "kubernetes", "10.96.0.1:443", "deploy/web"):
        said = terminal(f"minik resolve {target} -o {output}")
        assert said.exit == 0 and said.out, target
