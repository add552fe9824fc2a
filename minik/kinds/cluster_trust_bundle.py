"""ClusterTrustBundles: trust anchors for the whole cluster."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable
from minik.kinds._signer import signer_problems
from minik.model import names
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import invalid

LIMIT = 1024 * 1024


def signer(bundle: Object) -> str:
    return str(read(bundle, "spec.signerName", ""))


def problems(bundle: Object) -> Iterator[Problem]:
    prefix = signer(bundle).replace("/", ":") + ":"

    def rule(text: str) -> Iterator[str]:
        if not signer(bundle):
            if ":" in text:
                yield 'ClusterTrustBundle without signer name must not have ":" in its name'
            yield from names.subdomain(text)
        elif not text.startswith(prefix):
            yield f"ClusterTrustBundle for signerName {signer(bundle)} must be named with prefix {prefix}"
        else:
            yield from names.subdomain(text.removeprefix(prefix))

    yield from metadata_problems(bundle, rule, False)
    if signer(bundle):
        yield from signer_problems("spec.signerName", signer(bundle))
    text = read(bundle, "spec.trustBundle", "")
    if names.byte_count(text) > LIMIT:
        yield Problem(
            "spec.trustBundle", "FieldValueTooLong", f"Too long: may not be more than {LIMIT} bytes"
        )
    elif "-----BEGIN CERTIFICATE-----" not in text:
        yield invalid(
            "spec.trustBundle", "<value omitted>", "at least one trust anchor must be provided"
        )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from check_immutable("spec.signerName", signer(new), signer(old))


def signer_column(bundle: Object, _: datetime) -> str:
    return signer(bundle) or "<none>"


KIND = Kind(
    "ClusterTrustBundle",
    problems=problems,
    update_problems=update_problems,
    whole_row=True,
    has_status=False,
    columns=(NAME, Column("SIGNERNAME", signer_column)),
    selectable={"spec.signerName": signer},
)
