// The register in the hand. A tick shows at once and waits in the queue (queue.js) until the server knows of it. Without
// this script, or without a place to keep things, the page is one plain form.
const door = document.getElementById("door");
const words = JSON.parse(document.getElementById("words").textContent);
const copy = document.documentElement.hasAttribute("data-copy"); // the worker's mark: this page is not fresh
const leaving = new URLSearchParams(location.search).has("leaving");
const { who, session } = door.dataset;
const icons = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
const { Queue } = await import(document.querySelector("link[rel=modulepreload]").href);
const queue = new Queue({ who, words, isCopy: copy, tell });
const say = (text, ...values) => values.reduce((said, value) => said.replace("%s", value), text);

// -- Who is where ---------------------------------------------------------------------------------
const households = new Map();
for (const button of document.querySelectorAll(".register button:not(.btn, [name=beside])")) {
  const li = button.closest("li");
  const where = button.hasAttribute("aria-pressed") ? "here" : button.classList.contains("left") ? "left" : "away";
  add(li.id.slice(1), button.value, { li, button, where, name: button.textContent, ...kind(button) });
}
for (const li of document.querySelectorAll(".roll [data-booking]")) {
  const name = li.querySelector("bdi").textContent;
  add(li.dataset.booking, li.id.slice(1), { li, where: li.dataset.where ?? (li.hidden ? "away" : "here"), name, ...kind(li) });
}

function kind({ dataset }) {
  return { adult: "adult" in dataset, beside: dataset.beside };
}

function add(booking, head, person) {
  if (!households.has(booking)) households.set(booking, new Map());
  households.get(booking).set(head, person);
}

function people() {
  return [...households.values()].flatMap((household) => [...household.values()]);
}

const isHere = (person) => person.where === "here";
const heads = document.getElementById("heads") ?? document.querySelectorAll("#numbers .number")[1];
const rolls = [...document.querySelectorAll(".roll")]; // the list for a fire: other sessions in the hall have one each
const sessions = new Set([session, ...rolls.map((roll) => roll.dataset.session)]);
let nextDoor = Number(door.dataset.nextDoor ?? 0); // everybody at other sessions, where the page does not name them
const others = Number(heads.textContent) - people().filter(isHere).length - nextDoor; // helpers, and people noted
let noted = 0;

function follow(entry) {
  if (!sessions.has(entry.session)) return;
  if (!entry.booking) {
    noted += entry.heads;
    return;
  }
  const household = households.get(String(entry.booking)) ?? new Map();
  for (const [head, person] of household) {
    if (entry.beside) {
      if (String(entry.head) === head) person.beside = String(entry.beside);
    } else if (!entry.head || String(entry.head) === head) person.where = entry.says;
  }
  draw(household);
}

// The same rule as sessions/rules/beside.py: by itself where one adult came, as somebody said where more did.
function whoWith(child, household) {
  const here = [...household].filter(([, person]) => person.adult && isHere(person));
  const said = household.get(child.beside);
  if (said && said.where !== "away") return { state: isHere(said) ? "sure" : "left", adult: child.beside, here };
  if (here.length === 1) return { state: "sure", adult: here[0][0], here };
  return { state: here.length ? "ask" : "alone", here };
}

// -- How it shows ---------------------------------------------------------------------------------
function draw(household) {
  const [first] = household.values();
  if (!first) return;
  for (const person of household.values()) {
    if (person.button) drawName(person);
    else person.li.hidden = !isHere(person);
  }
  if (first.button) {
    drawRow(first.li, [...household.values()]);
    drawBeside(first.li, household);
  } else drawWords(household);
}

function drawBeside(li, household) {
  const focused = document.activeElement?.name === "beside" && document.activeElement.value;
  const [box, inside] = [li.firstElementChild, [...household.values()].filter(isHere)];
  li.querySelectorAll(".beside, [data-alone]").forEach((old) => old.remove());
  if (inside.length && !inside.some((person) => person.adult)) {
    const alone = tag(words.alone, "stop", "care");
    alone.toggleAttribute("data-alone", true);
    box.append(" ", alone);
  }
  const lines = make("div", "beside", "");
  for (const [head, child] of household) {
    const { state, adult, here } = whoWith(child, household);
    if (child.adult || !isHere(child) || (here.length < 2 && state !== "left")) continue;
    lines.append(line(head, child, adult, here, state === "left" && household.get(adult).name));
  }
  if (lines.children.length) box.append(lines);
  if (focused) li.querySelector(`[value="${focused}"]`)?.focus();
}

