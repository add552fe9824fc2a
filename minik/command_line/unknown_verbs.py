"""The answer to a verb that there is not: the verbs that look like it."""

from collections.abc import Iterable

from minik.errors import ClientError
from minik.model.suggestions import edit_distance
from minik.proxy import modes

LIST, LOOK = "minik get TYPE lists objects", "minik describe TYPE NAME shows an object in full"
NAME, WAY = "minik dns NAME shows what DNS answers", "minik resolve NAME:PORT shows who answers"
REMOVE = "minik delete TYPE NAME, or minik scale TYPE NAME --replicas=0"
# verbs of other programs → what they are called here
MEANT = {
    **dict.fromkeys(("list", "ls", "ps"), LIST),
    **dict.fromkeys(("show", "inspect", "view", "cat"), LOOK),
    **dict.fromkeys(("stop", "rm", "remove", "destroy", "kill", "down"), REMOVE),
    **dict.fromkeys(("nslookup", "dig", "host", "lookup"), NAME),
    **dict.fromkeys(("curl", "wget", "ping", "telnet", "nc", "connect"), WAY),
    **dict.fromkeys(
        ("traceroute", "tcpdump"), "minik trace --to NAME:PORT walks through the rules"
    ),
    **dict.fromkeys(
        ("start", "up", "deploy"), "minik apply -f FILE, or minik run NAME --image=IMAGE"
    ),
    **dict.fromkeys(("restart", "reload"), "minik rollout restart TYPE NAME"),
    **dict.fromkeys(("find", "search", "grep"), "minik get TYPE -A lists a kind everywhere"),
    **dict.fromkeys(("watch", "follow"), "minik get TYPE --watch"),
    **dict.fromkeys(("info",), "minik cluster-info, or minik state"),
    **dict.fromkeys(("status", "health"), "minik get all, or minik check"),
    **dict.fromkeys(
        ("lint", "test", "verify", "audit", "scan"),
        "minik check -f FILE, or minik validate -f FILE",
    ),
    **dict.fromkeys(
        ("add", "new", "make", "generate"), "minik create TYPE NAME, or minik apply -f FILE"
    ),
    **dict.fromkeys(("update", "change", "modify"), "minik apply -f FILE, or minik edit TYPE NAME"),
    **dict.fromkeys(
        ("history", "changes"), "minik log shows every command, minik rollout history a workload's"
    ),
    **dict.fromkeys(("printenv", "environment"), "minik env POD shows the variables of a pod"),
    **dict.fromkeys(("ssh", "shell", "bash"), "minik runs no container: minik describe pod NAME"),
    **dict.fromkeys(("services", "svc", "service"), "minik get services"),
    **dict.fromkeys(("pods", "pod", "po"), "minik get pods"),
    **dict.fromkeys(("nodes", "node"), "minik get nodes"),
    **dict.fromkeys(
        (*modes.names(), "nft", "ipvsadm"),
        "minik proxy rules --mode MODE shows the rules of a node",
    ),
    **dict.fromkeys(("forward",), "minik proxy serve carries connections"),
    **dict.fromkeys(("simulation", "chaos"), "minik simulate lets nodes and pods fail"),
    **dict.fromkeys(("use", "use-context", "context", "contexts"), "minik config use-context NAME"),
    **dict.fromkeys(("clear", "clean"), "minik reset makes the cluster new"),
}

# the order in which kubectl tells of its verbs
ORDER = (
    "create expose run set explain get edit delete rollout scale autoscale certificate cluster-info "
    "top cordon uncordon drain taint describe logs attach exec port-forward proxy cp auth debug "
    "events diff apply patch replace wait kustomize label annotate completion api-resources "
    "api-versions config kuberc plugin version"
)


def error(word: str, verbs: Iterable[str]) -> ClientError:
    """Return the error for an unknown verb, in kubectl's words."""
    places = {verb: place for place, verb in enumerate(ORDER.split())}
    in_order = sorted(verbs, key=lambda verb: (places.get(verb, len(places)), verb))
    meant = MEANT.get(word.lower(), "")
    near = "" if meant else suggestion(word, in_order)
    return ClientError(f'unknown command "{word}" for "minik"{near}', hint=meant)


# cobra `SuggestionsFor`: at most two letters amiss, whatever their case, or the beginning of the
# word.
def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return kubectl's suggestion for a misspelt word, or "" if none is similar."""
    similar = [
        choice
        for choice in choices
        if edit_distance(word.lower(), choice, swaps=False) <= 2 or choice.startswith(word.lower())
    ]
    return (
        "\n\nDid you mean this?\n" + "\n".join(f"\t{choice}" for choice in similar)
        if similar
        else ""
    )
