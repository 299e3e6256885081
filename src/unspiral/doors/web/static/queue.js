// Seals what cannot be sent, shows how much waits, and sends it when the server is back. Only what is encrypted is ever stored.
const line = document.getElementById("waiting");

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("unspiral", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sealed", {keyPath: "key"});
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function store(mode, act) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const work = base.transaction("sealed", mode), asked = act(work.objectStore("sealed"));
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  } finally { base.close(); }
}

const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

// The public key: from the server when it answers, else as it was kept the last time.
async function publicKey() {
  const kept = await caches.open("key");
  try {
    const answer = await fetch("/sealed/key", {redirect: "error"});
    if (answer.ok) { await kept.put("/sealed/key", answer.clone()); return answer.json(); }
  } catch { /* not reachable, or locked */ }
  const before = await kept.match("/sealed/key");
  if (!before) throw new Error("There is no key yet: open your file once while the server runs.");
  return before.json();
}

function moment() {
  const now = new Date(), off = -now.getTimezoneOffset(), two = n => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  return new Date(now.getTime() + off * 60000).toISOString().slice(0, 19) + (off < 0 ? "-" : "+") + two(off / 60) + ":" + two(off % 60);
}

async function seal(kind, key, fields) {
  const {to, key: theirs} = await publicKey(), curve = {name: "ECDH", namedCurve: "P-256"}, write = new TextEncoder();
  const server = await crypto.subtle.importKey("raw", bytes(theirs), curve, false, []);
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const ours = await crypto.subtle.exportKey("raw", pair.publicKey);
  const shared = await crypto.subtle.deriveBits({name: "ECDH", public: server}, pair.privateKey, 256);
  const wide = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const lock = await crypto.subtle.deriveKey({name: "HKDF", hash: "SHA-256", salt: ours, info: write.encode("unspiral sealed/1")}, wide,
    {name: "AES-GCM", length: 256}, false, ["encrypt"]);
  const start = crypto.getRandomValues(new Uint8Array(12)), said = moment();
  const inside = write.encode(JSON.stringify({v: 1, kind, said_at: said, form: fields.toString()}));
  const data = await crypto.subtle.encrypt({name: "AES-GCM", iv: start, additionalData: write.encode(key)}, lock, inside);
  await store("readwrite", held => held.put({key, to, ours: text(ours), start: text(start), data: text(data)}));
  await show();
  return said.slice(11, 16);
}

async function show(words = "") {
  const count = await store("readonly", held => held.count());
  line.hidden = !count && !words;
  line.textContent = [words, count ? count + " waiting. Sealed in this browser, sent as soon as your file is open." : ""].join(" ").trim();
}

async function flush() {
  const entries = await store("readonly", held => held.getAll());
  if (!entries.length) return;
  let answer;
  try {
    answer = await fetch("/sealed", {method: "POST", redirect: "error", headers: {"Content-Type": "application/json"},
      body: JSON.stringify({entries: entries.slice(0, 50)})});
  } catch { return show(); }
  if (!answer.ok) return show();
  const words = [];
  let first = "";
  for (const one of (await answer.json()).answers) {
    if (one.wrong) { words.push("One cannot be taken: " + one.wrong); continue; }
    await store("readwrite", held => held.delete(one.key));
    if (one.look && one.look !== "/check-in/held") first = one.look;
    words.push(one.kept ? "Kept at " + one.kept + ". Number " + one.key.slice(0, 8).toUpperCase() + "." : "One needs a look: open Today.");
  }
  await show(words.join(" "));
  if (first) location.assign(first); // help comes before anything else
}

// What could not be sent is sealed; what the server would not take is sent as the browser does, so that its page is seen.
let sending = false; // a second press of the button while the first is on its way does nothing
async function send(form, kind) {
  if (sending) return;
  sending = true;
  try { await post(form, kind); } finally { sending = false; }
}

async function post(form, kind) {
  const fields = new URLSearchParams(new FormData(form)), key = form.elements.key.value;
  try {
    const answer = await fetch(form.action, {method: "POST", body: fields, headers: {"X-Seals": "yes"}, signal: AbortSignal.timeout(10000)});
    const at = new URL(answer.url).pathname;
    if (at.endsWith("/kept")) { form.hidden = true; location.assign(at); return; }
    if (at !== "/unlock" && at !== "/start") { form.submit(); return; }
  } catch { /* not reachable */ }
  try {
    const at = await seal(kind, key, fields);
    form.hidden = true;
    await show("Sealed at " + at + ".");
    line.scrollIntoView();
    line.focus();
  } catch (error) { await show("Not kept: " + error.message + " What you wrote is still below."); line.scrollIntoView(); }
}

// Help comes as soon as an answer calls for it. Arrow keys pass by answers on their way, so theirs counts when the question is left.
function atOnce(form, lead) {
  const name = form.dataset.help, calls = () => Number(new FormData(form).get(name)) >= 1;
  form.addEventListener("click", event => { if (event.target.name === name && event.detail > 0 && calls()) lead(); });
  form.addEventListener("focusout", event => {
    const next = event.relatedTarget;
    if (event.target.name === name && next && next.name !== name && calls()) lead();
  });
}

const asked = document.querySelector("form[data-help]:not([data-offline])");
if (asked) atOnce(asked, () => {
  const go = Object.assign(document.createElement("input"), {type: "hidden", name: "go", value: "help"});
  asked.append(go);
  asked.submit();
});

const daily = document.querySelector("form[data-seal]");
if (daily && globalThis.crypto?.subtle && globalThis.indexedDB) {
  // A button with a name leaves the form instead of sending it, and needs no sealing.
  daily.addEventListener("submit", event => { if (!event.submitter?.name) { event.preventDefault(); send(daily, daily.dataset.seal); } });
}

// Whoever goes away from a form that is begun finds it as it was left: it waits in the file, or in the server's memory where that is locked.
// It is put there after every pause, since what a page sends while it closes may get lost.
function waits(form) {
  const typed = () => new URLSearchParams(new FormData(form));
  let last = typed().toString(), soon;
  const leave = () => {
    const now = typed();
    if (form.hidden || now.toString() === last) return;
    last = now.toString();
    now.set("go", "wait");
    navigator.sendBeacon(form.action, now);
  };
  form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(leave, 1000); });
  form.addEventListener("submit", () => clearTimeout(soon));
  document.addEventListener("click", event => { if (event.target.closest("a, footer button")) leave(); }, true);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("pagehide", leave);
}
if (daily) waits(daily);

if (navigator.serviceWorker) navigator.serviceWorker.register("/sw.js").catch(() => {});
if (line && globalThis.indexedDB) show().then(flush).catch(() => {});
if (line?.dataset.open && globalThis.caches) publicKey().catch(() => {});
addEventListener("online", () => flush().catch(() => {}));