function line(head, child, adult, here, gone) {
  const p = make("p", "", "");
  Object.assign(p, { role: "group", ariaLabel: say(words.is_with, child.name) });
  if (gone) p.append(tag(say(words.has_left, gone), "stop", "care"), " ");
  p.append(p.ariaLabel);
  for (const [pk, person] of here) {
    const button = make("button", "", person.name);
    Object.assign(button, { name: "beside", value: `${head}.${pk}` });
    if (pk === adult) button.setAttribute("aria-pressed", "true");
    p.append(" ", button);
  }
  return p;
}

function drawWords(household) {
  for (const child of household.values()) {
    if (child.adult || !isHere(child)) continue;
    const { state, adult, here } = whoWith(child, household);
    const names = adult ? household.get(adult).name : here.map(([, person]) => person.name).join(words.or);
    child.li.querySelector("small").textContent = say(words[`beside_${state}`], names);
  }
}

function drawName({ button, where }) {
  button.toggleAttribute("aria-pressed", where === "here");
  if (where === "here") button.setAttribute("aria-pressed", "true");
  button.classList.toggle("left", where === "left");
  const gone = leaving ? "left" : "away";
  button.name = where === "here" ? gone : "here";
}

function drawRow(li, household) {
  const here = household.some(isHere);
  const came = here || household.some((person) => person.where === "left");
  li.querySelector(".state")?.remove();
  if (came) li.firstElementChild.append(make("span", "tag tag-good state", here ? words.here : words.gone));
  const [name, text] = leaving && came
    ? here ? ["all_left", words.left] : ["came", words.back]
    : came ? ["unknown", words.undo] : ["came", words.in];
  const button = li.lastElementChild;
  button.name = name;
  button.textContent = text;
  button.ariaLabel = `${text} ${li.querySelector("button").textContent}`;
  button.className = `btn ${["unknown", "came"].includes(name) && came ? "btn-link" : "btn-secondary"}`;
}

function tag(text, tone, icon) {
  const span = make("span", `tag tag-${tone}`, "");
  span.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${icons}#${icon}"/></svg>`;
  span.append(text);
  return span;
}

function make(kind, look, text) {
  const element = document.createElement(kind);
  element.className = look;
  element.textContent = text;
  return element;
}

function count() {
  const here = people().filter(isHere).length + others + nextDoor + noted;
  heads.textContent = here;
  const families = [...households.values()].filter((household) => [...household.values()].some(isHere));
  const shown = document.querySelector("#numbers .number");
  if (shown) shown.textContent = families.length;
  document.getElementById("over")?.toggleAttribute("hidden", here <= Number(door.dataset.limit));
  return here;
}

// -- What the leader is told ----------------------------------------------------------------------
async function tell() {
  const entries = (await queue.mine()).filter((entry) => entry.session);
  const waiting = entries.filter((entry) => !entry.sent);
  const told = entries.filter((entry) => entry.told);
  door.replaceChildren();
  if (copy) notice("care", say(words.old, clockOf(door.dataset.made)), words.limits);
  if (queue.stuck && waiting.length) {
    notice("care", say(waiting.length === 1 ? words.waits : words.wait, waiting.length), ...(copy ? [] : [words.limits]));
  }
  if (queue.signedOut) notice("stop", words.sign_in).append(link(`${door.dataset.signIn}?next=${location.pathname}`, words.go));
  for (const entry of told) {
    const lines = notice("care", `${entry.label}: ${entry.told}`);
    if (entry.href) lines.append(link(entry.href, words.door));
    const done = make("button", "btn btn-link", words.done);
    done.type = "button";
    done.addEventListener("click", () => queue.drop(entry).then(tell));
    lines.append(done);
  }
}

function notice(tone, ...lines) {
  const box = make("div", `notice notice-${tone}`, "");
  box.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${icons}#care"/></svg><div></div>`;
  box.lastElementChild.append(...lines.map((line) => make("p", "", line)));
  door.append(box);
  return box.lastElementChild;
}

