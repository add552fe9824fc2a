import { Explorer, byId } from "./explorer.js";

const embedded = JSON.parse(byId("data").textContent);
const explorer = new Explorer((id) => embedded.answers[id]);
explorer.show(embedded);
