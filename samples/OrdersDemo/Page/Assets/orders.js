// The form, and the orders that were placed with it.
import { call, clearProblem, showProblem } from "./api.js";
import { follow } from "./changes.js";

const kept = 5;
const next = { placed: [["Pay", "paid"], ["Cancel", "cancelled"]], paid: [["Ship", "shipped"], ["Cancel", "cancelled"]] };
const fields = { customer: "customer", "lines[0].sku": "sku", "lines[0].quantity": "quantity", "lines[0].unitPrice": "unitPrice" };

const form = document.getElementById("place-order");
const list = document.getElementById("orders");

// A text that is no number goes out unchanged: the API says what is wrong with it.
const number = text => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

function mark(errors = {}) {
  for (const [field, name] of Object.entries(fields)) {
    const input = form.elements[name];
    if (field in errors) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  form.querySelector("[aria-invalid]")?.focus();
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const value = name => form.elements[name].value;
  try {
    const { answer } = await call("POST", "orders", {
      customer: value("customer"),
      lines: [{ sku: value("sku"), quantity: number(value("quantity")), unitPrice: number(value("unitPrice")) }],
    });
    clearProblem();
    mark();
    follow(answer.orderId);
    show(answer);
  } catch (error) {
    showProblem(error);
    mark(error.problem?.errors);
  }
});

function show(order) {
  document.getElementById("no-orders").hidden = true;
  const row = document.createElement("li");
  render(row, order);
  list.prepend(row);
  while (list.children.length > kept) list.lastElementChild.remove();
}

function render(row, order) {
  const who = Object.assign(document.createElement("div"), { className: "who" });
  who.append(
    Object.assign(document.createElement("span"), { textContent: `${order.orderId.slice(0, 2)}…${order.orderId.slice(-6)}`, title: order.orderId }),
    Object.assign(document.createElement("span"), { textContent: `${order.customer} · ${order.total.toFixed(2)} · ${order.status}` }));
  const what = Object.assign(document.createElement("div"), { className: "what" });
  for (const [label, status] of next[order.status] ?? []) what.append(button(label, order, row, () => change(order, status)));
  what.append(button("Delete", order, row, () => remove(order)));
  row.replaceChildren(who, what);
}

function button(label, order, row, act) {
  const made = Object.assign(document.createElement("button"), { className: "small", type: "button", textContent: label });
  made.setAttribute("aria-label", `${label} order of ${order.customer}, ${order.orderId.slice(-6)}`);
  made.addEventListener("click", async () => {
    try {
      const now = await act();
      clearProblem();
      if (now) render(row, now);
      else row.remove();
      (row.querySelector("button") ?? form.querySelector("button")).focus();
    } catch (error) {
      showProblem(error);
    }
  });
  return made;
}

const change = async (order, status) => (await call("PATCH", `orders/${order.orderId}`, { status }, { "If-Match": `"${order.version}"` })).answer;

async function remove(order) {
  await call("DELETE", `orders/${order.orderId}`);
  return null;
}