function link(href, text) {
  const a = make("a", "btn btn-link", text);
  a.href = href;
  return a;
}

const clockOf = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// -- Pressing -------------------------------------------------------------------------------------
const ALL = { came: "here", unknown: "away", all_left: "left" };
const ONE = { here: "here", away: "away", left: "left" };

function press(event) {
  const button = event.submitter;
  if (button?.name === "beside") return pressBeside(event, button);
  const says = ALL[button?.name] ?? ONE[button?.name];
  if (!says) return; // an interpreter, say: that goes to the server as it always did
  event.preventDefault();
  const li = button.closest("li");
  const head = button.name in ONE ? Number(button.value) : null;
  const label = (head ? button : li.querySelector("button")).textContent;
  keep({ booking: Number(li.id.slice(1)), head, says, label });
}

function pressBeside(event, button) {
  event.preventDefault();
  const [head, beside] = button.value.split(".").map(Number);
  keep({ booking: Number(button.closest("li").id.slice(1)), head, beside, label: `${button.parentElement.ariaLabel} ${button.textContent}` });
}

function note(event) {
  const [names, number] = ["names", "heads"].map((name) => event.target.elements[name].value.trim());
  const more = Number(number);
  if (!names || !(more >= 1 && more <= 20)) return; // the server says what is missing
  event.preventDefault();
  if (count() + more > Number(door.dataset.limit)) {
    notice("stop", words.full);
    return;
  }
  event.target.reset();
  keep({ names, heads: more, label: `${names} (${more}), ${words.noted}` });
}

async function keep(entry) {
  Object.assign(entry, { key: crypto.randomUUID(), at: new Date().toISOString(), who, session, url: door.dataset.said });
  follow(entry);
  count();
  await queue.put(entry);
  await queue.send();
}

// -- What is different since this page was opened ---------------------------------------------------
async function look() {
  const place = document.getElementById("changes");
  if (!place || document.hidden) return;
  const answer = await fetch(`${door.dataset.changed}?${new URLSearchParams({ since: door.dataset.made })}`, { redirect: "manual" });
  if (!answer.ok) return;
  const { changes, next_door } = await answer.json();
  countNextDoor(next_door);
  if (!changes.length) return;
  const lines = notice("news", say(words.changed, clockOf(door.dataset.made)), ...changes);
  lines.append(link(location.pathname + location.search, words.show));
  place.replaceChildren(lines.parentElement);
}

function countNextDoor(now) {
  nextDoor = now;
  const line = document.getElementById("next-door");
  line.hidden = !now;
  line.querySelector("b").textContent = now;
  count();
}

// -- The meeting point ----------------------------------------------------------------------------
function atTheMeetingPoint() {
  const boxes = rolls.flatMap((roll) => [...roll.querySelectorAll("input")]);
  const all = boxes.filter((box) => !box.closest("li").hidden);
  const there = all.filter((box) => box.checked).length;
  const met = document.getElementById("met");
  if (met) met.textContent = there ? say(words.met, there, all.length) : "";
  const ticked = boxes.filter((box) => box.checked).map((box) => box.closest("li").id);
  sessionStorage.setItem(location.pathname, JSON.stringify(ticked));
}

function asTicked() {
  const ticked = new Set(JSON.parse(sessionStorage.getItem(location.pathname) ?? "[]"));
  for (const roll of rolls) {
    roll.querySelectorAll("input").forEach((box) => (box.checked = ticked.has(box.closest("li").id)));
    roll.addEventListener("change", atTheMeetingPoint);
  }
  atTheMeetingPoint();
}

await queue.open();
for (const entry of await queue.mine()) if (!entry.sent || (copy && !entry.known?.includes(session))) follow(entry);
if (leaving) households.forEach(draw);
count();
document.getElementById("ticks")?.addEventListener("submit", press);
document.getElementById("note")?.addEventListener("submit", note);
if (rolls.length) asTicked();
setInterval(() => look().catch(() => {}), 60_000);
await queue.send();
if (!copy) await queue.keepCopy(door.dataset.worker, door.dataset.keep.split(" "), session);
document.documentElement.dataset.ready = "";
