// What several pages share: tables that sort, forms that ask whether one is sure, files put in.

export const make = (tag, text = "", attributes = {}) => {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

export const token = document.querySelector("meta[name=csrf]").content;

const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
const key = (cell) => cell?.dataset.key ?? cell?.textContent ?? "";

function sort(table, column) {
  const heading = table.tHead.rows[0].cells[column];
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows];
  // What has no value comes last, whichever way round.
  rows.sort((a, b) => {
    const [one, other] = [key(a.cells[column]), key(b.cells[column])];
    if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
    return collator.compare(one, other) * (down ? -1 : 1);
  });
  table.tBodies[0].append(...rows);
}

export function sortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = make("button", heading.textContent, { type: "button" });
    button.addEventListener("click", () => sort(table, column));
    heading.replaceChildren(button);
  });
}

for (const table of document.querySelectorAll("table[data-sortable]")) sortable(table);

for (const form of document.querySelectorAll("form[data-sure]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.sure)) event.preventDefault();
  });
}

const upload = document.getElementById("upload");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function watch(number) {
  const bar = document.getElementById("bar");
  for (;;) {
    const state = await (await fetch(`/manage/work/${number}`)).json();
    document.getElementById("doing").textContent = state.what;
    if (state.of) Object.assign(bar, { max: state.of, value: state.done });
    if (state.files) return state.files;
    await pause(300);
  }
}

async function put(event) {
  event.preventDefault();
  const progress = document.getElementById("progress");
  const outcome = document.getElementById("outcome");
  outcome.replaceChildren();
  progress.hidden = false;
  try {
    const sent = await fetch(upload.action, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(upload) });
    const told = await sent.json();
    if (!sent.ok) throw new Error(told.detail);
    const list = make("ul");
    for (const file of await watch(told.work)) list.append(make("li", `${file.name}: ${file.status}${file.reason ? ` (${file.reason})` : ""}`));
    outcome.append(list, make("a", "Show the list of documents as it is now", { href: "/manage" }));
  } catch (error) {
    outcome.append(make("p", error.message || "The files could not be sent."));
  } finally {
    progress.hidden = true;
  }
}

if (upload) {
  upload.addEventListener("submit", put);
  for (const name of ["dragenter", "dragover"]) upload.addEventListener(name, (event) => {
    event.preventDefault();
    upload.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) upload.addEventListener(name, () => upload.classList.remove("over"));
  upload.addEventListener("drop", (event) => {
    event.preventDefault();
    document.getElementById("files").files = event.dataTransfer.files;
  });
}
