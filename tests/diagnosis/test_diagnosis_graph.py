"""The wiring: its cards and wires, and that it says what `resolve` and `check` say."""

import pytest
import wirings

from minik.diagnosis import causes
from minik.diagnosis.finding import ERROR
from minik.diagnosis.graph.folding import MOST_BROKEN, MOST_CARDS, MOST_DOTS, fold
from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Health, PodState, Wire
from minik.diagnosis.graph.selection import narrow
from minik.diagnosis.resolution import resolve
from minik.discovery.names import Name
from minik.model.object import Key


@pytest.fixture(scope="module")
def shop() -> Graph:
    """The namespace in which much is broken."""
    return wirings.graph(wirings.broken_shop(), "shop")


def card(graph: Graph, identity: str) -> Card:
    return next(card for card in graph.nodes if card.id == identity)


def wires(graph: Graph, source: str, target: str = "") -> list[Wire]:
    return [
        wire
        for wire in graph.edges
        if wire.source.startswith(source) and (not target or wire.target == target)
    ]


def test_a_host_leads_to_the_services_of_its_paths(shop: Graph) -> None:
    way = card(shop, "ingress/shop/shop/shop.example.com")
    found = wires(shop, way.id)
    assert [(wire.target, wire.labels) for wire in found] == [
        ("service/shop/web", ("/",)),
        ("service/shop/cart", ("/cart",)),
    ]


def test_a_node_port_is_a_way_in(shop: Graph) -> None:
    way = card(shop, "nodeport/shop/api")
    assert way.column is Column.WAY and ("nodePort", "30080") in way.traits
    assert wires(shop, way.id, "service/shop/api")[0].labels == ("80",)


def test_a_service_leads_to_its_workload_at_its_ports(shop: Graph) -> None:
    (wire,) = wires(shop, "service/shop/web")
    assert (wire.target, wire.labels, wire.health) == (
        "deployment/shop/web",
        ("80 → http (8080)",),
        Health.WELL,
    )


def test_a_misspelt_selector_is_broken_and_names_what_was_meant(shop: Graph) -> None:
    (wire,) = wires(shop, "service/shop/cart")
    assert (wire.target, wire.health, wire.meant) == ("", Health.BROKEN, "deployment/shop/cart")
    assert wire.code == "selector-matches-nothing" and "app=carts is on no pod" in wire.reason
    assert card(shop, "service/shop/cart").health is Health.BROKEN
    meant = card(shop, "deployment/shop/cart")
    assert meant.health is Health.DOUBTFUL and meant.trait("unselected") == "yes"


def test_pods_stand_on_the_card_of_their_workload_with_their_state(shop: Graph) -> None:
    web = card(shop, "deployment/shop/web")
    assert web.counts == ((PodState.READY, 2), (PodState.NOT_READY, 1))
    assert web.health is Health.DOUBTFUL
    mailer = card(shop, "deployment/shop/mailer")
    assert mailer.pods[0].state is PodState.FAILING and "CrashLoopBackOff" in mailer.pods[0].why
    assert mailer.health is Health.BROKEN


def test_a_call_that_a_policy_closes_is_broken_and_one_that_gets_through_is_not(
    shop: Graph,
) -> None:
    calls = {wire.target: wire for wire in shop.edges if wire.bond is Bond.CALL}
    assert calls["service/shop/api"].health is Health.WELL
    closed = calls["service/shop/db"]
    assert closed.health is Health.BROKEN and "NetworkPolicy shop/db-from-api" in closed.reason
    assert ("policy", "db-from-api") in card(shop, "statefulset/shop/db").traits


def test_a_node_that_is_down_is_broken_with_the_wires_to_it(shop: Graph) -> None:
    node = card(shop, "node/node-3")
    assert node.health is Health.BROKEN and node.trait("since") == "6m"
    down = [wire for wire in shop.edges if wire.target == node.id]
    assert down and {wire.health for wire in down} == {Health.BROKEN}


def test_it_counts_the_services_that_answer(shop: Graph) -> None:
    assert (shop.answering, shop.asked) == (3, 4)


