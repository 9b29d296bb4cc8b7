// Calls the demo, and shows its answer when it refuses.
const box = document.getElementById("problem");

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export async function call(method, url, body, headers = {}) {
  const options = { method, headers };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json", ...headers };
  }

  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused({ title: "The demo does not answer.", detail: "Is it still running?" });
  }

  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Refused(answer ?? { title: `Status ${response.status}` });
  return { answer, etag: response.headers.get("ETag") };
}

export function clearProblem() {
  box.hidden = true;
  box.replaceChildren();
}

export function showProblem(error) {
  if (!(error instanceof Refused)) throw error;
  const { title, detail, errors } = error.problem;
  const heading = document.createElement("strong");
  heading.textContent = title;
  const list = document.createElement("ul");
  for (const [field, texts] of Object.entries(errors ?? {})) {
    for (const text of texts) list.append(Object.assign(document.createElement("li"), { textContent: `${field}: ${text}` }));
  }

  box.replaceChildren(heading, detail ?? "", ...(list.children.length ? [list] : []));
  box.hidden = false;
}
