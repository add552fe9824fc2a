"""What the plugins of a server block answer, in the order in which CoreDNS asks them.

Upstream: CoreDNS' plugin.cfg for the order, and the plugins rewrite, template, hosts, kubernetes and
forward. A plugin that minik does not know passes on; a reverse name that the cluster does not know falls
through to nobody, since no server outside knows it either.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from minik import light_re as re
from minik.discovery import answering
from minik.discovery.answering import Answer
from minik.discovery.corefile import Block, Plugin, covers, longest
from minik.discovery.records import TTL, Record
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.model.ip import is_address

HOSTS_TTL = 3600
DEFAULT_TTL = 5
REPEATED = r"(?<!\\)\)[*+{]"  # a group as often as one likes
NODES_OWN = "/etc/resolv.conf"
MATCHES = ("exact", "prefix", "suffix", "substring", "regex")


class Asked(NamedTuple):
    """A question that came to a server block: a name in lower case without its last dot, and a type."""

    cluster: Cluster
    block: Block
    name: str
    kind: str


class Served(NamedTuple):
    """An answer, and the plugin that gave it."""

    answer: Answer
    plugin: Plugin


def serve(asked: Asked) -> Answer:
    """Answer a question as the plugins of its server block do, one after another."""
    renamed, rewriting = rewrite(asked)
    served = first_answer(renamed, CHAIN)
    if served is None:
        reason = f"no plugin of the Corefile answers for {asked.name}"
        return Answer("SERVFAIL", reason=reason)
    return _restored(served.answer, renamed.name, asked.name, rewriting)


def first_answer(asked: Asked, plugins: Iterable[str]) -> Served | None:
    """Return what the first of the plugins of these names answers; None if all of them pass on."""
    for name in plugins:
        for plugin in asked.block.of(name):
            answer = CHAIN[name](asked, plugin)
            if answer is not None:
                return Served(answer, plugin)
    return None


def rewrite(asked: Asked) -> tuple[Asked, Plugin | None]:
    """Return the question under the name to which it is rewritten, with the rule that did it last."""
    last: Plugin | None = None
    for plugin in asked.block.of("rewrite"):
        target = rewritten_name(plugin, asked.name)
        if target is None:
            continue
        asked, last = asked._replace(name=target), plugin
        if plugin.words[1:2] != ("continue",):
            break
    return asked, last


def rewritten_name(plugin: Plugin, name: str) -> str | None:
    """Return what a rule `rewrite name` makes of a name; None if it is about others."""
    words = [word for word in plugin.words[1:] if word not in ("stop", "continue")]
    words = words or list(next((one for one in plugin.options if one[0] == "name"), ()))
    if words[:1] != ["name"]:
        return None
    how, rest = (
        (words[1], words[2:]) if words[1:2] and words[1] in MATCHES else ("exact", words[1:])
    )
    return _replaced(how, rest[0].strip('"'), rest[1].strip('"'), name) if len(rest) > 1 else None


def _replaced(how: str, source: str, target: str, name: str) -> str | None:
    """Return a name in which what matches is replaced; None if nothing does."""
    if how == "regex":
        match = _search(source, f"{name}.") or _search(source, name)
        groups = ("", *match.groups("")) if match else ()
        made = re.sub(
            r"\{(\d+)\}",
            lambda one: groups[int(one[1])] if int(one[1]) < len(groups) else "",
            target,
        )
        return made.strip(".").casefold() if match else None
    if how == "exact":
        return target.strip(".").casefold() if name == source.strip(".").casefold() else None
    if how == "suffix" and f"{name}.".endswith(f"{source.rstrip('.')}."):
        return f"{name}."[: -len(source.rstrip(".")) - 1] + target.rstrip(".")
    if how == "prefix" and name.startswith(source):
        return target + name.removeprefix(source)
    return name.replace(source, target) if how == "substring" and source in name else None


def _restored(answer: Answer, renamed: str, name: str, rule: Plugin | None) -> Answer:
    """Return an answer under the name that was asked for, where its rule gives it back: one of a whole
    name does, others if they say `answer`.
    """
    if rule is None or renamed == name:
        return answer
    words = [*rule.words, *(word for words in rule.options for word in words)]
    if "answer" not in words and not {*words}.isdisjoint(MATCHES[1:]):
        return answer
    records = [
        record._replace(name=name) if record.name == renamed else record
        for record in answer.answers
    ]
    return answer._replace(answers=tuple(records))


def _search(pattern: str, text: str) -> "re.Match[str] | None":
    """Search for a pattern of Go's; None for one that Python cannot read, or could take for ever over."""
    from minik.model.patterns import InvalidPattern, compile_pattern  # noqa: PLC0415 few have any

    try:
        if not compile_pattern(pattern).matches(text) or re.search(REPEATED, pattern):
            return None
        return re.search(pattern, text)
    except (InvalidPattern, re.error):
        return None


def template(asked: Asked, plugin: Plugin) -> Answer | None:
    """Answer as a template does: `template CLASS TYPE [ZONE...]`, with patterns and an answer."""
    zones = plugin.words[3:] or asked.block.names
    zone = longest(zones, asked.name)
    if (
        zone is None
        or plugin.words[1:2] not in (("IN",), ("ANY",))
        or plugin.words[2:3] not in ((asked.kind,), ("ANY",))
    ):
        return None
    patterns = plugin.texts("match")
    matches = [found for pattern in patterns if (found := _search(pattern, f"{asked.name}."))]
    if patterns and not matches:
        return None if plugin.falls_through(asked.name) else Answer("SERVFAIL", reason=NO_MATCH)
    code = "".join(plugin.option("rcode")[:1] or ("NOERROR",)).upper()
    lines = plugin.texts("answer")
    groups = matches[0].groupdict("") if matches else {}
    records = [record for line in lines if (record := _template_record(line, asked, zone, groups))]
    return Answer(code, tuple(records), reason=f"a template of the Corefile answers it with {code}")


