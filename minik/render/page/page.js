// The live page: the picture of the cluster as it is, renewed whenever that changes.

import { Explorer, make, byId } from "./explorer.js";
import { get, follow } from "./live.js";
import { setUpForms, setUpHistory, showHistory } from "./forms.js";

let step = "";
let namespace;

const where = () => ({ ...(namespace === undefined ? {} : { namespace }), ...(step ? { step } : {}) });
const explorer = new Explorer((card) => get("answers", { card, ...where() }));

// The picture comes as SVG whose texts are escaped; it is parsed as XML and taken over node by node.
function draw(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const picture = byId("picture");
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.card : "";
  picture.replaceChildren(document.importNode(parsed.documentElement, true));
  if (focused && explorer.element(focused)) explorer.element(focused).focus();
}

function list(answer) {
  const section = byId("findings");
  const items = make("ol");
  for (const one of answer.listed) {
    const finding = answer.findings[one.finding];
    const item = make("li");
    item.dataset.severity = finding.severity;
    item.dataset.namespace = one.namespace;
    const named = make(one.card ? "button" : "span", finding.object);
    if (one.card) {
      named.type = "button";
      named.dataset.card = one.card;
    }
    item.append(make("span", finding.severity, `severity ${finding.severity}`), " ", make("code", finding.code), " ", named);
    item.append(make("p", finding.because));
    if (finding.fix) item.append(make("pre", finding.fix));
    items.append(item);
  }
  const title = answer.listed.length ? `Findings (${answer.listed.length})` : "No findings";
  section.replaceChildren(make("h2", title), items);
}

function offer(answer) {
  const select = byId("namespace");
  const options = ["", ...answer.namespaces].map((name) => {
    const option = make("option", name || "all");
    option.value = name;
    option.selected = name === answer.namespace;
    return option;
  });
  select.replaceChildren(...options);
  const targets = Object.keys(answer.cards).map((id) => {
    const option = make("option");
    const [kind, ...rest] = id.split("/");
    option.value = kind === "node" ? rest.join("/") : `${kind}/${rest[rest.length - 1]}`;
    return option;
  });
  byId("targets").replaceChildren(...targets);
}

async function show() {
  const answer = await get("wiring", where());
  namespace = answer.namespace;
  document.title = `minik: ${answer.heading}`;
  byId("heading").textContent = step ? `What if: ${answer.heading}` : answer.heading;
  draw(answer.svg);
  list(answer);
  offer(answer);
  explorer.show(answer);
  return answer.mark;
}

async function showStep(next) {
  step = next;
  await show();
}

function lost(text) {
  const status = byId("status");
  status.hidden = !text;
  status.textContent = text;
  status.className = text ? "status lost" : "status";
}

async function renew() {
  if (!step) await show();
  await showHistory();
}

byId("namespace").addEventListener("change", (event) => {
  namespace = event.target.value;
  show();
});
setUpForms(where, showStep);
setUpHistory();
try {
  const mark = await show();
  await showHistory();
  follow(mark, renew, lost);
} catch (error) {
  lost(error.message);
}
