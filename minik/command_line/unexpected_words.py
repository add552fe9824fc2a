"""Arguments of verbs that take none."""

from collections.abc import Sequence

from minik.errors import ClientError


def refuse_words(words: Sequence[str], verb: str, candidates: Sequence[str] = ()) -> None:
    """Raise ClientError where a verb that takes no arguments got some."""
    if words:
        from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

        raise ClientError(
            f"Unexpected args: [{' '.join(words)}]\nSee 'minik {verb} -h' for help and examples",
            hint=suggestions.suggest(words[0], candidates),
        )
