// The picture and what is told of its cards: search, filters, keyboard. Texts are set as text, never as HTML.

const WEIGHT = { info: 0, warning: 1, error: 2 };
const FIRST = ["service", "workload", "way", "gate", "node"]; // the order of what a search finds
const HEALTH = { well: "nothing wrong", doubtful: "something is wrong", broken: "broken" };

export function make(name, text, classes) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (classes) element.className = classes;
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

export class Explorer {
  // `tell` returns the answers for a card, or a promise of them: { why, resolve, rules }.
  constructor(tell) {
    this.tell = tell;
    this.data = { cards: {}, findings: [] };
    this.chosen = "";
    byId("search").addEventListener("input", () => this.filter());
    byId("namespace").addEventListener("change", () => this.filter());
    byId("severity").addEventListener("change", () => this.filter());
    byId("filters").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = byId("results").querySelector("button");
      if (first) first.click();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.click(event));
  }

  show(data) {
    this.data = data;
    this.filter();
    if (this.chosen && this.data.cards[this.chosen]) this.choose(this.chosen);
  }

  elements() {
    return [...document.querySelectorAll("#picture [data-card]")];
  }

  element(id) {
    return this.elements().find((one) => one.dataset.card === id);
  }

  filter() {
    const words = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const namespace = byId("namespace").value;
    const least = WEIGHT[byId("severity").value] ?? -1;
    const fits = (card) =>
      words.every((word) => card.text.includes(word)) &&
      (!namespace || !card.namespace || card.namespace === namespace) &&
      (least < 0 || card.findings.some((at) => WEIGHT[this.data.findings[at].severity] >= least));
    for (const element of this.elements()) {
      const card = this.data.cards[element.dataset.card];
      element.classList.toggle("faded", Boolean(card) && !fits(card));
    }
    for (const item of document.querySelectorAll("#findings li[data-severity]")) {
      const of = item.dataset;
      item.hidden =
        WEIGHT[of.severity] < least ||
        Boolean(namespace && of.namespace && of.namespace !== namespace) ||
        !words.every((word) => item.textContent.toLowerCase().includes(word));
    }
    this.list(words.length ? Object.entries(this.data.cards).filter(([, card]) => fits(card)) : []);
  }

  list(found) {
    const results = byId("results");
    results.replaceChildren();
    results.hidden = !byId("search").value.trim();
    found.sort(([, one], [, other]) => FIRST.indexOf(one.column) - FIRST.indexOf(other.column));
    for (const [id, card] of found.slice(0, 30)) {
      const button = make("button", card.label);
      button.type = "button";
      button.addEventListener("click", () => {
        results.hidden = true;
        this.choose(id, true);
      });
      const item = make("li");
      item.append(button);
      results.append(item);
    }
    if (!found.length) results.append(make("li", "nothing is called so", "quiet"));
  }

  click(event) {
    const card = event.target.closest("[data-card]");
    if (card) this.choose(card.dataset.card, Boolean(card.closest("#findings")));
    else if (!event.target.closest("header")) byId("results").hidden = true;
  }

  key(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const card = event.target.closest ? event.target.closest("#picture [data-card]") : null;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape") {
      byId("results").hidden = true;
      if (this.chosen) this.close();
    } else if (card && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.choose(card.dataset.card);
    } else if (card && event.key.startsWith("Arrow")) {
      event.preventDefault();
      this.move(card, event.key);
    }
  }

  // Go to the next card of the column, or to the nearest one of the next column.
  move(card, key) {
    const from = card.getBoundingClientRect();
    const along = key === "ArrowUp" || key === "ArrowDown" ? "top" : "left";
    const sign = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
    const across = along === "top" ? "left" : "top";
    let best = null;
    for (const other of this.elements()) {
      const to = other.getBoundingClientRect();
      const ahead = (to[along] - from[along]) * sign;
      const aside = Math.abs(to[across] - from[across]);
      if (ahead < 5 || (along === "top" && aside > 5)) continue;
      const cost = along === "top" ? ahead : ahead + aside * 2;
      if (!best || cost < best.cost) best = { cost, other };
    }
    if (best) best.other.focus();
  }

  async choose(id, scrolls) {
    const card = this.data.cards[id];
    if (!card) return;
    this.chosen = id;
    for (const element of this.elements()) element.classList.toggle("chosen", element.dataset.card === id);
    if (scrolls && this.element(id)) this.element(id).scrollIntoView({ block: "center", inline: "center" });
    const panel = byId("details");
    panel.replaceChildren(...this.about(card));
    panel.scrollTop = 0;
    if (window.innerWidth <= 900) panel.scrollIntoView({ block: "start" });
    const answers = await this.tell(id);
    if (this.chosen === id && answers) panel.append(...this.answers(answers));
  }

  close() {
    const element = this.element(this.chosen);
    this.chosen = "";
    for (const other of this.elements()) other.classList.remove("chosen");
    byId("details").replaceChildren(make("h2", "Details"), make("p", "Choose a card to see why it is as it is.", "quiet"));
    if (element) element.focus();
  }

  about(card) {
    const parts = [make("h2", card.label), make("p", HEALTH[card.health], `${card.health}-word`)];
    const list = make("dl");
    for (const [name, value] of card.facts) list.append(make("dt", name), make("dd", value));
    if (card.facts.length) parts.push(list);
    for (const at of card.findings) parts.push(...this.finding(this.data.findings[at]));
    return parts;
  }

  finding(finding) {
    const head = make("h3");
    head.append(make("span", finding.severity, `severity ${finding.severity}`), ` ${finding.code}`);
    const parts = [head, make("p", finding.because)];
    if (finding.fix) parts.push(make("pre", finding.fix));
    return parts;
  }

  answers(answers) {
    const parts = [];
    for (const name of ["why", "resolve", "rules"]) {
      if (!answers[name]) continue;
      const box = make("details");
      box.open = name === "why";
      box.dataset.answer = name;
      const text = make("pre", answers[name]);
      text.tabIndex = 0;
      box.append(make("summary", name), text);
      parts.push(box);
    }
    return parts;
  }
}