@pytest.mark.parametrize("name", wirings.CLUSTERS)
def test_it_says_what_resolve_and_check_say(name: str) -> None:
    cluster = wirings.CLUSTERS[name]()
    graph = wirings.graph(cluster)
    ids = {card.id for card in graph.nodes}
    assert len(ids) == len(graph.nodes)
    for one in graph.column(Column.SERVICE):
        if one.key is not None:
            reason = resolve(cluster, Name(one.name, one.namespace)).reason
            assert one.trait("answers") == ("no" if reason else "yes"), one.id
            assert reason is None or one.health is Health.BROKEN
    for wire in graph.edges:
        assert wire.source in ids and (not wire.target or wire.target in ids)
        is_told = wire.reason or wire.bond is Bond.RUNS
        assert wire.health is Health.WELL or is_told, wire
    told = {finding for one in graph.nodes for finding in one.findings}
    shown = {one.key for one in graph.nodes if one.key}
    for finding in graph.findings:
        if finding.severity == ERROR and finding.object in shown:
            assert finding in told


@pytest.mark.parametrize("code", [name for name, cause in causes.codes().items() if cause.example])
def test_every_cause_is_drawn(code: str) -> None:
    view = wirings.of_example(causes.codes()[code])
    graph = wirings.graph_of(view)
    ids = {card.id for card in graph.nodes}
    assert all(wire.source in ids and wire.target in ids | {""} for wire in graph.edges)
    shown = {one.key for one in graph.nodes}
    for finding in graph.findings:
        if finding.severity == ERROR and finding.object in shown:
            assert any(one.health is Health.BROKEN for one in graph.nodes), code


def test_a_target_keeps_what_leads_to_it_and_what_it_leads_to(shop: Graph) -> None:
    part = narrow(shop, {Key("Service", "shop", "api")})
    names = {card.id for card in part.nodes if card.column is not Column.NODE}
    assert names == {
        "nodeport/shop/api",
        "service/shop/api",
        "deployment/shop/api",
        "deployment/shop/web",
    }
    assert (part.answering, part.asked) == (1, 1)


def test_a_target_that_is_broken_keeps_what_was_meant(shop: Graph) -> None:
    part = narrow(shop, {Key("Service", "shop", "cart")})
    assert "deployment/shop/cart" in {card.id for card in part.nodes}


def test_many_pods_are_counted(shop: Graph) -> None:
    graph = wirings.graph(wirings.many(1, 1, MOST_DOTS + 1))
    folded = next(fold(graph).column(Column.WORKLOAD))
    assert folded.pods == () and folded.counts == ((PodState.READY, MOST_DOTS + 1),)
    assert next(graph.column(Column.WORKLOAD)).pods


def test_a_large_namespace_folds_to_what_is_broken_and_a_count_of_the_rest() -> None:
    graph = fold(wirings.graph(wirings.many(1, 60, 3, broken=3)))
    services = list(graph.column(Column.SERVICE))
    assert [card.health for card in services] == [Health.BROKEN] * 3 + [Health.WELL]
    assert services[-1].folds == 57
    (onward,) = [wire for wire in graph.edges if wire.source == services[-1].id]
    assert next(card for card in graph.nodes if card.id == onward.target).folds == 57
    assert sum(card.folds or 1 for card in graph.column(Column.NODE)) == 20


@pytest.mark.parametrize("sizes", [(50, 4, 2, 0), (3, 45, 2, 40), (300, 3, 1, 1)])
def test_a_folded_wiring_is_small_and_loses_nothing(sizes: tuple[int, int, int, int]) -> None:
    spaces, services, pods, broken = sizes
    whole = wirings.graph(wirings.many(spaces, services, pods, broken=broken))
    graph = fold(whole)
    assert sum(card.folds or 1 for card in graph.column(Column.SERVICE)) == spaces * services
    assert sum(card.count(PodState.READY) for card in graph.column(Column.WORKLOAD)) == (
        spaces * services * pods
    )
    most = MOST_CARDS * 6 + MOST_BROKEN * 3
    assert len(graph.nodes) <= most
    ids = {card.id for card in graph.nodes}
    assert all(wire.source in ids and wire.target in ids | {""} for wire in graph.edges)


