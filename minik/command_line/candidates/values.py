"""Candidates for the values of options.

Most follow from the option's metavar: `none|client|server` are words, NODE is a node.
"""

from collections.abc import Callable, Iterator

from minik.command_line.candidates import line as lines
from minik.command_line.candidates import objects
from minik.command_line.candidates.arguments import ways
from minik.command_line.candidates.line import FILES, Candidate, Line
from minik.command_line.options import Option
from minik.light_typing import TypeAlias
from minik.render import formats

Source: TypeAlias = Callable[[Line, str], Iterator[Candidate]]
VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
PROTOCOLS, PULL = ("TCP", "UDP", "SCTP"), ("Always", "IfNotPresent", "Never")
# option, or verb and option where it means something else there → the words it takes
WORDS: dict[str, tuple[str, ...]] = {
    "--cascade": ("background", "foreground", "orphan"),
    "--severity": ("error", "warning", "info"),
    "--subresource": ("status", "scale"),
    "--types": ("Normal", "Warning"),
    "--verb": VERBS,
    "--verbs": VERBS,
    "--protocol": PROTOCOLS,
    "--image-pull-policy": PULL,
    "--session-affinity": ("None", "ClientIP"),
    "--restart": ("Always", "OnFailure", "Never"),
    "--preemption-policy": ("PreemptLowerPriority", "Never"),
    "--load-restrictor": ("LoadRestrictionsRootOnly", "LoadRestrictionsNone"),
    "--categories": ("all", "api-extensions"),
    "wait --for": ("create", "delete", "condition=", "jsonpath="),
    "patch --type": ("json", "merge", "strategic"),
    "expose --type": ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    "create cronjob --restart": ("OnFailure", "Never"),
    "create secret generic --type": (
        "Opaque",
        "kubernetes.io/basic-auth",
        "kubernetes.io/ssh-auth",
        "kubernetes.io/tls",
    ),
    "create quota --scopes": ("BestEffort", "NotBestEffort", "NotTerminating", "Terminating"),
}


def _names(kind: str) -> Source:
    return lambda line, current: objects.names_of_kind(kind, current)


def _files(line: Line, current: str) -> Iterator[Candidate]:
    yield FILES


def _modes(line: Line, current: str) -> Iterator[Candidate]:
    from minik.proxy import modes  # noqa: PLC0415 no other option has a mode as its value

    return ((mode, "") for mode in modes.names())


def _parts(line: Line, current: str) -> Iterator[Candidate]:
    from minik.proxy import mode  # noqa: PLC0415 what a mode does is imported only where it is asked for

    return ((part, "") for known in mode.all_modes() for part in known.parts)


def _schedulers(line: Line, current: str) -> Iterator[Candidate]:
    from minik.proxy import mode  # noqa: PLC0415 what a mode does is imported only where it is asked for

    return ((name, "") for known in mode.all_modes() for name in known.schedulers)


def _admission_plugins(line: Line, current: str) -> Iterator[Candidate]:
    from minik.intake import admission  # noqa: PLC0415 the plugins are imported only where they are asked for

    return ((plugin.name, "") for plugin in admission.load_all())


def _namespaces(line: Line, current: str) -> Iterator[Candidate]:
    return objects.names("Namespace", "", current)


def _containers(line: Line, current: str) -> Iterator[Candidate]:
    words = (
        line.words
        if line.path[:1] == ("set",) or "/" in "".join(line.words[:1])
        else ("pod", *line.words[:1])
    )
    return (
        (container["name"], container.get("image", ""))
        for container in objects.containers(objects.find_object(words))
    )


def _target_ports(line: Line, current: str) -> Iterator[Candidate]:
    return objects.container_ports(objects.find_object(line.words))


def _outputs(line: Line, current: str) -> Iterator[Candidate]:
    tables = line.path[:1] in (("get",), ("events",))
    return ((name + "=" * takes_argument(name), "") for name in formats.names(tables))


def takes_argument(name: str) -> bool:
    """Whether an output format takes a template or columns."""
    return name not in (*formats.CASELESS, "wide")


def _fields(line: Line, current: str) -> Iterator[Candidate]:
    kind = objects.find_kind(line.words[0].partition("/")[0]) if line.words else None
    selectable = ("metadata.name", "metadata.namespace", *(kind.selectable if kind else ()))
    return ((f"{field}=", "") for field in selectable)