NO_MATCH = (
    "no pattern of a template of the Corefile matches it, and the template has no fallthrough"
)


def _template_record(
    line: str, asked: Asked, zone: str, groups: Mapping[str, str]
) -> Record | None:
    """Return the record that a template's line makes; None where more than names stands in it."""
    fields = {
        ".Name": f"{asked.name}.",
        ".Zone": f"{zone.strip('.')}.",
        ".Type": asked.kind,
        ".Class": "IN",
    }
    fields |= {f".Group.{name}": value for name, value in groups.items()}
    made = re.sub(r"\{\{\s*([.\w]+)\s*\}\}", lambda one: fields.get(one[1], one[0]), line)
    words = made.split(maxsplit=4)
    if "{{" in made or len(words) < 4 or not words[1].isdecimal():
        return None
    kind, *value = words[3:] if words[2] == "IN" else words[2:]
    return Record(words[0].rstrip("."), kind, " ".join(value), int(words[1]))


def hosts(asked: Asked, plugin: Plugin) -> Answer | None:
    """Answer as a list of hosts does: it knows addresses, and hands on only what `fallthrough` says."""
    if longest(plugin.words[2:] or asked.block.names, asked.name) is None:
        return None
    lines = [words for words in plugin.options if is_address(words[0])]
    addresses = [
        words[0]
        for words in lines
        if asked.name in {word.strip(".").casefold() for word in words[1:]}
    ]
    if addresses:
        ttl = plugin.number("ttl", HOSTS_TTL)
        records = [
            answering.address_record(asked.name, address)._replace(ttl=ttl) for address in addresses
        ]
        matching = tuple(record for record in records if record.type == asked.kind)
        return Answer(
            "NOERROR",
            matching,
            reason="" if matching else "its plugin hosts has an address of the other family",
        )
    if plugin.falls_through(asked.name):
        return None
    return Answer(
        "SERVFAIL",
        reason=f"the plugin hosts of the Corefile does not have {asked.name}, and no fallthrough",
    )


def kubernetes(asked: Asked, plugin: Plugin) -> Answer | None:
    """Answer from the cluster's Services and pods, for the zones that the plugin serves."""
    zone = longest(plugin.words[1:] or asked.block.names, asked.name)
    if zone is None:
        return None
    domain = zone.strip(".").casefold()
    if any(covers(reverse, asked.name) for reverse in answering.REVERSE):
        return answering.answer(asked.cluster, asked.name, asked.kind)
    cluster = asked.cluster
    if domain != cluster.settings.cluster_domain:
        cluster = cluster.with_settings(cluster.settings._replace(cluster_domain=domain))
    hidden = _hidden(asked.name, domain, plugin)
    answer = hidden or answering.in_domain(cluster, asked.name, asked.kind)
    if answer.code == "NXDOMAIN" and plugin.falls_through(asked.name):
        return None
    return answer._replace(answers=_with_ttl(answer.answers, plugin))


def _hidden(name: str, domain: str, plugin: Plugin) -> Answer | None:
    """Return the answer for a name that the plugin's options hide; None if it may be answered."""
    labels = name.removesuffix(domain).strip(".").split(".")
    if labels[-1] == "pod" and plugin.option("pods")[:1] in ((), ("disabled",)):
        return Answer(
            "NXDOMAIN",
            reason="the plugin kubernetes of the Corefile answers for no pods (pods disabled)",
        )
    if len(labels) > 1 and leaves_out(plugin, labels[-2]):
        known = ", ".join(plugin.option("namespaces"))
        return Answer(
            "NXDOMAIN",
            reason=f"the plugin kubernetes of the Corefile answers for the namespaces {known} alone",
        )
    return None


def leaves_out(plugin: Plugin, namespace: str) -> bool:
    """Return whether a plugin kubernetes knows nothing of a namespace: it names others alone."""
    namespaces = plugin.option("namespaces")
    return bool(namespaces) and namespace not in namespaces


def _with_ttl(records: Sequence[Record], plugin: Plugin) -> tuple[Record, ...]:
    ttl = plugin.number("ttl", DEFAULT_TTL)
    return tuple(record._replace(ttl=ttl) if record.ttl == TTL else record for record in records)


def forward(asked: Asked, plugin: Plugin) -> Answer | None:
    """Answer that another server is asked, which is not known here."""
    if not plugin.words[1:] or not covers(plugin.words[1], asked.name):
        return None
    servers = ", ".join(plugin.words[2:])
    if covers(asked.cluster.settings.cluster_domain, asked.name):
        reason = f"no plugin kubernetes of the Corefile answers for {asked.name}: it is asked at {servers}"
        return Answer("REFUSED", reason=reason)
    if servers == NODES_OWN:
        return answering.outside(asked.name)
    return Answer(
        "REFUSED",
        reason=f"{asked.name} is asked at {servers}, as the Corefile says, and not known here",
    )


CHAIN: Mapping[str, Callable[[Asked, Plugin], Answer | None]] = {
    "template": template,
    "hosts": hosts,
    "kubernetes": kubernetes,
    "forward": forward,
}
