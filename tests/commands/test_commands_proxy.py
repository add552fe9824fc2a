"""`proxy rules` as it is asked for, and `proxy diff`: what a change does to the rules, Service by
Service.
"""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

MODES = ("iptables", "nftables", "ipvs", "userspace")
WEB = Path(__file__).parents[2] / "manifests" / "my-service"


@pytest.fixture
def web(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("MINIK_NOW", "2026-11-23T12:00:00Z")
    terminal(f"minik apply -f {WEB}")
    return terminal


def without(text: str, *starts: str) -> list[str]:
    """The lines, but for headings and the sum."""
    return [line for line in text.splitlines() if line and not line.startswith(starts)]


@pytest.mark.parametrize("mode", MODES)
def test_rules_are_the_same_every_time(web: Terminal, mode: str) -> None:
    assert web(f"minik proxy rules --mode {mode}") == web(f"minik proxy rules --mode {mode}")


def test_the_ipvs_text_is_taken_apart_for_its_tools(web: Terminal) -> None:
    whole = web("minik proxy rules --mode ipvs").out
    parts = [
        web(f"minik proxy rules --mode ipvs --part {tool}").out
        for tool in ("ipset", "ip", "iptables", "ipvsadm")
    ]
    assert "".join(parts).splitlines() == without(whole, "# ") and all(parts)
    assert web("minik proxy rules --mode ipvs --ip-family IPv6 --part ip6tables").out.startswith(
        "*nat\n"
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "--mode ipvs --part nft",
            'error: no part of these rules is for "nft"\n  --part is one of ipset, ip, iptables, ipvsadm\n',
        ),
        (
            "--part ipset",
            "error: --part names a part of the rules of the ipvs mode; those of iptables are one text\n",
        ),
        (
            "--ip-family v4",
            'error: invalid argument "v4" for "--ip-family" flag: it is IPv4 or IPv6\n',
        ),
        (
            "--cluster-cidr 10.0.0.0",
            'error: invalid argument "10.0.0.0" for "--cluster-cidr" flag: it is a range such as 10.0.0.0/8\n',
        ),
        (
            "--nodeport-addresses primary,10.0.0.0/8",
            'error: invalid argument "primary" for "--nodeport-addresses" flag: it is a range such as 10.0.0.0/8, or "primary" alone\n',
        ),
        (
            "--mode userspace --nodeport-addresses primary",
            "error: userspace mode has no --nodeport-addresses: its node ports answer at every address of the node\n",
        ),
        ("--node nobody", 'Error from server (NotFound): nodes "nobody" not found\n'),
    ],
)
def test_what_cannot_be_asked_for_is_refused(web: Terminal, line: str, error: str) -> None:
    answer = web(f"minik proxy rules {line}")
    assert (answer.exit, answer.out) == (1, "") and answer.err.endswith(error)


def test_comments_can_be_left_out(web: Terminal) -> None:
    full, short = (
        web(f"minik proxy rules --mode iptables {more}").out for more in ("", "--minify")
    )
    assert (
        "my-service -> 10.244" in full
        and "my-service -> 10.244" not in short
        and "my-service cluster IP" in short
    )


@pytest.mark.proves("D5")
@pytest.mark.parametrize("mode", MODES)
def test_the_last_command_is_told_service_by_service(web: Terminal, mode: str) -> None:
    before = web(f"minik proxy rules --mode {mode}").out.splitlines()
    web("minik scale deploy/myapp --replicas 4")
    answer = web(f"minik proxy diff --mode {mode}")
    heading, *_ = answer.out.splitlines()
    assert (answer.exit, heading) == (1, "Service default/my-service: backends +10.244.1.3:9376")
    after = web(f"minik proxy rules --mode {mode}").out.splitlines()
    assert (
        {line[2:] for line in answer.out.splitlines() if line.startswith("+ ")}
        == set(after) - set(before)
        != set()
    )
    assert {line[2:] for line in answer.out.splitlines() if line.startswith("- ")} == set(
        before
    ) - set(after)


def test_what_a_file_would_do_is_told_and_not_done(web: Terminal) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "my-service"},
        "spec": {
            "type": "NodePort",
            "selector": {"app": "MyApp"},
            "ports": [{"port": 81, "targetPort": 9376, "nodePort": 30100}],
        },
    }
    Path("web.json").write_text(json.dumps(service))
    before = Path("state.json").read_bytes()
    answer = web("minik proxy diff -f web.json")
    assert answer.out.startswith(
        "Service default/my-service: port 80 → 81; node port none → 30100\n"
    )
    assert (answer.exit, answer.out.splitlines()[-1], Path("state.json").read_bytes()) == (
        1,
        "1 Service, on control-plane, iptables mode: 2 out, 7 in",
        before,
    )
    web("minik apply -f web.json")
    assert web("minik proxy diff -f web.json") == (0, "", "")


