"""The report of `minik graph -o html` and `minik check -o html` in a real browser."""

from pathlib import Path

import pytest
from browser import WIDTHS, Browser
from minik_process import Process

BROKEN = Path(__file__).parents[1] / "data" / "pictures" / "shop.yaml"
HOSTILE = """
apiVersion: v1
kind: Service
metadata: {name: evil, namespace: shop}
spec: {type: ExternalName, externalName: "</script><img src=x onerror=alert(1)>"}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: evil, namespace: shop}
spec:
  ingressClassName: '"><script>document.title="taken"</script>'
  rules:
  - host: "'\\"><svg onload=document.title='taken'>"
    http: {paths: [{path: "/<script>document.title='taken'</script>", pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of a report of each verb, of a cluster and of hostile manifests."""
    folder = tmp_path_factory.mktemp("reports")
    process = Process(folder)
    assert process.run(f"minik apply -f {BROKEN}")[0] == 0
    (folder / "hostile.yaml").write_text(BROKEN.read_text() + "---" + HOSTILE)
    lines = {
        "graph": "minik graph -n shop -o html",
        "check": "minik check -n shop -o html",
        "files": f"minik check -f {BROKEN} -o html",
        "hostile": f"minik graph -f {folder}/hostile.yaml -o html",
    }
    found = {}
    for name, line in lines.items():
        text = process.run(line)[1]
        (folder / f"{name}.html").write_text(text)
        found[name] = f"file://{folder}/{name}.html"
    return found


def card(window: Browser, identity: str) -> object:
    return window.find(f'#picture [data-card="{identity}"]')


@pytest.mark.parametrize("name", ["graph", "check", "files", "hostile"])
def test_it_opens_without_an_error(window: Browser, reports: dict[str, str], name: str) -> None:
    window.open(reports[name])
    assert window.errors() == []
    assert len(window.all("#picture [data-card]")) >= 10
    assert window.run("return performance.getEntriesByType('resource').length") == 0


def test_search_finds_a_service_and_a_click_opens_its_why(
    window: Browser, reports: dict[str, str]
) -> None:
    window.open(reports["graph"])
    window.find("#search").send_keys("service cart")
    (found,) = window.all("#results button")
    assert found.text == "Service shop/cart"
    faded = window.run("return document.querySelectorAll('#picture .faded').length")
    assert faded == len(window.all("#picture [data-card]")) - 1
    found.click()
    why = window.wait(lambda: window.find("#details [data-answer=why] pre").text)
    assert why.startswith("Service shop/cart has no endpoints.")
    assert "minik patch svc cart" in window.find("#details pre").text
    rules = window.run(
        "return document.querySelector('#details [data-answer=rules] pre').textContent"
    )
    assert "KUBE-SERVICES" in rules
    assert window.errors() == []


def test_a_card_opens_by_click_and_by_keyboard(window: Browser, reports: dict[str, str]) -> None:
    window.open(reports["graph"])
    card(window, "service/shop/web").click()  # type: ignore[attr-defined]
    window.wait(lambda: window.find("#details h2").text == "Service shop/web")
    focused = window.run(
        "document.querySelector('[data-card=\"service/shop/api\"]').focus();"
        "return document.activeElement.dataset.card"
    )
    assert focused == "service/shop/api"
    window.driver.switch_to.active_element.send_keys("\ue015")  # down
    assert window.run("return document.activeElement.dataset.card") == "service/shop/cart"
    window.driver.switch_to.active_element.send_keys("\ue014")  # right
    assert window.run("return document.activeElement.dataset.card") == "deployment/shop/cart"
    window.driver.switch_to.active_element.send_keys("\ue007")  # enter
    window.wait(lambda: window.find("#details h2").text == "Deployment shop/cart")
    window.driver.switch_to.active_element.send_keys("\ue00c")  # escape
    window.wait(lambda: window.find("#details h2").text == "Details")


def test_filters_fade_what_they_leave_out(window: Browser, reports: dict[str, str]) -> None:
    window.open(reports["graph"])
    window.find("#severity [value=error]").click()
    shown = window.run(
        "return [...document.querySelectorAll('#picture [data-card]:not(.faded)')].map(one => one.dataset.card)"
    )
    assert shown == ["service/shop/cart"]
    visible = [item for item in window.all("#findings li") if item.is_displayed()]
    assert [item.get_attribute("data-severity") for item in visible] == ["error"]


def test_findings_come_first_in_a_check_and_lead_to_the_card(
    window: Browser, reports: dict[str, str]
) -> None:
    window.open(reports["check"])
    parts = window.run("return [...document.querySelector('main').children].map(one => one.id)")
    assert parts == ["findings", "details", "picture"]
    window.find("#findings button").click()
    window.wait(lambda: window.find("#details h2").text == "Service shop/cart")


def test_hostile_names_stay_text(window: Browser, reports: dict[str, str]) -> None:
    window.open(reports["hostile"])
    assert "taken" not in window.driver.title
    assert window.run("return document.querySelectorAll('main img, main script').length") == 0
    assert window.run("return document.scripts.length") == 2
    for element in window.all("#picture [data-card]"):
        window.run("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", element)
    assert window.run("return document.querySelectorAll('main img, main script').length") == 0
    assert "<svg onload" in window.run("return document.body.textContent")
    assert "taken" not in window.driver.title and window.errors() == []


def test_the_policy_forbids_foreign_scripts(window: Browser, reports: dict[str, str]) -> None:
    window.open(reports["graph"])
    window.run(
        "const own = document.createElement('script'); own.textContent = 'document.title=\"taken\"';"
        "document.body.append(own);"
        "const far = document.createElement('img'); far.src = 'https://example.com/x.png';"
        "document.body.append(far);"
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"document.title=1\" id=\"own\">x</p>');"
        "document.getElementById('own').click()"
    )
    window.wait(lambda: window.errors())
    assert window.driver.title.startswith("Wiring of namespace shop")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["graph", "check", "files"])
def test_it_is_accessible(window: Browser, reports: dict[str, str], name: str, scheme: str) -> None:
    window.prefer(scheme)
    window.open(reports[name])
    card(window, "service/shop/cart").click()  # type: ignore[attr-defined]
    assert window.violations() == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", ["graph", "check"])
def test_it_fits_every_width(
    window: Browser, reports: dict[str, str], name: str, wide: int
) -> None:
    window.prefer("light")
    window.resize(wide)
    window.open(reports[name])
    window.run(
        "document.querySelector('[data-card=\"service/shop/cart\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert window.run("return document.documentElement.scrollWidth") <= wide
    window.picture(f"{name}-{wide}")
