// Sends a question, tells the steps as they come, and shows the checked answer with its sources.

import { make, sortable, token } from "/static/pages.js";

const find = (id) => document.getElementById(id);
const say = (words) => { find("status").textContent = words; };

let conversation = null;
let asking = null;
let answers = 0;

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      const lines = rest.slice(0, end).split("\n");
      const field = (name) => lines.filter((l) => l.startsWith(name + ":")).map((l) => l.slice(name.length + 1).trimStart()).join("\n");
      if (field("data")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

// The source of a citation, beside the answer; without a script the link opens the whole document.
async function open(citation, link) {
  const [path, at] = citation.url.slice("/documents/".length).split("#");
  const response = await fetch(`/source/${path}?at=${encodeURIComponent(at ?? "")}`);
  if (!response.ok) { location.href = citation.url; return; }
  const panel = find("source");
  // The server has written all text of documents as text.
  panel.innerHTML = await response.text();
  const close = make("button", "Close", { type: "button", class: "plain close" });
  close.addEventListener("click", () => { shut(); link.focus(); });
  panel.querySelector(".sourcehead").prepend(close);
  for (const other of document.querySelectorAll(".cite[aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  panel.hidden = false;
  find("main").classList.add("beside");
  panel.focus({ preventScroll: true });
  const place = panel.querySelector("#cited, .cited") ?? panel;
  if (matchMedia("(max-width: 60rem)").matches) panel.scrollIntoView();
  place.scrollIntoView({ block: "center", inline: "center" });
  say(`Source ${citation.n}: ${citation.document}, ${citation.label}`);
}

function shut() {
  find("source").hidden = true;
  find("main").classList.remove("beside");
  document.querySelector(".cite[aria-current]")?.removeAttribute("aria-current");
}

function reference(n, answer) {
  const citation = answer.citations.find((c) => c.n === n);
  if (!citation?.url.startsWith("/documents/")) return make("span", `[${n}]`);
  const name = `Source ${n}: ${citation.document}, ${citation.label}`;
  const link = make("a", String(n), { href: citation.url, class: "cite", "aria-label": name });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(citation, link);
  });
  return link;
}

// One line of an answer: bold between two stars, [3] a link to its source, the rest as it stands.
function line(element, text, answer) {
  for (const part of text.split(/(\*\*[^*]+\*\*|\[\d+\])/)) {
    if (/^\*\*.+\*\*$/.test(part)) element.append(make("strong", part.slice(2, -2)));
    else if (/^\[\d+\]$/.test(part)) element.append(reference(Number(part.slice(1, -1)), answer));
    else element.append(part);
  }
  return element;
}

function shown(answer) {
  const whole = make("div", "", { class: "words" });
  let list = null;
  for (const each of answer.text.split("\n")) {
    const item = each.match(/^(\s*)[-*] (.*)$/);
    if (!item) {
      list = null;
      if (each.trim()) whole.append(line(make("p"), each.replace(/^#+ /, ""), answer));
      continue;
    }
    if (!list) whole.append((list = make("ul")));
    const entry = line(make("li"), item[2], answer);
    const under = item[1] && list.lastElementChild;
    if (!under) { list.append(entry); continue; }
    if (under.lastElementChild?.tagName !== "UL") under.append(make("ul"));
    under.lastElementChild.append(entry);
  }
  return whole;
}

function sources(answer) {
  const about = make("details");
  about.append(make("summary", `${answer.citations.length} ${answer.citations.length === 1 ? "source" : "sources"}`));
  const list = make("ol", "", { class: "sources" });
  for (const c of answer.citations) {
    const entry = make("li", "", { value: c.n });
    const words = `${c.document}${c.location.page ? `, page ${c.location.page}` : ""}`;
    const link = make("a", words);
    if (c.url.startsWith("/")) link.href = c.url;
    entry.append(link, " ", make("cite", c.label), make("blockquote", c.quote));
    list.append(entry);
  }
  about.append(list);
  return about;
}

const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

const COLUMNS = [
  ["What", (i) => i.what],
  ["Who", (i) => i.who.join(", ")],
  ["When", (i) => i.when?.text ?? "", (i) => i.when?.end ?? i.when?.start ?? ""],
  ["By", (i) => (i.when?.kind === "deadline" && i.when.end ? day(i.when.end) : ""), (i) => (i.when?.kind === "deadline" && i.when.end) || ""],
  ["Strand", (i) => i.strand],
  ["Plan", (i) => i.plan],
];

function records(answer) {
  const about = make("details");
  about.append(make("summary", `As a table (${answer.items.length} ${answer.items.length === 1 ? "record" : "records"})`));
  const table = make("table", "", { class: "records" });
  table.append(make("caption", "Records of this answer", { class: "unseen" }));
  const head = table.createTHead().insertRow();
  const columns = COLUMNS.filter(([, value]) => answer.items.some((i) => value(i)));
  for (const [name] of columns) head.append(make("th", name, { scope: "col" }));
  head.append(make("th", "Sources", { scope: "col" }));
  const rows = table.createTBody();
  for (const item of answer.items) {
    const row = rows.insertRow();
    for (const [, value, key] of columns) row.append(make("td", value(item), key ? { "data-key": key(item) } : {}));
    const cell = row.insertCell();
    for (const n of item.citations) cell.append(reference(n, answer), " ");
  }
  sortable(table);
  const wide = make("div", "", { class: "wide", tabindex: "0", role: "region", "aria-label": "Records of this answer" });
  wide.append(table);
  const flat = (text) => String(text).replace(/\s+/g, " ");
  const sheet = () => [columns.map(([name]) => name), ...answer.items.map((i) => columns.map(([, value]) => flat(value(i))))];
  about.append(wide, action("Copy for a spreadsheet", () => copy(sheet().map((r) => r.join("\t")).join("\n"), "The table is copied.")));
  return about;
}

function action(words, act) {
  const button = make("button", words, { type: "button", class: "plain" });
  button.addEventListener("click", act);
  return button;
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say("Your browser does not let this page copy.");
  }
}

function cited(question, answer) {
  const plain = answer.text.replace(/\*\*/g, "");
  const list = answer.citations.map((c) => `[${c.n}] ${c.document}${c.location.page ? `, page ${c.location.page}` : ""}: ${c.label}: “${c.quote}”`);
  return [question, "", plain, "", ...answer.notes, ...(list.length ? ["", "Sources", ...list] : [])].join("\n");
}

function judge(answer) {
  answers += 1;
  const form = make("form", "", { hidden: "" });
  const id = `reason${answers}`;
  form.append(make("label", "What is wrong with it? (If you like to say.)", { for: id }), make("input", "", { id, name: "reason", maxlength: "2000" }), " ", make("button", "Send", { class: "second" }));
  const send = async (good, reason = "") => {
    const body = new URLSearchParams({ csrf: token, answer: answer.answer, good: good ? "yes" : "no", reason });
    const response = await fetch("/feedback", { method: "POST", body });
    say(response.ok ? "Thank you: your judgement is kept." : "It could not be kept.");
    told.textContent = find("status").textContent;
  };
  const told = make("span", "", { class: "quiet" });
  const yes = action("Helpful", () => send(true));
  const no = action("Not helpful", () => { form.hidden = false; form.elements.reason.focus(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.hidden = true;
    send(false, form.elements.reason.value);
  });
  return { buttons: [yes, no, told], form };
}

function show(article, question, answer) {
  article.append(shown(answer));
  for (const note of answer.notes) article.append(make("p", note, { class: "notes" }));
  const after = make("div", "", { class: "after" });
  if (answer.items.length > 1) after.append(records(answer));
  if (answer.citations.length) after.append(sources(answer));
  const verdict = judge(answer);
  const actions = make("p", "", { class: "actions" });
  actions.append(
    action("Copy with citations", () => copy(cited(question, answer), "The answer is copied with its citations.")),
    make("a", "Link to this answer", { href: `/answers/${encodeURIComponent(answer.answer)}` }),
    ...verdict.buttons,
  );
  after.append(actions, verdict.form);
  article.append(after, follow(answer));
}

function follow(answer) {
  const list = make("ul", "", { class: "follow" });
  for (const suggestion of answer.suggestions) {
    const entry = make("li");
    entry.append(action(suggestion, () => { find("question").value = suggestion; find("form").requestSubmit(); }));
    list.append(entry);
  }
  return list;
}

function begin(question) {
  find("title").className = "unseen";
  find("hint").hidden = true;
  const article = make("article", "", { class: "asked", "aria-busy": "true" });
  article.append(make("h2", question));
  find("log").append(article);
  return article;
}

function step(words) {
  find("steps").hidden = !words;
  find("steps").textContent = words;
  if (words) say(words);
}

async function ask(question, article) {
  const response = await fetch("/api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "X-CSRF-Token": token },
    body: JSON.stringify({ question, conversation }),
    signal: asking.signal,
  });
  if (response.status === 401) { location.href = "/sign-in"; return; }
  if (!response.ok) throw new Error((await response.json()).detail);
  for await (const { name, data } of events(response)) {
    if (name === "step") step(`${data.step} …`);
    if (name === "error") throw new Error(data.detail);
    if (name !== "answer") continue;
    conversation = data.conversation;
    step("");
    show(article, question, data);
    say(`Answer: ${data.text.replace(/\[\d+\]|\*\*/g, "")}`);
  }
}

async function submit(event) {
  event.preventDefault();
  const question = find("question").value.trim();
  if (!question || asking) return;
  const article = begin(question);
  asking = new AbortController();
  find("stop").hidden = false;
  try {
    await ask(question, article);
    find("question").value = "";
  } catch (error) {
    const words = error.name === "AbortError" ? "Stopped." : error.message || "The question could not be sent.";
    article.append(make("p", words));
    say(words);
  } finally {
    article.removeAttribute("aria-busy");
    asking = null;
    step("");
    find("stop").hidden = true;
    find("question").focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  }
}

find("form").addEventListener("submit", submit);
find("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("form").requestSubmit();
});
find("stop").addEventListener("click", () => asking?.abort());

const earlier = find("earlier");
if (earlier) {
  const { question, answer } = JSON.parse(earlier.textContent);
  const article = begin(question);
  show(article, question, answer);
  article.removeAttribute("aria-busy");
  conversation = answer.conversation;
}
