// A champion's log without a signal: what is saved waits in the queue (queue.js) until the server has it. Without this
// script the page is one plain form.
const log = document.getElementById("log");
const form = document.getElementById("chat");
const words = JSON.parse(document.getElementById("words").textContent);
const copy = document.documentElement.hasAttribute("data-copy");
const icons = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
const { who, said, signIn, worker, keep } = log.dataset;
const { Queue } = await import(document.querySelector("link[rel=modulepreload]").href);
const queue = new Queue({ who, words, isCopy: copy, tell });
let kept = false;

function save(event) {
  const data = new FormData(form);
  if (data.get("kind") === "visit" && !data.get("follow_up_on_day")) return say("stop", words.follow_up, event);
  event.preventDefault();
  data.delete("csrfmiddlewaretoken");
  const entry = { key: crypto.randomUUID(), at: new Date().toISOString(), who, url: said };
  kept = true;
  form.reset();
  return queue.put({ ...entry, form: new URLSearchParams(data).toString() }).then(() => queue.send());
}

function say(tone, text, event) {
  event?.preventDefault();
  log.replaceChildren();
  notice(tone, text).parentElement.scrollIntoView({ block: "nearest" });
}

async function tell() {
  const entries = await queue.mine();
  const chats = entries.filter((entry) => entry.url === said);
  const waiting = chats.filter((entry) => !entry.sent).length;
  log.replaceChildren();
  if (kept && !waiting) notice("good", words.kept);
  if (waiting) notice("care", (waiting === 1 ? words.waits : words.wait).replace("%s", waiting));
  else if (copy) notice("care", words.old);
  if (queue.signedOut) notice("stop", words.sign_in).append(link(`${signIn}?next=${location.pathname}`, words.go));
  for (const entry of chats.filter((entry) => entry.told)) {
    const done = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: words.done });
    done.addEventListener("click", () => queue.drop(entry).then(tell));
    notice("stop", entry.told).append(done);
  }
}

function notice(tone, text) {
  const box = Object.assign(document.createElement("div"), { className: `notice notice-${tone}` });
  box.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${icons}#${tone === "good" ? "tick" : "care"}"/></svg><div><p></p></div>`;
  box.querySelector("p").textContent = text;
  log.append(box);
  return box.lastElementChild;
}

function link(href, text) {
  return Object.assign(document.createElement("a"), { href, textContent: text, className: "btn btn-link" });
}

await queue.open();
form.addEventListener("submit", save);
await queue.send();
if (!copy) await queue.keepCopy(worker, [keep]);
document.documentElement.dataset.ready = "";
