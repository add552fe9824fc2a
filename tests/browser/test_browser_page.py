"""The live page in a real browser: `minik page`, and `minik serve --page`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import WIDTHS, Browser, missing
from page_process import PageProcess, run, served

BROKEN = Path(__file__).parents[1] / "data" / "pictures" / "shop.yaml"
FIX = '{"spec":{"selector":{"app":"cart"}}}'


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageProcess]:
    why = missing()
    if why:
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("page")
    run(folder, "apply", "-f", str(BROKEN))
    with served(folder, "page", "-n", "shop") as process:
        yield process


@pytest.fixture
def opened(window: Browser, page: PageProcess) -> Browser:
    window.resize(1400)
    window.prefer("light")
    window.open(page.address)
    window.wait(lambda: window.all('#picture [data-card="service/shop/web"]'))
    return window


def heading(window: Browser) -> str:
    return str(window.find("#heading").text)


def type_into(window: Browser, **values: str) -> None:
    for name, value in values.items():
        field = window.find(f"#{name.replace('_', '-')}")
        field.clear()
        field.send_keys(value)


def test_it_opens_without_an_error_and_shows_the_wiring(opened: Browser) -> None:
    assert heading(opened) == "Wiring of namespace shop: 3 of 4 Services answer"
    assert len(opened.all("#findings li")) >= 2
    assert opened.errors() == []


def test_search_finds_a_service_and_a_click_opens_its_chain(opened: Browser) -> None:
    opened.find("#search").send_keys("shop/cart")
    opened.wait(lambda: opened.all("#results button"))[0].click()
    opened.wait(lambda: opened.all("#details [data-answer=why]"))
    told = opened.run("return document.getElementById('details').textContent")
    assert "Service shop/cart has no endpoints." in told and "KUBE-SERVICES" in told


def test_a_change_of_the_state_appears_by_itself(opened: Browser, page: PageProcess) -> None:
    page.run("patch", "svc", "cart", "-n", "shop", "-p", FIX)
    opened.wait(lambda: "4 of 4" in heading(opened))
    assert not opened.all('#picture .broken[data-card="service/shop/cart"]')
    opened.wait(lambda: "patch" in opened.find("#history").text)
    opened.find("#undo").click()
    opened.wait(lambda: "3 of 4" in heading(opened))
    assert "undone: minik patch" in opened.find("#details").text
    opened.find("#redo").click()
    opened.wait(lambda: "4 of 4" in heading(opened))
    opened.find("#undo").click()
    opened.wait(lambda: "3 of 4" in heading(opened))
    assert opened.errors() == []


def test_why_and_trace_are_asked_by_forms(opened: Browser) -> None:
    type_into(opened, why_target="deploy/mailer")
    opened.find("#why-form button").click()
    opened.wait(lambda: "Deployment shop/mailer" in opened.find("#details").text)
    type_into(opened, trace_from="deploy/api", trace_to="web", trace_port="80")
    opened.find("#trace-form button").click()
    opened.wait(lambda: "KUBE-SERVICES" in opened.find("#details").text)
    type_into(opened, why_target="http://shop.example.com/cart")
    opened.find("#why-form button").click()
    opened.wait(lambda: "ingress/shop" in opened.find("#details").text)
    type_into(opened, trace_to="http://shop.example.com/")
    opened.find("#trace-form button").click()
    opened.wait(lambda: "svc/web.shop:80" in opened.find("#details").text)
    type_into(opened, why_target="nobody-at-all")
    opened.find("#why-form button").click()
    opened.wait(lambda: "not found" in opened.find("#details").text)


def test_a_what_if_is_gone_through_in_steps(opened: Browser, page: PageProcess) -> None:
    before = page.run("get", "pods", "-A", "-o", "name")
    opened.find("#what-if-verb [value=node-down]").click()
    type_into(opened, what_if_target="node-1")
    opened.find("#what-if-form button").click()
    opened.wait(lambda: len(opened.all("#steps li button")) >= 3, 20)
    opened.wait(lambda: heading(opened).startswith("What if: "))
    opened.all("#steps li button")[1].click()
    opened.wait(lambda: opened.all('#picture .broken[data-card="node/node-1"]'))
    assert "leaves the ready endpoints" in opened.find("#steps pre").text
    opened.find("#steps > button").click()
    opened.wait(lambda: heading(opened).startswith("Wiring of"))
    assert page.run("get", "pods", "-A", "-o", "name") == before


def test_a_drain_and_manifests_are_supposed(opened: Browser, page: PageProcess) -> None:
    opened.find("#what-if-verb [value=drain]").click()
    type_into(opened, what_if_target="node-1")
    opened.find("#what-if-form button").click()
    opened.wait(lambda: len(opened.all("#steps li button")) >= 2, 20)
    opened.find("#steps > button").click()
    opened.find("#what-if-verb [value=apply]").click()
    assert not opened.find("#what-if-target").is_displayed()
    text = (
        '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "supposed"}, '
        '"spec": {"ports": [{"port": 80}]}}'
    )
    type_into(opened, what_if_manifests=text)
    opened.find("#what-if-form button").click()
    opened.wait(lambda: opened.all('#picture [data-card$="/supposed"]'), 20)
    assert "supposed" not in page.run("get", "svc", "-A", "-o", "name")


def test_another_namespace_is_looked_at(opened: Browser) -> None:
    opened.find("#namespace option[value='']").click()
    opened.wait(lambda: "all namespaces" in heading(opened))


def test_without_the_token_nothing_is_told(window: Browser, page: PageProcess) -> None:
    window.open(f"{page.base}/")
    window.wait(lambda: "token" in window.find("#status").text)
    assert not window.all("#picture svg")
    window.errors()


def test_the_policy_forbids_foreign_scripts(opened: Browser) -> None:
    opened.errors()
    opened.run(
        "const own = document.createElement('script'); own.textContent = 'document.title=\"taken\"';"
        "document.body.append(own);"
        "const far = document.createElement('script'); far.src = 'https://example.com/x.js';"
        "document.body.append(far);"
    )
    opened.wait(lambda: opened.errors())
    assert "taken" not in opened.driver.title


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(opened: Browser, scheme: str) -> None:
    opened.prefer(scheme)
    opened.run(
        "document.querySelector('[data-card=\"service/shop/web\"]')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    opened.wait(lambda: opened.all("#details [data-answer=why]"))
    assert opened.violations() == []


@pytest.mark.parametrize("wide", WIDTHS)
def test_it_fits_every_width(opened: Browser, wide: int) -> None:
    opened.resize(wide)
    assert opened.run("return document.documentElement.scrollWidth") <= wide
    opened.picture(f"page-{wide}")


def test_a_served_cluster_has_the_page_beside_its_api(window: Browser, tmp_path: Path) -> None:
    words = ("serve", "--insecure-http", "--listen", "127.0.0.1:0", "--page")
    run(tmp_path, "apply", "-f", str(BROKEN))
    with served(tmp_path, *words) as process:
        window.open(process.address)
        window.wait(lambda: "Services answer" in heading(window), 20)
        window.find("#namespace option[value=shop]").click()
        window.wait(lambda: "3 of 4" in heading(window))
        assert window.errors() == []
