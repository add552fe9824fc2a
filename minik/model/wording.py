"""Words for numbers in minik's own sentences."""


def pluralize(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 pod`, `2 pods`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article: `a Pod`, `an IngressClass`."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"
