// The questions beside the picture: why, trace, what-ifs as steps, history.

import { make, byId } from "./explorer.js";
import { get, post } from "./live.js";

export function told(title, text, classes) {
  const answer = make("pre", text);
  answer.tabIndex = 0;
  const panel = byId("details");
  panel.replaceChildren(make("h2", title), answer);
  if (classes) panel.firstChild.className = classes;
  panel.scrollTop = 0;
  if (window.innerWidth <= 900) panel.scrollIntoView({ block: "start" });
}

function onSubmit(form, act) {
  byId(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act();
    } catch (error) {
      told("That could not be answered", error.message, "broken-word");
    }
  });
}

// `where` returns what is looked at: the namespace, and the step of a what-if, if one is shown.
export function setUpForms(where, showStep) {
  onSubmit("why-form", async () => {
    const target = byId("why-target").value;
    const answer = await get("why", { target, ...where() });
    told(`why ${target}`, answer.text);
  });
  onSubmit("trace-form", async () => {
    const [from, to, port] = ["trace-from", "trace-to", "trace-port"].map((id) => byId(id).value);
    const answer = await post("trace", { from, to, port, ...where() });
    told(`trace to ${to}${port ? `:${port}` : ""}`, answer.text);
  });
  const verb = byId("what-if-verb");
  verb.addEventListener("change", () => {
    byId("what-if-count-label").hidden = verb.value !== "scale";
    byId("what-if-manifests-label").hidden = verb.value !== "apply";
    byId("what-if-target-label").hidden = verb.value === "apply";
  });
  onSubmit("what-if-form", async () => {
    const count = verb.value === "scale" ? ` ${byId("what-if-count").value}` : "";
    const event = `${verb.value} ${byId("what-if-target").value.trim()}${count}`;
    const { namespace } = where();
    const supposed =
      verb.value === "apply"
        ? { events: [], manifests: byId("what-if-manifests").value, namespace }
        : { events: [event], namespace };
    const answer = await post("what-if", supposed);
    await showSteps(answer, showStep);
  });
}

async function showSteps(answer, showStep) {
  const list = make("ol", undefined, "steps");
  const text = make("pre", "");
  text.tabIndex = 0;
  const buttons = answer.steps.map((step, at) => {
    const button = make("button", step.title);
    button.type = "button";
    button.addEventListener("click", async () => {
      for (const other of buttons) other.removeAttribute("aria-current");
      button.setAttribute("aria-current", "step");
      text.textContent = step.text || "the cluster as it is";
      await showStep(String(at));
    });
    return button;
  });
  for (const button of buttons) {
    const item = make("li");
    item.append(button);
    list.append(item);
  }
  const back = make("button", "Back to the cluster as it is");
  back.type = "button";
  back.addEventListener("click", async () => {
    byId("steps").replaceChildren();
    await showStep("");
  });
  const gaps = answer.gaps.map((gap) => make("p", gap));
  byId("steps").replaceChildren(list, text, ...gaps, back);
  buttons[buttons.length - 1].click();
}

export async function showHistory() {
  const answer = await get("history");
  byId("history-box").hidden = !answer.writable;
  byId("history").replaceChildren(
    ...answer.entries.map((entry) => {
      const item = make("li");
      item.append(make("code", entry.command), ` ${entry.summary} `, make("span", entry.time, "quiet"));
      return item;
    }),
  );
}

export function setUpHistory() {
  for (const name of ["undo", "redo"]) {
    byId(name).addEventListener("click", async () => {
      try {
        const answer = await post(name);
        told(name, answer.done);
      } catch (error) {
        told(name, error.message, "broken-word");
      }
    });
  }
}
