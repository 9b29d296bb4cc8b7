// Connects the parts of the page to the demo's events.
import { showChanges, setPlace } from "./changes.js";
import { showFaults } from "./faults.js";
import { showSamples } from "./meters.js";
import "./orders.js";

const connection = document.getElementById("connection");
const connectionText = document.getElementById("connection-text");

const connected = yes => {
  connection.classList.toggle("on", yes);
  connectionText.textContent = yes ? "live" : "not connected: is the demo running?";
};

const on = (events, type, show) => events.addEventListener(type, event => show(JSON.parse(event.data)));

const events = new EventSource("events");
events.addEventListener("open", () => connected(true));
events.addEventListener("error", () => connected(false));
on(events, "place", place => {
  document.getElementById("place").textContent = `On ${place.aws}. Function: ${place.function}.`;
  setPlace(place);
});
on(events, "changes", showChanges);
on(events, "samples", showSamples);
on(events, "faults", showFaults);
