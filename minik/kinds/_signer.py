"""Signer names, `domain/path`. Upstream rule: core `ValidateSignerName`."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.model import names
from minik.model.problem import invalid, quote, required, too_long


def signer_problems(path: str, signer: str) -> Iterator[Problem]:
    """Yield the problems of a signer name: a domain of two labels at least, and a path."""
    if not signer:
        yield required(path)
        return
    domain, slash, rest = signer.partition("/")
    if not slash or "/" in rest:
        yield invalid(
            path,
            signer,
            "must be a fully qualified domain and path of the form 'example.com/signer-name'",
        )
        return
    if names.byte_count(domain) > 253:
        yield too_long(path, 253)
    for label in domain.split("."):
        yield from (
            invalid(path, domain, f"validating label {quote(label)}: {message}")
            for message in names.label(label)
        )
    if "." not in domain:
        yield invalid(
            path, domain, "should be a domain with at least two segments separated by dots"
        )
    for label in rest.split("."):
        yield from (
            invalid(path, rest, f"validating label {quote(label)}: {message}")
            for message in names.subdomain(label)
        )
