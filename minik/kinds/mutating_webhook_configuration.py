"""MutatingWebhookConfigurations: webhooks that may change an object before it is stored."""

from minik.kinds._metadata import metadata_update_problems
from minik.kinds._webhooks import COLUMNS, prepare, problems, with_default_hooks
from minik.model.kind import Kind
from minik.model.object import Object


def default(configuration: Object) -> Object:
    return with_default_hooks(configuration, {"reinvocationPolicy": "Never"})


KIND = Kind(
    "MutatingWebhookConfiguration",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=COLUMNS,
    has_status=False,
)
