"""Reviews as one YAML document, the same as in JSON."""

from minik.render import documents
from minik.render.review_report import Review
from minik.render.review_report.json import document


def render(review: Review) -> str:
    return documents.render(document(review), "yaml")
