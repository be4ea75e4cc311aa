// The service worker: what a browser keeps of the portal when the network goes. Assets, whose address changes with
// their content, and one page that says nothing of anybody. Never a page of a family: those are asked for, each time.
// static.go puts two constants before this: CACHE, whose name changes with the assets, and SHELL, what the page needs.
self.addEventListener('install', e => e.waitUntil(caches.open(CACHE)
  .then(cache => cache.addAll(SHELL.map(address => new Request(address, { credentials: 'omit' }))))
  .then(() => self.skipWaiting())));

self.addEventListener('activate', e => e.waitUntil(caches.keys()
  .then(names => Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name))))));

self.addEventListener('fetch', e => {
  const request = e.request, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/a/')) e.respondWith(asset(request));
  else if (request.mode === 'navigate') e.respondWith(fetch(request).catch(() => caches.match('/hors-ligne')));
});

const asset = async request => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    caches.open(CACHE).then(cache => cache.put(request, copy)).catch(() => {});
  }
  return answer;
};
