// What is pressed is kept on this phone until the server has said what became of it, however long that takes. One queue for
// every page that works without a signal: an entry knows whose it is and where it goes, and is sent from whichever is open.
const RETRY = 15_000;
const A_DAY = 24 * 60 * 60_000;

export class Queue {
  signedOut = false;
  #sending = false;
  #database = null;

  constructor({ who, words, isCopy, tell }) {
    Object.assign(this, { who, words, isCopy, tell, stuck: isCopy });
  }

  async open() {
    this.#database = await opened();
    window.addEventListener("online", () => this.send());
    setInterval(() => this.stuck && this.send(), RETRY);
  }

  // -- What is kept -------------------------------------------------------------------------------
  put(entry) {
    return this.#act("readwrite", (queue) => queue.put(entry));
  }

  drop(entry) {
    return this.#act("readwrite", (queue) => queue.delete(entry.key));
  }

  async mine() {
    const all = await this.#act("readonly", (queue) => queue.getAll());
    return all.filter((entry) => entry.who === this.who).sort((a, b) => (a.at + a.key < b.at + b.key ? -1 : 1));
  }

  #act(mode, act) {
    return new Promise((use, refuse) => {
      const transaction = this.#database.transaction("queue", mode);
      const request = act(transaction.objectStore("queue"));
      transaction.oncomplete = () => use(request.result);
      transaction.onerror = () => refuse(transaction.error);
    });
  }

  // -- Sending: in any order, as often as it takes --------------------------------------------------
  async send() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let turn = 0, left = []; turn < 9; turn += 1) {
        left = (await this.mine()).filter((entry) => !entry.sent);
        if (!left.length) break;
        await this.#sendTo(left[0].url, left.filter((entry) => entry.url === left[0].url));
      }
      this.stuck = this.isCopy;
      this.signedOut = false;
    } catch (why) {
      this.stuck = true;
      this.signedOut = why === "signed out";
    }
    this.#sending = false;
    await this.tell();
  }

  async #sendTo(url, entries) {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
    const body = new URLSearchParams({ who: this.who, queue: JSON.stringify(entries) });
    const answer = await fetch(url, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": token }, body });
    if (answer.type === "opaqueredirect" || [401, 403, 409].includes(answer.status)) throw "signed out";
    if (answer.status === 404) return this.#settle(entries, () => ({ words: this.words.closed }));
    if (answer.status === 400) return this.#settle(entries, () => ({ words: this.words.refused }));
    if (!answer.ok) throw "no answer";
    const { answers } = await answer.json();
    const said = new Map(answers.map((one) => [one.key, one]));
    return this.#settle(entries, (entry) => said.get(entry.key) ?? { words: this.words.refused });
  }

  // What the server has needs no names here any more, and outside a session nothing at all; a conflict keeps its own
  // until it has been read.
  async #settle(entries, answerTo) {
    for (const entry of entries) {
      const { words: told, state, href } = answerTo(entry);
      const isDone = ["kept", "noted"].includes(state);
      const { label, names, ...bare } = entry;
      if (isDone && !entry.session) await this.drop(entry);
      else await this.put({ ...(isDone ? bare : entry), sent: true, told: isDone ? "" : told, href });
    }
  }

  // -- A copy of the page for when there is no signal -------------------------------------------------
  // Fresh copies of one session know what has been sent. What was pressed at another stays for the copy of that one,
  // and says of which sessions the copies know it.
  async keepCopy(worker, paths, session) {
    if (!("serviceWorker" in navigator)) return;
    const known = session ? (await this.mine()).filter((entry) => entry.sent && !entry.told) : [];
    await navigator.serviceWorker.register(worker, { scope: "/" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data: kept }) => {
      if (!kept) return;
      for (const entry of known) {
        const isOver = Date.now() - Date.parse(entry.at) > A_DAY; // by then no copy is shown that could want it
        if (isOver || entry.session === session) this.drop(entry);
        else this.#know(entry.key, session);
      }
      document.documentElement.dataset.kept = "";
    };
    active.postMessage({ keep: paths }, [port2]);
  }

  // As it is by now, if it is there still: fetching takes seconds, and another tab may have settled or dropped it.
  #know(key, session) {
    return this.#act("readwrite", (queue) => {
      const request = queue.get(key);
      request.onsuccess = () => request.result && queue.put(knownAt(session, request.result));
      return request;
    });
  }
}

function knownAt(session, entry) {
  return { ...entry, known: [...new Set([...(entry.known ?? []), session])] };
}

function opened() {
  return new Promise((use, refuse) => {
    const request = indexedDB.open("door", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "key" });
    request.onsuccess = () => use(request.result);
    request.onerror = () => refuse(request.error);
  });
}
