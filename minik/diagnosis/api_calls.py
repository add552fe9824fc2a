"""What containers do at the API server, as far as their words show: kubectl, paths, leader election."""

import shlex
from collections.abc import Iterator, Sequence

from minik import light_re as re
from minik.diagnosis.programs import Program
from minik.diagnosis.rights import Need, by_word

PATH = re.compile(
    r"/(?:api/v1|apis/(?P<group>[a-z0-9.-]+)/v[0-9a-z]+)"
    r"(?:/namespaces/(?P<namespace>[^/\s\"']+))?/(?P<resource>[a-z]+)(?P<name>/[\w.$(){}-]+)?"
)
METHOD = re.compile(r"(?:-X|--request)[= ]?['\"]?(GET|POST|PUT|PATCH|DELETE)")
METHODS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
VERBS = {
    **dict.fromkeys(("get", "describe", "wait", "rollout"), "get"),
    **dict.fromkeys(("patch", "label", "annotate", "set", "edit", "apply"), "patch"),
    "delete": "delete",
    "create": "create",
}
PARTS = {"logs": ("get", "pods/log"), "exec": ("create", "pods/exec")}
# Options of kubectl that take their value as a word of its own.
VALUED = ("-n", "--namespace", "-o", "--output", "-l", "--selector", "-f", "-c", "--sort-by")


def needs(program: Program) -> Iterator[Need]:
    """Yield what a container does at the API server, by its words."""
    text = " ".join(program.words)
    namespace = program.maker.key.namespace
    for words in kubectl_calls(program.line or text):
        yield from needs_of_call(words, namespace)
    method = METHOD.search(text)
    for match in PATH.finditer(text):
        resource = match["resource"]
        known = by_word().get(resource)
        if known is None or known.plural != resource:
            continue
        verb = METHODS.get(method[1] if method else "", "get" if match["name"] else "list")
        where = match["namespace"] or ""
        inside = where if re.fullmatch(r"[a-z0-9-]+", where) else namespace if where else ""
        yield Need(verb, match["group"] or "", resource, inside)


def kubectl_calls(line: str) -> Iterator[list[str]]:
    """Yield the words after each kubectl of a shell line."""
    for part in re.split(r"[;&|\n]|\$\(|`", line):
        try:
            words = shlex.split(part.rstrip(") "))
        except ValueError:
            continue
        names = [word.rpartition("/")[2] for word in words]
        if "kubectl" in names:
            yield words[names.index("kubectl") + 1 :]


def needs_of_call(words: Sequence[str], namespace: str) -> Iterator[Need]:
    """Yield what one call of kubectl needs."""
    plain: list[str] = []
    skip = False
    for place, word in enumerate(words):
        if skip or word in VALUED:
            if word in ("-n", "--namespace") and not skip and place + 1 < len(words):
                namespace = words[place + 1]
            skip = not skip and word in VALUED
        elif word in ("-A", "--all-namespaces"):
            namespace = ""
        elif not word.startswith("-"):
            plain.append(word)
    if not plain or "$" in namespace:
        return
    verb, rest = plain[0], plain[1:]
    if verb in PARTS:
        yield Need(PARTS[verb][0], "", PARTS[verb][1], namespace)
        return
    if verb == "rollout" or verb == "set":
        rest = rest[1:]
    if verb not in VERBS and verb != "scale" or not rest:
        return
    word, _, name = rest[0].partition("/")
    resource = by_word().get(word.lower())
    if resource is None:
        return
    where = namespace if resource.namespaced else ""
    if verb == "scale":
        yield Need("patch", resource.group, f"{resource.plural}/scale", where)
        return
    named = bool(name) or len(rest) > 1
    does = "list" if verb in ("get", "describe") and not named else VERBS[verb]
    if verb == "rollout" and plain[1:2] not in (["status"], ["history"]):
        does = "patch"
    yield Need(does, resource.group, resource.plural, where)
