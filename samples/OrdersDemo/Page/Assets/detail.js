// The message that went out, beside the item that stayed.
const box = document.getElementById("detail");
const text = (id, value) => { document.getElementById(id).textContent = value; };
const bytes = json => `${new TextEncoder().encode(json).length} bytes`;
const pretty = json => JSON.stringify(JSON.parse(json), null, 2);

export function showDetail(change, place) {
  if (!change) return;
  box.hidden = false;
  const elsewhere = "The function runs in AWS: this is not seen from here.";
  text("envelope-size", change.envelope ? `${bytes(change.envelope)}, went out` : "not seen");
  text("envelope", change.envelope ? pretty(change.envelope) : place.seesFunction ? "It is not on its way yet." : elsewhere);
  text("item-size", change.item ? `${bytes(change.item)}, stayed in the table` : "not seen");
  text("item", change.item ? pretty(change.item) : place.seesFunction ? "The stream carried the key alone, or nothing yet." : elsewhere);
}
