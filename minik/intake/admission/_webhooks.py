"""What the plugins of webhooks say where nobody can be called."""

from collections.abc import Iterable

from minik.model.admission_plugin import AdmissionRequest


def uncalled(request: AdmissionRequest, configuration: str) -> Iterable[str]:
    """Return the warnings about webhooks of a kind of configuration that would have been called; none
    where they are.
    """
    if request.draft.base.outside is not None or not request.draft.may_hold(configuration):
        return ()
    from minik.intake.webhooks import uncalled  # noqa: PLC0415 most clusters have no webhooks

    return uncalled.warnings(request, configuration)
