"""CertificateSigningRequests: requests to sign a certificate."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from minik import light_re as re
from minik.errors import Problem
from minik.kinds import certificate_request, layout
from minik.kinds._columns import AGE, NAME
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import any_name, check_choice
from minik.kinds._signer import signer_problems
from minik.kinds.self_subject_review import writer_info
from minik.model.cluster import Cluster, Draft
from minik.model.duration import human_duration
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, read
from minik.model.problem import duplicate, invalid, required

USAGES = (
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
)
BLOCK = re.compile(
    rb"-----BEGIN CERTIFICATE REQUEST-----\s.*-----END CERTIFICATE REQUEST-----", re.DOTALL
)
# what `describe` tells of the subject, by its number in X.509: always, and where it is there; and
# of its other names, by their tags
ALWAYS = (("Common Name", "2.5.4.3"), ("Serial Number", "2.5.4.5"))
SUBJECT = (
    ("Organization", certificate_request.ORGANIZATION),
    ("Organizational Unit", "2.5.4.11"),
    ("Country", "2.5.4.6"),
    ("Locality", "2.5.4.7"),
    ("Province", "2.5.4.8"),
    ("StreetAddress", "2.5.4.9"),
    ("PostalCode", "2.5.4.17"),
)
ALTERNATIVE_NAMES = (
    ("DNS Names", certificate_request.DNS),
    ("Email Addresses", certificate_request.EMAIL),
    ("URIs", certificate_request.URI),
    ("IP Addresses", certificate_request.ADDRESS),
)
SHORTEST = 600


def prepare(request: Object, old: Object | None, draft: Draft) -> Object:
    """Return the request with its creator; updates change neither spec nor status."""
    if old is not None:
        return {**request, "spec": old.get("spec") or {}, "status": old.get("status") or {}}
    spec = {name: value for name, value in (request.get("spec") or {}).items() if name != "extra"}
    return {**request, "spec": {**spec, **writer_info(draft)}, "status": {}}


def problems(request: Object) -> Iterator[Problem]:
    yield from metadata_problems(request, any_name, False)
    spec = request.get("spec") or {}
    if not BLOCK.search(b64decode(spec.get("request") or "")):
        yield invalid(
            "spec.request", spec.get("request") or "", "PEM block type must be CERTIFICATE REQUEST"
        )
    usages = spec.get("usages") or []
    if not usages:
        yield required("spec.usages")
    for index, usage in enumerate(usages):
        yield from check_choice(f"spec.usages[{index}]", usage, USAGES)
        if usage in usages[:index]:
            yield duplicate(f"spec.usages[{index}]", usage)
    if spec.get("signerName") == "kubernetes.io/legacy-unknown":
        yield invalid(
            "spec.signerName",
            spec["signerName"],
            "the legacy signerName is not allowed via this API version",
        )
    else:
        yield from signer_problems("spec.signerName", spec.get("signerName") or "")
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < SHORTEST:
        yield invalid(
            "spec.expirationSeconds",
            seconds,
            "may not specify a duration less than 600 seconds (10 minutes)",
        )


def state(request: Object) -> str:
    """Return the state as kubectl shows it: `Pending`, `Approved,Issued`, ..."""
    types = {condition.get("type") for condition in read(request, "status.conditions", [])}
    words = ["Denied" if "Denied" in types else "Approved" if "Approved" in types else "Pending"]
    return ",".join(
        words
        + ["Failed"] * ("Failed" in types)
        + ["Issued"] * bool(read(request, "status.certificate"))
    )


def signer_column(request: Object, _: datetime) -> str:
    return str(read(request, "spec.signerName") or "<none>")


def requestor_column(request: Object, _: datetime) -> str:
    return str(read(request, "spec.username", ""))


def duration_column(request: Object, _: datetime) -> str:
    seconds = read(request, "spec.expirationSeconds")
    return "<none>" if seconds is None else human_duration(seconds)


def condition_column(request: Object, _: datetime) -> str:
    return state(request)


def describe(request: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeCertificateSigningRequest`."""
    seconds = read(request, "spec.expirationSeconds")
    lines = [
        f"Name:\t{name(request)}",
        f"Labels:\t{layout.format_labels(labels(request))}",
        f"Annotations:\t{layout.format_labels(annotations(request))}",
        f"CreationTimestamp:\t{layout.format_date(request['metadata'].get('creationTimestamp'))}",
        f"Requesting User:\t{read(request, 'spec.username', '')}",
        f"Signer:\t{read(request, 'spec.signerName', '')}",
    ]
    lines += [] if seconds is None else [f"Requested Duration:\t{human_duration(seconds)}"]
    return "\n".join([*lines, f"Status:\t{state(request)}", *subject_lines(request)])


def subject_lines(request: Object) -> Iterator[str]:
    """Yield subject and alternative names of the certificate, or the parse error."""
    try:
        requested = certificate_request.parse_request(b64decode(read(request, "spec.request", "")))
    except ValueError as error:
        yield f"Subject:\t<Error parsing CSR: {error}>"
        return
    yield "Subject:"
    yield from (
        f"\t{title}:\t{requested.subject.get(number, [''])[-1]}" for title, number in ALWAYS
    )
    yield from value_lines((title, requested.subject.get(number)) for title, number in SUBJECT)
    if requested.names.keys() & dict(ALTERNATIVE_NAMES).values():
        yield "Subject Alternative Names:"
        yield from value_lines(
            (title, requested.names.get(tag)) for title, tag in ALTERNATIVE_NAMES
        )


def value_lines(parts: Iterable[tuple[str, Sequence[str] | None]]) -> Iterator[str]:
    """Yield the values of each title, one a line, aligned under the first."""
    for title, values in parts:
        yield from (
            f"\t{'' if index else title + ':'}\t{value}" for index, value in enumerate(values or ())
        )


KIND = Kind(
    "CertificateSigningRequest",
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec"),
    describe=describe,
    whole_row=True,
    has_status=False,
    columns=(
        NAME,
        AGE,
        Column("SIGNERNAME", signer_column),
        Column("REQUESTOR", requestor_column),
        Column("REQUESTEDDURATION", duration_column),
        Column("CONDITION", condition_column),
    ),
    selectable={"spec.signerName": lambda request: str(read(request, "spec.signerName", ""))},
)
