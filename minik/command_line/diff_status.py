"""The exit status of verbs that compare: 1 means that something differs, so errors end with 2."""

from minik.errors import MinikError

FAILED = 2


def as_failure(error: MinikError) -> MinikError:
    """Return the error with exit status 2, as 1 means that something differs."""
    error.status = FAILED
    return error
