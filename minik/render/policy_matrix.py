"""The truth table of policies: for people as cyclonus and Kubernetes' e2e tests print it (`.` passes,
`X` does not), as JSON, as CSV; and what other policies would change in it.
"""

from collections.abc import Callable, Iterator, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.marks import bad, secondary
from minik.policy import groups
from minik.policy.groups import Group
from minik.policy.matrix import Difference, Door, Matrix, differences
from minik.policy.traffic import Verdict

OPEN, CLOSED, NONE = ".", "X", ""
WIDEST = 80
ROW = "from,to,protocol,port,allowed,direction,policies"


class Tables(NamedTuple):
    """What is shown: a table with who makes its pods, and the table before where one is supposed."""

    table: Matrix
    makers: dict[str, str]
    before: Matrix | None = None


class Column(NamedTuple):
    """One column: whom it is about, at which ports; every row has one answer for all of them."""

    group: Group
    doors: tuple[Door, ...]


def text(tables: Tables) -> str:
    """Render the table for people, then who closes what, then what changes."""
    table = tables.table
    if not table.pods:
        return "no pods\n"
    found = groups.groups(table, tables.makers)
    if not any(group.doors for group in found):
        return "no pod declares a port: name ports with --port, such as --port 80\n"
    lines = [line for grid in grids(table, found) for line in (*grid, "")]
    lines += [secondary(f"{OPEN}  may connect   {CLOSED}  may not"), "", *closed_by(table)]
    if tables.before is not None:
        lines += ["", *change_lines(list(differences(tables.before, table)))]
    return "".join(f"{escape_controls(line.rstrip())}\n" for line in lines)


def grids(table: Matrix, found: Sequence[Group]) -> Iterator[list[str]]:
    """Yield a grid for the ports that answer alike where all pods have the same ports; else one for
    all, whose columns name the ports where they differ.
    """
    asked = [group for group in found if group.doors]
    if len({group.doors for group in asked}) > 1 or len(asked) < len(found):
        columns = [one for group in asked for one in split(table, found, group)]
        several = {one.group.path for one in columns if len(one.doors) < len(one.group.doors)}
        titles = [
            f"{one.group.path} {name(one.doors)}" if one.group.path in several else label(one.group)
            for one in columns
        ]
        yield grid(table, found, columns, titles, "")
        return
    alike: dict[tuple[bool, ...], list[Door]] = {}
    for door in asked[0].doors:
        answers = tuple(allows(table, one, other, door) for one in found for other in asked)
        alike.setdefault(answers, []).append(door)
    for doors in alike.values():
        columns = [Column(group, tuple(doors)) for group in asked]
        yield grid(table, found, columns, [label(group) for group in asked], name(doors))


def split(table: Matrix, found: Sequence[Group], group: Group) -> Iterator[Column]:
    """Yield the columns of a group: its ports, those together that everybody meets alike."""
    alike: dict[tuple[bool, ...], list[Door]] = {}
    for door in group.doors:
        answers = tuple(allows(table, one, group, door) for one in found)
        alike.setdefault(answers, []).append(door)
    yield from (Column(group, tuple(doors)) for doors in alike.values())


def allows(table: Matrix, client: Group, server: Group, door: Door) -> bool:
    """Return whether one group may ask another at a port."""
    return groups.verdict(table, client, server, door).allowed


def label(group: Group) -> str:
    """Return the title of a group, with the number of its pods if there are several."""
    return f"{group.path} ({len(group.pods)})" if len(group.pods) > 1 else group.path


def name(doors: Sequence[Door]) -> str:
    """Return ports as people read them: `TCP/80,8080 UDP/53`."""
    by_protocol: dict[str, list[str]] = {}
    for protocol, port in doors:
        by_protocol.setdefault(protocol, []).append(str(port))
    return " ".join(f"{protocol}/{','.join(found)}" for protocol, found in by_protocol.items())


def grid(
    table: Matrix,
    found: Sequence[Group],
    columns: Sequence[Column],
    titles: Sequence[str],
    corner: str,
) -> list[str]:
    """Return a grid as lines: columns by name where they fit, else by number, and the names below."""
    rows = [label(group) for group in found]
    first = max(map(len, (*rows, corner))) + 2
    fits = first + sum(len(title) + 2 for title in titles) <= WIDEST
    heads = titles if fits else [str(number) for number in range(1, len(titles) + 1)]
    lines = [f"{corner:{first}}" + "  ".join(heads)]
    for row, client in zip(rows, found, strict=True):
        cells = [
            mark(allows(table, client, column.group, column.doors[0]), len(head))
            for column, head in zip(columns, heads, strict=True)
        ]
        lines.append(f"{row:{first}}" + "  ".join(cells))
    names = [f"{head:>4}  {title}" for head, title in zip(heads, titles, strict=True)]
    return lines if fits else [*lines, "", *names]


