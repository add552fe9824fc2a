"""What is probably meant by a value that the API server refuses: a word in another case or
misspelt, a number in quotes, a name with capitals or blanks to fill in, a field that is missing.
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.command_line.field_paths import last_name, value_at
from minik.light_typing import Any
from minik.model import suggestions

# the words of enumerations, as they are written
WORDS = (
    *("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "TCP", "UDP", "SCTP", "Local"),
    *("Cluster", "ClientIP", "None", "Always", "IfNotPresent", "Never", "OnFailure", "Recreate"),
    *("RollingUpdate", "OnDelete", "SingleStack", "PreferDualStack", "RequireDualStack", "IPv4"),
    *("IPv6", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "Retain", "Delete", "Exact"),
    *("Prefix", "NoSchedule", "NoExecute", "PreferNoSchedule", "Allow", "Forbid", "Replace"),
)
# the words of the fields in which a letter is likely to be amiss
OF_FIELD = {
    "type": WORDS[:4],
    "protocol": WORDS[4:7],
    **dict.fromkeys(("externalTrafficPolicy", "internalTrafficPolicy"), ("Local", "Cluster")),
    "sessionAffinity": ("ClientIP", "None"),
    "imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "restartPolicy": ("Always", "OnFailure", "Never"),
    "ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
    "pathType": ("Exact", "Prefix", "ImplementationSpecific"),
    "concurrencyPolicy": ("Allow", "Forbid", "Replace"),
}
BY_WORD = {word.casefold(): word for word in WORDS}
SUPPORTED = "FieldValueNotSupported"
# protocols above TCP and UDP, which people give as a port's protocol
CARRIED = {
    **dict.fromkeys(("http", "https", "http2", "grpc", "ws", "tls", "h2c"), "TCP"),
    **dict.fromkeys(("dns", "quic", "http3"), "UDP"),
}
# what a field that must be there usually is
USUAL = {"pathType": "pathType: Prefix"}
BLANK = re.compile(r"\$\{?\w+\}?|<[^<>]*>|\{\{.*\}\}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")


def slips(error_causes: Any, value: Any) -> Iterator[str]:
    """Yield what was probably meant by the values that the causes of an error name."""
    unnamed = False
    for cause in error_causes:
        name = last_name(cause.field)
        written = value_at(value, cause.field)
        if cause.reason == "FieldValueRequired":
            unnamed = unnamed or re.fullmatch(r"spec\.ports\[\d+\]\.name", cause.field) is not None
            yield from _missing(cause.field, name, value)
        elif isinstance(written, str):
            yield from _word(name, written, cause)
    if unnamed:
        yield "a name for each of the ports, as in name: http"


def _missing(field: str, name: str, value: Any) -> Iterator[str]:
    if name in USUAL:
        yield USUAL[name]
    labels = value_at(value, "spec.template.metadata.labels")
    if field == "spec.selector" and isinstance(labels, dict) and labels:
        inside = ", ".join(f"{key}: {label}" for key, label in labels.items())
        yield f"selector: {{matchLabels: {{{inside}}}}}"


def _word(name: str, written: str, cause: Any) -> Iterator[str]:
    word = BY_WORD.get(written.casefold())
    if word and word != written:
        yield f"{name}: {word}"
    elif cause.reason == SUPPORTED:
        if name == "protocol" and written.casefold() in CARRIED:
            below = CARRIED[written.casefold()]
            yield f"protocol: {below}, on which {written.casefold()} runs (appProtocol names it)"
        else:
            near = suggestions.similar_words(written, OF_FIELD.get(name, ()))
            yield from (f"{name}: {word}" for word in near[:1])
    elif written.isdecimal() and name.casefold().endswith("port"):
        yield f"{name}: {written}, without quotes"
    elif cause.reason == "FieldValueInvalid" and name == "name":
        yield from _name(written)


def _name(written: str) -> Iterator[str]:
    blank = BLANK.search(written)
    if blank:
        yield f"a name of your own in place of {blank[0]}"
        return
    meant = re.sub(r"[^a-z0-9.]+", "-", written.lower()).strip("-.")
    if meant != written and NAME.fullmatch(meant):
        yield f"name: {meant}"
