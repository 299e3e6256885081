// Puts this browser on the list of those that are reminded, and takes it off in the browser too.
const part = document.getElementById("push"), on = document.getElementById("push-on"), said = document.getElementById("push-said");
const letters = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const octets = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
const same = (a, b) => a && letters(a) === letters(b);

async function nameOf(endpoint) {
  const print = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(print), byte => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

async function subscribed() {
  const answer = await fetch("/reminders/push/key", {method: "POST", redirect: "error", body: new URLSearchParams({make: "yes"})});
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.wrong);
  const worker = await navigator.serviceWorker.ready, key = octets(told.key), there = await worker.pushManager.getSubscription();
  if (there && !same(there.options.applicationServerKey, key)) await there.unsubscribe();
  return worker.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key});
}

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") {
    said.textContent = "This browser does not let this page show messages. You can allow it in the browser’s settings for this page.";
    return;
  }
  try {
    const found = await subscribed();
    on.elements.endpoint.value = found.endpoint;
    on.elements.public.value = letters(found.getKey("p256dh"));
    on.elements.auth.value = letters(found.getKey("auth"));
    on.submit();
  } catch (error) {
    said.textContent = "It could not be switched on. The browser says: " + error.message + " The calendar file works without all this.";
  }
}

async function look() {
  const worker = await navigator.serviceWorker.getRegistration(), there = worker && await worker.pushManager.getSubscription();
  const row = there && part.querySelector("[data-browser='" + await nameOf(there.endpoint) + "']");
  on.hidden = Boolean(row);
  if (!row) return;
  row.querySelector(".here").hidden = false;
  row.querySelector("form").addEventListener("submit", async event => {
    event.preventDefault();
    await there.unsubscribe().catch(() => {});
    event.target.submit();
  });
}

if (on && navigator.serviceWorker && "PushManager" in window && "Notification" in window) {
  document.getElementById("push-none").hidden = true;
  on.hidden = false;
  on.addEventListener("submit", event => { event.preventDefault(); said.textContent = "One moment …"; switchOn(); });
  look().catch(() => {});
}