def mark(allowed: bool, width: int) -> str:
    """Return one answer, in as many columns as its heading has."""
    return f"{OPEN:{width}}" if allowed else bad(CLOSED) + " " * (width - 1)


def closed_by(table: Matrix) -> Iterator[str]:
    """Yield how many connections are closed, and each policy that closes some."""
    cells = [cell for cell in table.cells() if cell.client != cell.server]
    closed = [cell.verdict for cell in cells if not cell.verdict.allowed]
    if not closed:
        yield "every connection passes"
        return
    yield f"{len(closed)} of {len(cells)} connections are closed:"
    count: dict[str, int] = {}
    for verdict in closed:
        text_of = closers(verdict)
        count[text_of] = count.get(text_of, 0) + 1
    for title, number in sorted(count.items(), key=lambda pair: -pair[1]):
        yield f"{number:6}  {title}"


def closers(verdict: Verdict) -> str:
    """Return what closes a connection: its direction, its policies, and the rule of one."""
    rule = f' rule "{verdict.rule}"' if verdict.rule else ""
    return f"{verdict.direction}: {', '.join(map(title, verdict.policies))}{rule}"


def title(policy: objects.Object) -> str:
    """Return a policy as `NetworkPolicy shop/web`."""
    return f"{policy['kind']} {objects.key(policy).path}"


def change_lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield what changes: each connection that is opened, closed, new or gone."""
    if not found:
        yield "nothing changes"
        return
    words = [word(one) for one in found]
    counts = {one: words.count(one) for one in dict.fromkeys(words)}
    yield "what changes: " + ", ".join(f"{number} {one}" for one, number in counts.items())
    for one, state in zip(found, words, strict=True):
        shut = one.after or one.before
        why = f"   {closers(shut)}" if shut and not shut.allowed else ""
        way = f"{one.client} → {one.server}"
        line = f"  {state:7} {name([one.door]):10} {way:34}{why}"
        yield bad(line) if state == "closed" else line


def word(one: Difference) -> str:
    """Return what happens to a connection: opened, closed, new (with its pod) or gone (likewise)."""
    if one.before is None or one.after is None:
        return "new" if one.before is None else "gone"
    return "opened" if one.after.allowed else "closed"


def document(tables: Tables) -> dict[str, Any]:
    """Return the table for JSON; with a table before, both, and the changes."""
    if tables.before is None:
        return _document(tables.table)
    found = differences(tables.before, tables.table)
    return {
        "before": _document(tables.before),
        "after": _document(tables.table),
        "changes": [
            {
                "from": one.client,
                "to": one.server,
                "port": f"{one.door[0]}/{one.door[1]}",
                "before": one.before.allowed if one.before else None,
                "after": one.after.allowed if one.after else None,
            }
            for one in found
        ],
    }


def _document(table: Matrix) -> dict[str, Any]:
    rows: dict[str, dict[str, dict[str, bool]]] = {pod: {} for pod in table.pods}
    for (client, server), found in table.verdicts.items():
        rows[client][server] = {
            f"{protocol}/{port}": one.allowed for (protocol, port), one in found.items()
        }
    return {"pods": list(table.pods), "rows": rows}


def rendered(tables: Tables) -> str:
    """Return the table as JSON."""
    from minik.render import documents  # noqa: PLC0415 only a program asks for a document

    return documents.render(document(tables), "json")


def csv(tables: Tables) -> str:
    """Return a line for each connection; with a table before, one column more says what changes."""
    changed = (
        {
            (one.client, one.server, one.door): word(one)
            for one in differences(tables.before, tables.table)
        }
        if tables.before is not None
        else None
    )
    lines = [ROW if changed is None else f"{ROW},change"]
    for client, server, door, verdict in tables.table.cells():
        cells = [
            client,
            server,
            *map(str, door),
            str(verdict.allowed).lower(),
            "" if verdict.allowed else verdict.direction,
            "" if verdict.allowed else " ".join(_short(one) for one in verdict.policies),
            *([] if changed is None else [changed.get((client, server, door), "")]),
        ]
        lines.append(",".join(cells))
    return "".join(f"{line}\n" for line in lines)


def _short(policy: objects.Object) -> str:
    return f"{policy['kind']}/{objects.key(policy).path}"


VIEWS: dict[str, Callable[[Tables], str]] = {"": text, "json": rendered, "csv": csv}