def test_routes_lead_in_by_their_hosts_and_what_they_lead_to_may_be_absent() -> None:
    text = (wirings.DATA / "pictures" / "routes.yaml").read_text()
    graph = wirings.graph_of(wirings.of_manifest(text))
    (way,) = graph.column(Column.WAY)
    assert (way.name, way.kind, way.trait("gateway")) == ("shop.example.com", "HTTPRoute", "edge")
    found = {wire.target: wire for wire in wires(graph, way.id)}
    assert found["service/default/web"].health is Health.WELL
    cart, gone = found["service/default/cart"], found["service/default/gone"]
    assert cart.health is Health.BROKEN and "has no port 8080" in cart.reason
    assert cart.labels == ("/cart",) and gone.labels == ("/ 10%",)
    assert found["service/default/web"].labels == ("/ 90%",)
    assert gone.health is Health.BROKEN and "no Service" in gone.reason
    assert card(graph, "service/default/gone").trait("missing") == "yes"


def test_a_request_that_no_controller_takes_is_broken_as_resolve_says() -> None:
    text = (wirings.DATA / "pictures" / "shop.yaml").read_text()
    graph = wirings.graph(wirings.applied_text(text.replace("ingressClassName: nginx", "")), "shop")
    found = wires(graph, "ingress/shop/shop/")
    assert {wire.health for wire in found} == {Health.BROKEN}
    assert all("no IngressClass" in wire.reason for wire in found)
    assert card(graph, "ingress/shop/shop/shop.example.com").health is Health.BROKEN


def test_a_policy_that_lets_nobody_in_breaks_the_link_to_the_pods() -> None:
    text = (wirings.DATA / "pictures" / "shop.yaml").read_text()
    closed = text.replace(
        "ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5432}]}]",
        "ingress: []",
    )
    graph = wirings.graph(wirings.applied_text(closed), "shop")
    (wire,) = wires(graph, "service/shop/db")
    assert wire.health is Health.BROKEN and "db-from-api" in wire.reason
    assert wire.target == "statefulset/shop/db"


def test_a_gateway_stands_for_the_routes_that_name_it() -> None:
    text = (wirings.DATA / "pictures" / "routes.yaml").read_text()
    graph = wirings.graph_of(wirings.of_manifest(text))
    kind = "Gateway.gateway.networking.k8s.io"
    assert narrow(graph, {Key(kind, "default", "edge")}).nodes
    assert not narrow(graph, {Key(kind, "default", "other")}).nodes
    assert not narrow(graph, {Key(kind, "elsewhere", "edge")}).nodes


def gateways(namespace: str = "") -> Graph:
    text = (wirings.DATA / "pictures" / "gateways.yaml").read_text()
    return wirings.graph_of(wirings.of_manifest(text), namespace)


def test_a_gateway_has_a_card_with_its_listeners_and_wires_to_the_hosts_that_it_lets_in() -> None:
    graph = gateways()
    edge, own = sorted(graph.column(Column.GATE), key=lambda card: card.name)
    assert (edge.name, edge.namespace, edge.health) == ("edge", "infra", Health.WELL)
    assert edge.trait("listener") == "http HTTP :80" and own.trait("silent") == "one"
    assert own.health is Health.DOUBTFUL and edge.key is not None
    found = {wire.target or wire.meant: wire for wire in wires(graph, edge.id)}
    hosts = {one.partition("default/")[2]: wire for one, wire in found.items()}
    assert hosts["web/shop.example.com"].labels == ("80",)
    assert hosts["moved/www.example.com"].health is Health.WELL
    lost = hosts["lost/lost.example.com"]
    assert (lost.health, lost.target, lost.code) == (Health.BROKEN, "", "route-not-attached")


def test_a_gateway_is_drawn_with_the_namespaces_of_its_routes_and_where_it_is_asked_for() -> None:
    assert {card.name for card in gateways("default").column(Column.GATE)} == {"edge", "own"}
    assert {card.name for card in gateways("infra").column(Column.GATE)} == {"edge"}
    graph = gateways()
    key = next(card.key for card in graph.column(Column.GATE) if card.name == "edge")
    assert key is not None
    narrowed = narrow(graph, {key})
    names = {card.name for card in narrowed.column(Column.WAY)}
    assert {"shop.example.com", "www.example.com"} <= names
    assert {card.name for card in narrowed.column(Column.GATE)} == {"edge"}


def test_redirects_stand_on_the_host_and_copies_have_wires() -> None:
    graph = gateways()
    way = next(card for card in graph.column(Column.WAY) if card.name == "www.example.com")
    assert way.trait("redirect") == "/ 301 https://shop.example.com"
    found = {wire.target: wire.labels for wire in wires(graph, way.id)}
    assert found == {
        "service/default/web": ("/copied",),
        "service/default/open": ("/copied copy",),
    }
