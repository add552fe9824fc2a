"""ExternalNames that lead to a Service of the cluster: whether somebody answers at the end."""

import pytest
from crafting import check, endpoint_slice, external, live, node, seen, service, stored

from minik.diagnosis import causes
from minik.diagnosis.view import View
from minik.model.object import Object

INSIDE = ".default.svc.cluster.local"
CODE = "external-name-unanswered"
WELL = [stored(service()), live(), node(), endpoint_slice(ip="10.244.1.2")]
CHAINS: dict[str, tuple[list[Object], list[str]]] = {
    "a Service with a ready pod": ([external("db", "web" + INSIDE), *WELL], []),
    "the same, with a dot at the end": ([external("db", "web" + INSIDE + "."), *WELL], []),
    "a Service without pods": ([external("db", "web" + INSIDE), stored(service())], ["db"]),
    "two names on the way": (
        [external("db", "other" + INSIDE), external("other", "web" + INSIDE), stored(service())],
        ["db", "other"],
    ),
    "out of the cluster in the end": (
        [external("db", "other" + INSIDE), external("other", "db.example.com")],
        [],
    ),
    "an address in the end": (
        [external("db", "other" + INSIDE), external("other", "192.0.2.1")],
        ["db"],
    ),
    "a name that is not there in the end": (
        [external("db", "other" + INSIDE), external("other", "gone" + INSIDE)],
        ["db"],
    ),
    "a circle": (
        [external("db", "other" + INSIDE), external("other", "db" + INSIDE)],
        ["db", "other"],
    ),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_an_external_name_answers_as_what_it_leads_to(chain: str) -> None:
    docs, unanswered = CHAINS[chain]
    found = causes.collect_findings(View(seen(docs).cluster))
    assert [one.object.name for one in found if one.code.name == CODE] == unanswered


def test_files_do_not_tell_whether_somebody_answers() -> None:
    docs, _ = CHAINS["a Service without pods"]
    assert CODE not in [one.code.name for one in check(docs)]
