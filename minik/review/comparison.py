"""Compare two sides: what the change between them means, the worst first."""

from collections.abc import Iterator, Sequence

from minik.diagnosis.finding import ERROR, WARNING, Finding
from minik.diagnosis.view import title
from minik.kinds.service import fields as services
from minik.model.object import Key, Object
from minik.review import links
from minik.review.change import Caller, Change, Code, order
from minik.review.side import Side

OUTWARD = ("NodePort", "LoadBalancer")


def compare(before: Side, after: Side) -> list[Change]:
    """Return every consequence of the change from one side to the other."""
    changes = [
        *_refused(before, after),
        *_services(before, after),
        *links.compare(before, after),
        *_findings(before, after),
    ]
    return sorted(changes, key=order)


def _refused(before: Side, after: Side) -> Iterator[Change]:
    """Yield the objects that the server would newly refuse."""
    known = {(refusal.key, str(refusal.error)) for refusal in before.refusals}
    for refusal in after.refusals:
        if (refusal.key, str(refusal.error)) not in known:
            file, line = refusal.place("")
            yield Change(
                Code.OBJECT_REFUSED,
                refusal.key,
                because=refusal.error.message,
                file=file,
                line=line,
            )


def _services(before: Side, after: Side) -> Iterator[Change]:
    for key in sorted(before.services.keys() | after.services.keys()):
        if key not in after.services:
            yield _gone(key, before, after)
        elif key not in before.services:
            yield Change(Code.SERVICE_NEW, key, after=str(after.answers(key)))
        else:
            yield from _endpoints(key, before, after)
            yield from _ports(key, before, after)
            yield from _entries(key, before, after)


def _gone(key: Key, before: Side, after: Side) -> Change:
    """Return the loss of a Service: an error where somebody still calls it, or could from outside."""
    callers = callers_of(after, key)
    outward = services.service_type(before.services[key]) in OUTWARD
    level = ERROR if (callers or outward) and before.answers(key) else ""
    return Change(
        Code.SERVICE_GONE, key, before=str(before.answers(key)), callers=callers, level=level
    )


def callers_of(side: Side, key: Key, *ports: str) -> tuple[Caller, ...]:
    """Return who calls a Service, at any of these ports (by number or name) or, without, at all."""
    calls = side.calls.get(key, ())
    return tuple(call.caller for call in calls if not ports or call.port in ports)


def _endpoints(key: Key, before: Side, after: Side) -> Iterator[Change]:
    was, now = before.answers(key), after.answers(key)
    if was and not now:
        reason = after.resolve(key).reason
        yield Change(
            Code.ENDPOINTS_LOST,
            key,
            str(was),
            "0",
            reason.text if reason else "",
            reason.fix if reason else "",
            callers=callers_of(after, key),
        )
        return
    if now and not was:
        yield Change(Code.ENDPOINTS_GAINED, key, "0", str(now))
    elif was != now:
        yield Change(
            Code.ENDPOINTS_FEWER if now < was else Code.ENDPOINTS_MORE, key, str(was), str(now)
        )
    if was and now and (others := _makers(key, before)) != (own := _makers(key, after)):
        yield Change(Code.BACKENDS_DIFFER, key, ", ".join(others), ", ".join(own))


def _makers(key: Key, side: Side) -> list[str]:
    """Return the workloads behind a Service, by kind and name; for an ExternalName its target."""
    service = side.services[key]
    if services.is_external_name(service):
        return [services.external_name(service)]
    return sorted(map(title, side.view.makers_behind(service)))


def _ports(key: Key, before: Side, after: Side) -> Iterator[Change]:
    """Yield the ports that are no longer there, and those that lead elsewhere."""
    old, new = _by_number(before.services[key]), _by_number(after.services[key])
    names = {port.get("name"): number for number, port in new.items() if port.get("name")}
    for number, port in old.items():
        if number not in new:
            gone = {number[0], port.get("name") or number[0]} - set(names)
            callers = callers_of(after, key, *gone)
            moved = names.get(port.get("name"), ("", ""))
            yield Change(
                Code.PORT_GONE,
                key,
                "/".join(number),
                "/".join(filter(None, moved)),
                callers=callers,
                level=ERROR if callers else "",
            )
        elif port.get("targetPort") != new[number].get("targetPort"):
            was, now = (str(ports[number].get("targetPort", "")) for ports in (old, new))
            yield Change(Code.TARGET_MOVED, key, was, now, detail="/".join(number))


def _by_number(service: Object) -> dict[tuple[str, str], Object]:
    """Return the ports of a Service by number and protocol."""
    return {
        (str(port.get("port")), port.get("protocol") or "TCP"): port
        for port in services.ports(service)
    }


def _entries(key: Key, before: Side, after: Side) -> Iterator[Change]:
    """Yield the ways in from outside that are closed: types, fixed node ports, external addresses."""
    old, new = before.services[key], after.services[key]
    was, now = services.service_type(old), services.service_type(new)
    if was in OUTWARD and now not in OUTWARD:
        yield Change(Code.ENTRY_GONE, key, was, now)
    for address in sorted({*services.external_ips(old)} - {*services.external_ips(new)}):
        yield Change(Code.ENTRY_GONE, key, address)


def _findings(before: Side, after: Side) -> Iterator[Change]:
    """Yield what `check` newly finds, and what it no longer finds."""
    was, now = _by_identity(before.findings), _by_identity(after.findings)
    for identity in [identity for identity in now if identity not in was]:
        yield _finding(Code.FINDING_NEW, now[identity])
    for identity in [identity for identity in was if identity not in now]:
        yield _finding(Code.FINDING_GONE, was[identity])


def _by_identity(findings: Sequence[Finding]) -> dict[tuple[str, Key, str], Finding]:
    return {(finding.code.name, finding.object, finding.field): finding for finding in findings}


def _finding(code: Code, finding: Finding) -> Change:
    new = code is Code.FINDING_NEW
    level = WARNING if new and finding.severity == ERROR else finding.severity if new else ""
    return Change(
        code,
        finding.object,
        because=finding.because,
        fix=finding.fix if new else "",
        detail=finding.code.name,
        level=level,
        file=finding.file,
        line=finding.line,
    )
