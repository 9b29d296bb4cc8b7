// The table of changes, and the one that is chosen.
import { showDetail } from "./detail.js";

const kept = 24;
const names = ["API", "Table", "Stream", "Function", "Topic", "Queue", "Listener"];
const unseenInAws = new Set([2, 3, 4]);
const states = {
  moving: "on its way", waiting: "waits in the queue", handling: "the listener has it", retrying: "is tried again",
  handled: "handled", superseded: "a newer one was handled", deadLettered: "dead letter",
};

const table = document.getElementById("changes-table");
const body = document.getElementById("rows");
const hold = document.getElementById("hold");
const rows = new Map();
const followed = new Set();
let newest = [];
let place = { seesFunction: true };
let chosen = null;

export function setPlace(where) {
  place = where;
  // The demo was restarted, and has other changes now.
  newest = [];
  rows.clear();
  body.replaceChildren();
  if (!place.seesFunction) document.getElementById("legend").textContent += " Stream, function and topic work in AWS and are not seen from here: their circles are dashed.";
}

// Tells a screen reader how it goes on with an order.
export function follow(orderId) {
  followed.add(orderId);
}

export function showChanges(changes) {
  const known = new Map(newest.map(change => [change.number, change]));
  for (const change of changes) {
    announce(change, known.get(change.number));
    known.set(change.number, change);
  }

  newest = [...known.values()].sort((one, other) => other.number - one.number).slice(0, kept);
  if (!hold.checked) render();
}

hold.addEventListener("change", () => hold.checked || render());

function render() {
  if (!newest.length) return;
  document.getElementById("no-changes").hidden = table.hidden = !newest.length;
  document.getElementById("no-changes").hidden = true;
  for (const number of [...rows.keys()]) {
    if (newest.some(change => change.number === number)) continue;
    rows.get(number).row.remove();
    rows.delete(number);
  }

  for (const change of newest.toReversed()) {
    let made = rows.get(change.number);
    if (!made) {
      made = make(change);
      rows.set(change.number, made);
      body.prepend(made.row);
    }

    if (made.shown !== change) update(made, change);
  }

  const detailed = newest.find(change => change.number === chosen);
  if (detailed) showDetail(detailed, place);
}

function make(change) {
  const row = document.createElement("tr");
  row.dataset.order = change.orderId;
  row.dataset.operation = change.operation;
  const name = Object.assign(document.createElement("td"), { className: "name" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "choose" });
  button.append(
    Object.assign(document.createElement("span"), { className: `op ${change.operation}`, textContent: change.operation }),
    Object.assign(document.createElement("span"), { className: "order", textContent: `o-…${change.orderId.slice(-6)}`, title: change.orderId }));
  button.addEventListener("click", () => choose(change.number));
  name.append(button);
  const hops = names.map((hop, index) => {
    const cell = document.createElement("td");
    cell.dataset.name = hop;
    cell.append(Object.assign(document.createElement("span"), { className: "dot" }), document.createElement("span"));
    cell.baseClass = `hop${index === 0 ? " first" : index === names.length - 1 ? " last" : ""}`;
    return cell;
  });
  const state = document.createElement("td");
  state.append(document.createElement("b"), document.createElement("small"));
  row.append(name, ...hops, state);
  return { row, hops, state, button };
}

function update(made, change) {
  const at = change.hops.findIndex((time, index) => time === null && !isUnseen(change, index));
  made.hops.forEach((cell, index) => {
    const time = change.hops[index];
    const here = index === at && change.state !== "superseded";
    const bad = here && (change.state === "retrying" || change.state === "deadLettered");
    cell.className = `${cell.baseClass} ${time !== null ? "done" : isUnseen(change, index) ? "unseen" : bad ? "bad" : here ? "at" : ""}`;
    cell.lastChild.textContent = time === null ? " " : milliseconds(time);
  });
  made.state.className = `state ${change.state}`;
  made.state.firstChild.textContent = states[change.state];
  made.state.lastChild.textContent = notes(change);
  made.row.dataset.state = change.state;
  made.row.classList.toggle("chosen", change.number === chosen);
  made.button.setAttribute("aria-pressed", String(change.number === chosen));
  made.shown = change;
}

// Written by somebody else, or by parts that run elsewhere.
const isUnseen = (change, index) => change.hops[index] === null
  && ((!place.seesFunction && unseenInAws.has(index)) || change.hops.slice(index + 1).some(time => time !== null));

const milliseconds = time => (time < 10 ? time.toFixed(1) : time < 10_000 ? Math.round(time).toString() : `${(time / 1000).toFixed(1)} s`);

function notes(change) {
  const list = [];
  if (change.publishes > 1) list.push(`sent to SNS ${change.publishes} times`);
  if (change.failures > 0) list.push(`failed ${change.failures} of ${change.handlings} times`);
  if (change.state === "handled" && change.absorbed > 0) list.push(`${change.absorbed} ${change.absorbed === 1 ? "repeat" : "repeats"} absorbed`);
  if (change.fault && change.state !== "handled") list.push(change.fault);
  return list.join(" · ");
}

function choose(number) {
  chosen = number;
  for (const [other, made] of rows) {
    made.row.classList.toggle("chosen", other === number);
    made.button.setAttribute("aria-pressed", String(other === number));
  }

  showDetail(newest.find(change => change.number === number), place);
}

function announce(change, before) {
  if (!followed.has(change.orderId) || before?.state === change.state || change.state === "moving") return;
  const after = change.state === "handled" ? ` after ${milliseconds(change.hops[6])} milliseconds` : "";
  document.getElementById("announcement").textContent = `${change.operation} of order ${change.orderId.slice(-6)}: ${states[change.state]}${after}`;
}
