"""Rules of Ingresses and routes that take no request as they are written: paths with signs of patterns that
are compared as they stand, and hosts that stand in `tls` or in `rules` alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.diagnosis.finding import INFO, SUSPECT, Fact
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import hosts, understanding
from minik.ways.vocabulary import GROUP

LITERAL = ("Exact", "Prefix", "PathPrefix")
STAR = re.compile(r"/\*+$|/\.\*$")
PATTERN = re.compile(r"[(|)^$\\]|\.\*|\[.*\]")
# words of annotations with which a controller takes paths as patterns, or sends other hosts on
REGEX = (
    "use-regex",
    "rewrite-target",
    "path-type",
    "regex",
    "path-match",
    "rewrite",
    "server-alias",
)
OTHER_HOSTS = ("server-alias", "www-redirect", "redirect-regex", "additional-domain", "alias")


def facts(view: View) -> Iterator[Fact]:
    """Yield paths that no request has, and hosts that stand in one half of an Ingress alone."""
    for ingress in view.of("Ingress"):
        if not has_word(ingress, REGEX):
            yield from of_paths(ingress)
        if not has_word(ingress, OTHER_HOSTS):
            yield from of_hosts(view, ingress)
    for route in understanding.of(view.cluster, f"HTTPRoute.{GROUP}"):
        for number, rule in enumerate(objects.read_list(route, "spec.rules")):
            for place, match in enumerate(rule.get("matches") or ()):
                field = f"spec.rules[{number}].matches[{place}].path"
                yield from of_path(route, match.get("path") or {}, f"{field}.value", "value")


def has_word(ingress: Object, words: tuple[str, ...]) -> bool:
    """Return whether the name of an annotation has one of these words."""
    return any(word in name for name in objects.annotations(ingress) for word in words)


def of_paths(ingress: Object) -> Iterator[Fact]:
    """Yield the paths of an Ingress that are compared as they stand and look like patterns."""
    for number, rule in enumerate(ingresses.rules(ingress)):
        for place, entry in enumerate(ingresses.paths(rule)):
            value = {"type": entry.get("pathType"), "value": entry.get("path")}
            field = f"spec.rules[{number}].http.paths[{place}].path"
            yield from of_path(ingress, value, field, "path")


def of_path(obj: Object, path: Mapping[str, Any], field: str, name: str) -> Iterator[Fact]:
    """Yield that a path looks like a pattern, and is compared as it stands."""
    kind, value = str(path.get("type") or "PathPrefix"), str(path.get("value") or "")
    if kind not in LITERAL or not (STAR.search(value) or PATTERN.search(value)):
        return
    ends_open = bool(STAR.search(value))
    bare = STAR.sub("", value)
    text = f"path {value} is compared as it stands ({kind}): no request for {bare or '/'} has it"
    fix = ""
    if ends_open and not PATTERN.search(bare):
        prefix = "Prefix" if name == "path" else "PathPrefix"
        fix = f"{name}: {bare or '/'}" + ("" if kind == prefix else f", as {prefix}")
    yield Fact("path-like-pattern", objects.key(obj), field, text, fix)


def of_hosts(view: View, ingress: Object) -> Iterator[Fact]:
    """Yield the hosts of an Ingress that have a certificate and no rule, or a rule and no certificate."""
    tls = objects.read_list(ingress, "spec.tls")
    secured = [str(host) for one in tls for host in one.get("hosts") or ()]
    own = [str(rule.get("host") or "") for rule in ingresses.rules(ingress)]
    if secured and own and not ingresses.default_backend(ingress):
        yield from without_rule(view, ingress, [rule for rule in own if not is_in(rule, secured)])
    idle = [host for host in secured if not is_in(host, own)]
    for number, host in enumerate(own if secured else ()):
        # one that is nearly right is told where it is wrong
        if host and not is_in(host, view.index(secured_hosts)) and not nearest(host, idle):
            text = (
                f"{host} has a rule, and no certificate: the other hosts of this Ingress have one"
            )
            fix = f"tls: [{{hosts: [{host}], secretName: ...}}]"
            field = f"spec.rules[{number}].host"
            yield Fact("host-without-tls", objects.key(ingress), field, text, fix, doubt=SUSPECT)


def without_rule(view: View, ingress: Object, idle: Sequence[str]) -> Iterator[Fact]:
    """Yield the hosts of certificates for which no rule of any Ingress is; `idle` are the rules without a
    certificate, of which one may be meant.
    """
    ruled = view.index(ruled_hosts)
    for index, one in enumerate(objects.read_list(ingress, "spec.tls")):
        names = [str(host) for host in one.get("hosts") or ()]
        # a certificate may be asked for more names than the Ingress has rules for
        level = INFO if any(is_in(name, ruled) for name in names) else ""
        for place, host in enumerate(names):
            if "" not in ruled and not is_in(host, ruled):
                near = nearest(host, idle)
                text = f"{host} has a certificate, and no rule of an Ingress is for it"
                yield Fact(
                    "tls-host-without-rule",
                    objects.key(ingress),
                    f"spec.tls[{index}].hosts[{place}]",
                    f"{text}; there is a rule for {near}" if near else text,
                    near=near,
                    level="" if near else level,
                )


def is_in(host: str, others: Iterable[str]) -> bool:
    """Return whether a host has something in common with one of others."""
    return any(meet(host, other) for other in others)


def meet(pattern: str, host: str) -> bool:
    """Return whether two host names, of which each may be a wildcard, have a host in common."""
    same = pattern.lower() == host.lower()
    return same or hosts.covers_one_label(pattern, host) or hosts.covers_one_label(host, pattern)


def ruled_hosts(view: View) -> frozenset[str]:
    """Return the hosts for which a rule of any Ingress is; "" for a rule for all."""
    return frozenset(
        str(rule.get("host") or "")
        for ingress in view.cluster.of("Ingress")
        for rule in ingresses.rules(ingress)
    )


def secured_hosts(view: View) -> frozenset[str]:
    """Return the hosts for which any Ingress names a certificate."""
    return frozenset(
        str(host)
        for ingress in view.cluster.of("Ingress")
        for one in objects.read_list(ingress, "spec.tls")
        for host in one.get("hosts") or ()
    )
