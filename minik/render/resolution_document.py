"""A resolution as JSON and YAML, for programs."""

from minik.diagnosis.resolution import Resolution
from minik.light_typing import Any
from minik.model import object as objects
from minik.proxy.backends import Backend
from minik.proxy.routing import Route
from minik.render import documents


def document(resolution: Resolution) -> dict[str, Any]:
    """Return the whole resolution for JSON and YAML."""
    service = resolution.service
    return documents.camel_case(  # type: ignore[no-any-return]
        {
            "name": resolution.name,
            "from": resolution.client.label if resolution.client else "",
            "mode": resolution.view.mode.name,
            "target": resolution.target,
            "service": f"{objects.namespace(service)}/{objects.name(service)}" if service else "",
            "answers": not resolution.reason,
            "records": [record._asdict() for record in resolution.records],
            "routes": [
                _route_document(route, resolution.closers(route.protocol))
                for route in resolution.routes
            ],
            "direct": [_backend(one, resolution.closers()) for one in resolution.direct],
            "health_checks": [{**one._asdict(), "status": one.status} for one in resolution.health],
            "reason": resolution.reason.text if resolution.reason else "",
            "fix": resolution.reason.fix if resolution.reason else "",
        }
    )


def _route_document(route: Route, closed: dict[Backend, list[str]]) -> dict[str, Any]:
    share = round(1 / len(route.backends), 6) if route.backends else 0
    return {
        **route._asdict(),
        "backends": [{**_backend(one, closed), "probability": share} for one in route.backends],
        "not_used": [
            {**backend._asdict(), "reason": str(reason)} for backend, reason in route.not_used
        ],
        "refusal": str(route.refusal),
    }


def _backend(backend: Backend, closed: dict[Backend, list[str]]) -> dict[str, Any]:
    return {**backend._asdict(), "closed_by": closed.get(backend, [])}
