"""The API server of the version that is asked about does not serve the object's API version."""

from collections.abc import Iterator

from minik.diagnosis import api_uses
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    api_uses.UNSERVED,
    "",
    ERROR,
    "Kubernetes of the version asked about (--target-version) does not serve the API version",
    "Objects that are stored stay, since the server converts them; but manifests, charts and programs "
    "that use the version are refused after the upgrade: kubectl apply, helm upgrade and controllers "
    "fail. Helm reads the manifest of the last release, so it fails even if the new chart is right: "
    "upgrade the release with the new chart before the cluster.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(api_uses.facts))
