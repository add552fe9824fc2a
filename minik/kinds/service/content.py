"""What most rules of a Service look at: all of its spec but the selector and the addresses.

Services of one shape agree in it, so those rules are applied once. They are given nothing else, so
they cannot depend on anything else.
"""

from minik.kinds._metadata import deciding_annotations
from minik.kinds.service.fields import NONE
from minik.light_typing import Any
from minik.model.object import Object, spec

APART = ("selector", "clusterIP", "clusterIPs")
SOME = "some"  # an address: those rules only ask whether there is one, and whether it is `None`


def content_of(service: Object) -> Object:
    """Return the service without its names, selector and addresses."""
    stated = spec(service)
    shared: dict[str, Any] = {name: value for name, value in stated.items() if name not in APART}
    if stated.get("clusterIP"):
        shared["clusterIP"] = _shape(stated["clusterIP"])
    if stated.get("clusterIPs"):
        shared["clusterIPs"] = list(map(_shape, stated["clusterIPs"]))
    return {"metadata": {"annotations": deciding_annotations(service["metadata"])}, "spec": shared}


def _shape(address: str) -> str:
    return NONE if address == NONE else SOME
