// Sends a question, tells the steps as they come, and shows the checked answer with its sources.

const find = (id) => document.getElementById(id);
const make = (tag, text = "", attributes = {}) => {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

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

// One line of an answer: bold between two stars, [3] a link to its source, the rest as it stands.
function line(element, text, answer) {
  for (const part of text.split(/(\*\*[^*]+\*\*|\[\d+\])/)) {
    if (/^\*\*.+\*\*$/.test(part)) element.append(make("strong", part.slice(2, -2)));
    else if (/^\[\d+\]$/.test(part)) element.append(make("a", part, { href: `#a${answer}s${part.slice(1, -1)}` }));
    else element.append(part);
  }
  return element;
}

function shown(text, answer) {
  const whole = make("div");
  let list = null;
  for (const each of text.split("\n")) {
    const item = each.match(/^\s*[-*] (.*)$/);
    if (!item) list = null;
    else if (!list) whole.append((list = make("ul")));
    if (item) list.append(line(make("li"), item[1], answer));
    else if (each.trim()) whole.append(line(make("p"), each.replace(/^#+ /, ""), answer));
  }
  return whole;
}

function sources(citations, answer) {
  const list = make("ol", "", { class: "sources" });
  for (const c of citations) {
    const entry = make("li", "", { id: `a${answer}s${c.n}`, value: c.n });
    const link = make("a", `${c.document}${c.location.page ? `, page ${c.location.page}` : ""}`);
    if (c.url.startsWith("/")) link.href = c.url;
    entry.append(link, " ", make("cite", c.label), make("blockquote", c.quote));
    list.append(entry);
  }
  return list;
}

function show(article, answer) {
  answers += 1;
  article.append(shown(answer.text, answers));
  for (const note of answer.notes) article.append(make("p", note, { class: "notes" }));
  if (!answer.citations.length) return;
  article.append(make("h3", "Sources"), sources(answer.citations, answers));
}

async function ask(question, article) {
  const response = await fetch("/api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ question, conversation }),
    signal: asking.signal,
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  for await (const { name, data } of events(response)) {
    if (name === "step") find("status").textContent = data.step;
    if (name === "error") throw new Error(data.detail);
    if (name !== "answer") continue;
    conversation = data.conversation;
    show(article, data);
    find("status").textContent = `Answer: ${data.text.replace(/\[\d+\]|\*\*/g, "")}`;
  }
}

find("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = find("question").value.trim();
  if (!question || asking) return;
  const article = make("article", "", { "aria-busy": "true" });
  article.append(make("h2", question));
  find("log").append(article);
  asking = new AbortController();
  find("stop").hidden = false;
  try {
    await ask(question, article);
    find("question").value = "";
  } catch (error) {
    const words = error.name === "AbortError" ? "Stopped." : error.message || "The question could not be sent.";
    article.append(make("p", words));
    find("status").textContent = words;
  } finally {
    article.removeAttribute("aria-busy");
    asking = null;
    find("stop").hidden = true;
    find("question").focus();
  }
});

find("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("form").requestSubmit();
});

find("stop").addEventListener("click", () => asking?.abort());
