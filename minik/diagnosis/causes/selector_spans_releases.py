"""Selectors that match the pods of two releases of one chart."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.selector_matches import format_selector
from minik.diagnosis.view import View, title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object

CAUSE = Cause(
    "selector-spans-releases",
    "",
    WARNING,
    "the selector also matches the pods of another release of the same chart",
    "Two releases in one namespace carry the same app labels and differ in their instance alone. A Service that does not select by the "
    "instance sends a part of all connections to the other release. Let the chart add the instance label to the selector.",
)
INSTANCE = ("app.kubernetes.io/instance", "release")


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        label = next((name for name in INSTANCE if objects.labels(service).get(name)), "")
        if label and label not in services.selector(service):
            yield from other_releases(view, service, label)


def other_releases(view: View, service: Object, label: str) -> Iterator[Finding]:
    """Yield a finding if pods of this release and of another one stand behind a Service."""
    own = objects.labels(service)[label]
    releases: dict[str, Key] = {}
    for key, made_pods in view.makers_behind(service).items():
        releases.setdefault(objects.labels(made_pods[0]).get(label) or own, key)
    others = [release for release in sorted(releases) if release != own]
    if own not in releases or not others:
        return
    fix = patches.patch(objects.key(service), {"spec": {"selector": {label: own}}})
    yield Finding(
        CAUSE,
        objects.key(service),
        "spec.selector",
        f"{format_selector(services.selector(service))} also matches {title(releases[others[0]])} of the "
        f'release "{others[0]}"; this Service is of "{own}"',
        patches.choose_fix(view, fix, patches.pairs({label: own})),
        title(releases[others[0]]),
    )
