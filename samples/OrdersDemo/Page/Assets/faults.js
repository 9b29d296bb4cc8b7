// The switches that break something.
import { call, clearProblem, showProblem } from "./api.js";

const box = document.getElementById("faults");
const made = new Map();

export function showFaults(faults) {
  for (const fault of faults) {
    const entry = made.get(fault.name) ?? make(fault);
    entry.setAttribute("aria-checked", String(fault.on));
  }
}

function make(fault) {
  const row = Object.assign(document.createElement("div"), { className: "fault" });
  const button = Object.assign(document.createElement("button"), { type: "button", id: `fault-${fault.name}` });
  const name = Object.assign(document.createElement("span"), { className: "name", id: `${button.id}-name`, textContent: fault.label });
  const effect = Object.assign(document.createElement("p"), { id: `${button.id}-effect`, textContent: fault.unavailable ?? fault.effect });
  button.setAttribute("role", "switch");
  button.setAttribute("aria-labelledby", name.id);
  button.setAttribute("aria-describedby", effect.id);
  button.disabled = fault.unavailable !== null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const on = button.getAttribute("aria-checked") !== "true";
      const { answer } = await call("PUT", `faults/${fault.name}`, { on });
      clearProblem();
      showFaults(answer);
    } catch (error) {
      showProblem(error);
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
  row.append(button, name, effect);
  box.append(row);
  made.set(fault.name, button);
  return button;
}
