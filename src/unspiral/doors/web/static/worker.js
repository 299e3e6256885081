// Keeps pages that hold nobody's data, and shows them when the server cannot be reached. The lines above it name them.
const STANDS_FOR = [["/check-in", "/offline/check-in"], ["/questionnaires/phq9", "/offline/phq9"], ["/red-flags", "/offline/red-flags"],
  ["/help", "/offline/help"]];

addEventListener("install", event => {
  event.waitUntil(caches.open(VERSION).then(kept => kept.addAll(KEEP.map(at => new Request(at, {cache: "reload"})))).then(() => skipWaiting()));
});

addEventListener("activate", event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name !== VERSION && name !== "key").map(name => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("fetch", event => {
  const {request} = event, at = new URL(request.url);
  if (request.method !== "GET" || at.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => instead(at.pathname)));
  else if (KEEP.includes(at.pathname)) event.respondWith(fetch(request).catch(() => caches.match(at.pathname)));
});

function instead(path) {
  if (KEEP.includes(path)) return caches.match(path);
  const found = STANDS_FOR.find(([start]) => path === start || path.startsWith(start + "/"));
  return caches.match(found ? found[1] : "/offline");
}

// The words come encrypted from the person's own server. A newer one takes the place of the one before.
addEventListener("push", event => {
  event.waitUntil(registration.showNotification(event.data ? event.data.text() : "Evening check-in", {tag: "evening"}));
});

// A page in which somebody writes is left as it is: the check-in is shown where it is open, else in a window of its own.
addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(clients.matchAll({type: "window", includeUncontrolled: true}).then(open => {
    const there = open.find(one => new URL(one.url).pathname === "/check-in");
    return there ? there.focus() : clients.openWindow("/check-in");
  }));
});
