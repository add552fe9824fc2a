"""What webhook configurations share. Upstream rules: admissionregistration `validation.go`."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds._admission import (
    FAILURE_POLICIES,
    MATCH_POLICIES,
    REINVOCATION_POLICIES,
    conditions_problems,
    rule_problems,
    with_default_scopes,
)
from minik.kinds._metadata import metadata_problems
from minik.kinds._rules import check_choice, check_choice_if_set, check_each
from minik.kinds._selector import label_selector_problems
from minik.kinds._webhook import client_problems, default_client, review_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column
from minik.model.object import Object, write
from minik.model.problem import duplicate, invalid, required

Hook = Mapping[str, Any]
DEFAULTS = {
    "failurePolicy": "Fail",
    "matchPolicy": "Equivalent",
    "namespaceSelector": {},
    "objectSelector": {},
    "timeoutSeconds": 10,
}
SIDE_EFFECTS = ("None", "NoneOnDryRun")


def default_hook(hook: Hook) -> dict[str, Any]:
    """Return a webhook with its defaults: a timeout of ten seconds, and failurePolicy Fail."""
    rules = {"rules": with_default_scopes(hook["rules"])} if hook.get("rules") else {}
    return {
        **DEFAULTS,
        **hook,
        **rules,
        "clientConfig": default_client(hook.get("clientConfig") or {}),
    }


def with_default_hooks(configuration: Object, more: Hook) -> Object:
    """Return the configuration with defaults, and those in `more`, for its webhooks."""
    hooks = configuration.get("webhooks")
    return (
        configuration
        if not hooks
        else {**configuration, "webhooks": [{**more, **default_hook(hook)} for hook in hooks]}
    )


def prepare(configuration: Object, old: Object | None, _: Draft) -> Object:
    """Return the configuration with its generation, which counts changes of the webhooks."""
    if old is None:
        return write(configuration, "metadata.generation", 1)
    changed = configuration.get("webhooks") != old.get("webhooks")
    return write(
        configuration, "metadata.generation", (old["metadata"].get("generation") or 1) + changed
    )


def problems(configuration: Object) -> Iterator[Problem]:
    yield from metadata_problems(configuration, namespaced=False, standard_finalizers=False)
    seen = set()
    for index, hook in enumerate(configuration.get("webhooks") or ()):
        path, name = f"webhooks[{index}]", hook.get("name") or ""
        yield from hook_problems(path, hook)
        yield from review_problems(
            f"{path}.admissionReviewVersions",
            hook.get("admissionReviewVersions") or [],
            "must specify one of v1, v1beta1",
        )
        if name and name in seen:
            yield duplicate(f"{path}.name", name)
        seen.add(name)


def hook_problems(path: str, hook: Hook) -> Iterator[Problem]:
    """Yield the problems of one webhook."""
    yield from name_problems(f"{path}.name", hook.get("name") or "")
    yield from check_each(f"{path}.rules", hook.get("rules"), rule_problems)
    yield from check_choice_if_set(
        f"{path}.failurePolicy", hook.get("failurePolicy"), FAILURE_POLICIES
    )
    yield from check_choice_if_set(f"{path}.matchPolicy", hook.get("matchPolicy"), MATCH_POLICIES)
    if hook.get("sideEffects") is None:
        yield required(f"{path}.sideEffects", f"must specify one of {', '.join(SIDE_EFFECTS)}")
    else:
        yield from check_choice(f"{path}.sideEffects", hook["sideEffects"], SIDE_EFFECTS)
    seconds = hook.get("timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        yield invalid(
            f"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds"
        )
    for field in ("namespaceSelector", "objectSelector"):
        yield from label_selector_problems(hook.get(field), f"{path}.{field}")
    yield from check_choice_if_set(
        f"{path}.reinvocationPolicy", hook.get("reinvocationPolicy"), REINVOCATION_POLICIES
    )
    yield from client_problems(f"{path}.clientConfig", hook.get("clientConfig") or {})
    yield from conditions_problems(f"{path}.matchConditions", hook.get("matchConditions"))


def name_problems(path: str, name: str) -> Iterator[Problem]:
    """Yield the problems of a webhook's name: a domain of at least three labels."""
    wrong = list(names.subdomain(name)) if name else []
    if not name:
        yield required(path)
    elif wrong:
        yield from (invalid(path, name, message) for message in wrong)
    elif name.count(".") < 2:
        yield invalid(
            path, name, "should be a domain with at least three segments separated by dots"
        )


def webhooks_column(configuration: Object, _: datetime) -> str:
    return str(len(configuration.get("webhooks") or ()))


COLUMNS = (Column("WEBHOOKS", webhooks_column),)