def _services(line: Line, current: str) -> Iterator[Candidate]:
    if ":" in current:
        return objects.service_ports(current)
    return ((f"{name}:", text) for name, text in objects.names_of_kind("Service", current))


def _askers(line: Line, current: str) -> Iterator[Candidate]:
    """Return who may ask: somebody outside, a pod, a node, the pods of an Ingress or a Gateway."""
    if "/" not in current:
        yield "outside", ""
        yield from objects.names_of_kind("Pod", current)
        yield from objects.names_of_kind("Node", current)
    yield from ways(current, "ingress", "gateway")


def _targets(line: Line, current: str) -> Iterator[Candidate]:
    """Return where a packet may go: Services with a port, what says where requests go, URLs."""
    if "/" not in current:
        yield from _services(line, current)
    yield from ways(current)


def _sorts(line: Line, current: str) -> Iterator[Candidate]:
    return (
        (path, "")
        for path in (".metadata.creationTimestamp", ".metadata.name", ".metadata.namespace")
    )


def _versions(line: Line, current: str) -> Iterator[Candidate]:
    from minik.schemas.older import VERSIONS  # noqa: PLC0415 few ask for another version of Kubernetes

    return ((version, "") for version in VERSIONS)


def _codes(line: Line, current: str) -> Iterator[Candidate]:
    from minik.diagnosis import causes  # noqa: PLC0415 the causes are many, and only their codes are asked for here

    return ((name, code.meaning) for name, code in causes.codes().items())


# option → where its values are found
BY_OPTION: dict[str, Source] = {
    "-n": _namespaces,
    "--namespace": _namespaces,
    "--context": lambda line, current: objects.all_contexts(),
    "--kube-context": lambda line, current: objects.kubeconfig_contexts(),
    "-o": _outputs,
    "--output": _outputs,
    "-c": _containers,
    "--container": _containers,
    "--containers": _containers,
    "--target-port": _target_ports,
    "--field-selector": _fields,
    "--clusterrole": _names("ClusterRole"),
    "--role": _names("Role"),
    "--class": _names("IngressClass"),
    "--part": _parts,
    "--scheduler": _schedulers,
    "--resource": lambda line, current: objects.kind_words(),
    "--template": _files,
    "trace --to": _targets,
    "trace --from": _askers,
    "resolve --from": _askers,
    "get --sort-by": _sorts,
    "--default-backend": _services,
    "--explain": _codes,
    "--kubernetes-version": _versions,
    "--target-version": _versions,
    "--disable-admission-plugins": _admission_plugins,
    "create job --from": lambda line, current: (
        (f"cronjob/{name}", text)
        for name, text in objects.names_of_kind("CronJob", current.partition("/")[2])
    ),
}
# part of a metavar → the same
BY_METAVAR: dict[str, Source] = {
    "FILE": _files,
    "FOLDER": _files,
    "STATE": _files,
    "[KEY=]FILE": _files,
    "PATH": _files,
    "MODE": _modes,
    "NODE": _names("Node"),
    "POD": _names("Pod"),
    "TYPE/NAME": lambda line, current: objects.kinds_and_names((), current),
}


def value_candidates(option: str, line: Line, current: str) -> Iterator[Candidate]:
    """Return the candidates for the value of an option."""
    param = next(
        (param for param in lines.options_of(line.command) if option in param.names),
        None,
    )
    full_name = " ".join((*line.path, option))
    for key in (full_name, *([] if literal_words(param) else [option])):
        if key in WORDS:
            return ((word, "") for word in WORDS[key])
        if key in BY_OPTION:
            return BY_OPTION[key](line, current)
    return by_metavar(param, line, current)


def literal_words(param: Option | None) -> list[str]:
    """Return the words of an option's metavar that are typed as they stand."""
    return [
        word
        for word in (param.metavar if param and param.metavar else "").split("|")
        if word[:1].isalnum()
        and not word.isupper()
        and word not in BY_METAVAR
        and not any(letter in word for letter in "[]/=.,: %")
    ]


def by_metavar(param: Option | None, line: Line, current: str) -> Iterator[Candidate]:
    """Yield the candidates that an option's metavar describes."""
    yield from ((word, "") for word in literal_words(param))
    for word in (param.metavar if param and param.metavar else "").split("|"):
        if word in BY_METAVAR:
            yield from BY_METAVAR[word](line, current)