def test_what_an_event_would_do(web: Terminal) -> None:
    answer = web("minik proxy diff --what-if 'delete svc/my-service' --mode nftables --node node-2")
    assert (
        answer.exit == 1
        and answer.out.startswith("Service default/my-service: gone\n- ")
        and "\n+ " not in answer.out
    )


def test_two_states_are_compared(web: Terminal) -> None:
    Path("before.json").write_bytes(Path("state.json").read_bytes())
    web("minik delete svc my-service")
    there, back = (
        web(f"minik proxy diff {sides}") for sides in ("--from before.json", "--to before.json")
    )
    assert there.out.splitlines()[0] == "Service default/my-service: gone"
    assert back.out.splitlines()[0] == "Service default/my-service: new"
    assert sorted(without(there.out, "Service", "1 ")) == sorted(
        line.replace("+ ", "- ", 1) for line in without(back.out, "Service", "1 ")
    )
    assert web("minik proxy diff --from before.json --to before.json") == (0, "", "")


def test_every_family_is_told(terminal: Terminal) -> None:
    terminal("minik init --ip-family dual")
    Path("six.json").write_text(
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "six"},
                "spec": {
                    "ipFamilyPolicy": "RequireDualStack",
                    "selector": {"a": "b"},
                    "ports": [{"port": 80}],
                },
            }
        )
    )
    answer = terminal("minik proxy diff -f six.json --mode iptables")
    refused = [line for line in answer.out.splitlines() if line.endswith("-j REJECT")]
    assert [("fd00:" in line) for line in refused] == [False, True]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("-f nope", 'error: the path "nope" does not exist\n'),
        ("--from nope", 'error: the path "nope" does not exist\n'),
        (
            "--mode x",
            'error: unknown proxy mode "x": it is one of iptables, ipvs, nftables, userspace\n',
        ),
        ("--bogus", "error: unknown flag: --bogus\nSee 'minik proxy diff --help' for usage.\n"),
        (
            "--from state.json -f x",
            "error: --from and --to name both sides already: -f and --what-if have nothing to add\n",
        ),
        (
            "--ip-family x",
            'error: invalid argument "x" for "--ip-family" flag: it is IPv4 or IPv6\n',
        ),
    ],
)
def test_what_goes_wrong_is_no_answer(web: Terminal, line: str, error: str) -> None:
    assert web(f"minik proxy diff {line}") == (2, "", error)


@pytest.mark.parametrize("mode", MODES)
def test_addresses_of_long_ago_are_written_as_the_proxy_writes_them(
    terminal: Terminal, mode: str
) -> None:
    """Leading zeros would be octal numbers to iptables, and bits beyond the length of a range an
    error to ipset.
    """
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "type": "LoadBalancer",
            "clusterIP": "10.96.0.77",
            "clusterIPs": ["10.96.0.77"],
            "ipFamilies": ["IPv4"],
            "externalIPs": ["010.020.0.9"],
            "loadBalancerSourceRanges": [" 10.1.2.3/8 ", "::/0"],
            "ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080, "nodePort": 30001}],
        },
        "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.4"}]}},
    }
    endpoints = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "metadata": {
            "name": "web-a",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": "web"},
        },
        "endpoints": [{"addresses": ["10.244.1.2"]}],
        "ports": [{"name": "", "port": 8080}],
    }
    Path("dump.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": [service, endpoints]})
    )
    assert terminal("minik import -f dump.json").exit == 0
    answer = terminal(f"minik proxy rules --mode {mode}")
    assert answer.exit == 0 and "10.20.0.9" in answer.out and "192.0.2.4" in answer.out
    assert ("10.0.0.0/8" in answer.out) is (mode != "userspace")
    assert not [word for word in ("010.", "10.1.2.3", "::/0") if word in answer.out]


def test_without_a_history_the_change_must_be_named(web: Terminal) -> None:
    Path("state.json.history").unlink()
    answer = web("minik proxy diff")
    assert (answer.exit, answer.out) == (2, "")
    assert (
        "the history does not hold the state before the last command" in answer.err
        and "--what-if EVENT" in answer.err
    )
