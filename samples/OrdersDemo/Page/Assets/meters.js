// Counts, throughput and lag.
import { call, showProblem } from "./api.js";
import { draw } from "./chart.js";

const seconds = 120;
const samples = [];
const text = (id, value) => { document.getElementById(id).textContent = value; };
const whole = value => (value === null ? "–" : Math.round(value).toLocaleString("en"));
const redrive = document.getElementById("redrive");

export function showSamples(newer) {
  samples.push(...newer);
  samples.splice(0, samples.length - seconds);
  const last = samples.at(-1);
  const lag = samples.findLast(sample => sample.lagP50 !== null);
  text("throughput", `${whole(last.handledPerSecond)} /s`);
  text("lag", lag ? `${whole(lag.lagP50)} ms` : "–");
  text("handled", whole(last.totals.handled));
  text("queued", whole(last.queued));
  text("retried", whole(last.totals.retried));
  text("absorbed", whole(last.totals.absorbed));
  text("dead", whole(last.deadLetters));
  document.getElementById("dead").classList.toggle("alarm", last.deadLetters > 0);
  redrive.hidden = !(last.deadLetters > 0);
  render();
}

function render() {
  draw(document.getElementById("throughput-chart"), seconds, "/s", [
    { color: "--soft", values: samples.map(sample => sample.writtenPerSecond) },
    { color: "--accent", fill: true, values: samples.map(sample => sample.handledPerSecond) },
  ]);
  draw(document.getElementById("lag-chart"), seconds, "ms", [
    { color: "--soft", values: samples.map(sample => sample.lagP99) },
    { color: "--accent", fill: true, values: samples.map(sample => sample.lagP50) },
  ]);
}

redrive.addEventListener("click", async () => {
  redrive.disabled = true;
  try {
    await call("POST", "dead-letters/redrive", {});
  } catch (error) {
    showProblem(error);
  } finally {
    redrive.disabled = false;
  }
});

addEventListener("resize", () => samples.length && render());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => samples.length && render());
