// Keeps an opened register, or the log of chats, readable without a signal. It stores only pages that the server marks with
// Offline-Until, only for the person they were made for, only until that moment, and forgets them when somebody signs out
// or another signs in.
const PAGES = "pages";
const LOOKS = "looks"; // styles, scripts and drawings those pages need
const PATIENCE = 3000; // one bar of signal is often none
const DOORS = ["/", "/home/", "/sessions/today/", "/rota/outreach/"]; // without a signal these lead to what is kept
const FIRST = ["/register/", "/chats/new/"]; // of what is kept, this before that
const SIGN_OUT = "/accounts/logout/";
let era = 0; // rises when all is forgotten, so that nothing fetched before is stored after

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data.keep).then((kept) => event.ports[0].postMessage(kept)));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === SIGN_OUT) {
    event.respondWith(forget().then(() => fetch(request)));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(turnTo(pathname, event));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(look(request));
  }
});

async function turnTo(path, event) {
  const before = era;
  const copy = await copyOf(path);
  const asked = fetch(event.request);
  asked.catch(() => {});
  try {
    const fresh = await (copy ? Promise.race([asked, tooLong()]) : asked);
    if (copy && fresh.status >= 502) return copy; // the house is down, not the page gone
    event.waitUntil(learn(path, fresh.clone(), before));
    return fresh;
  } catch (unreachable) {
    return copy ?? (DOORS.includes(path) ? await toWhatIsKept() : null) ?? Response.error();
  }
}

function tooLong() {
  return new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
}

// What an answer says: who is signed in, whether this page may be kept, or that it is theirs no longer.
async function learn(path, answer, before) {
  const whose = answer.headers.get("Signed-In");
  if (whose && (await keptFor(whose)) === false) {
    await forget();
    before = era;
  }
  if (answer.headers.has("Offline-Until")) return store(path, answer, before);
  if ([403, 404].includes(answer.status)) await (await caches.open(PAGES)).delete(path);
  return false;
}

async function keptFor(whose) {
  const pages = await caches.open(PAGES);
  const kept = await Promise.all((await pages.keys()).map((request) => pages.match(request)));
  return kept.every((page) => page.headers.get("Signed-In") === whose);
}

async function keepAll(paths) {
  const before = era;
  const kept = paths.map((path) =>
    fetch(path, { redirect: "manual" }).then((answer) => learn(path, answer, before), () => false),
  );
  return (await Promise.all(kept)).every(Boolean);
}

async function store(path, answer, before) {
  const headers = {};
  for (const name of ["Content-Type", "Offline-Until", "Signed-In"]) headers[name] = answer.headers.get(name);
  const html = await answer.text();
  await keepLooks([...html.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map((found) => found[1]));
  if (before !== era) return false;
  await (await caches.open(PAGES)).put(path, new Response(html, { headers }));
  return true;
}

async function keepLooks(paths) {
  const looks = await caches.open(LOOKS);
  for (const path of new Set(paths)) {
    if (!(await looks.match(path))) await looks.add(path).catch(() => {});
  }
}

async function look(request) {
  return (await (await caches.open(LOOKS)).match(request)) ?? fetch(request);
}

async function copyOf(path) {
  const pages = await caches.open(PAGES);
  const page = await pages.match(path);
  if (!page) return null;
  if (Number(page.headers.get("Offline-Until")) * 1000 < Date.now()) {
    await pages.delete(path);
    return null;
  }
  const html = (await page.text()).replace("<html ", "<html data-copy ");
  return new Response(html, { headers: page.headers });
}

async function toWhatIsKept() {
  const kept = (await (await caches.open(PAGES)).keys()).map((request) => new URL(request.url).pathname).reverse();
  const page = FIRST.map((end) => kept.find((path) => path.endsWith(end))).find(Boolean);
  return page && (await copyOf(page)) ? Response.redirect(page) : null;
}

async function forget() {
  era += 1;
  await Promise.all([caches.delete(PAGES), caches.delete(LOOKS)]);
}
