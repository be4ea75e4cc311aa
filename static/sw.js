// The service worker: what a browser keeps of the portal when the network goes. Assets, whose address changes with
// their content, and one page that says nothing of anybody. Never a page of a family: those are asked for, each time.
// A tablet that staff prepared for the day keeps its sheets besides, as data (roll.js): they are forgotten here too.
// static.go puts two constants before this: CACHE, whose name changes with the assets, and SHELL, what the page needs.
const KEPT = 'tablette', DAY_PAGES = /^\/mairie($|\/(feuille|ou-est|presents|tablette|hors-ligne)\b)/, PATIENCE = 8000;

self.addEventListener('install', e => e.waitUntil(caches.open(CACHE)
  .then(cache => cache.addAll(SHELL.map(address => new Request(address, { credentials: 'omit' }))))
  .then(() => self.skipWaiting())));

self.addEventListener('activate', e => e.waitUntil(caches.keys()
  .then(names => Promise.all(names.filter(name => name !== CACHE && name !== KEPT).map(name => caches.delete(name))))));

self.addEventListener('fetch', e => {
  const request = e.request, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'POST' && request.mode === 'navigate' && url.pathname === '/deconnexion') e.respondWith(leave(request));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/a/')) e.respondWith(asset(request));
  else if (request.mode === 'navigate') e.respondWith(page(request, url));
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

const page = async (request, url) => {
  const offline = () => caches.match('/hors-ligne');
  if (!await caches.has(KEPT)) return fetch(request).catch(offline);
  await forgetAfter(Date.now());
  const shown = DAY_PAGES.test(url.pathname), away = async () => shown && await caches.match('/mairie/hors-ligne') || offline();
  try {
    const late = new Promise((ok, no) => { if (shown) setTimeout(no, PATIENCE); });
    const answer = await Promise.race([fetch(request), late]);
    // Whoever is asked to sign in is not who prepared the tablet, or no longer: the names go.
    if (url.pathname === '/connexion' && answer.ok) await forget();
    return shown && [502, 503, 504].includes(answer.status) ? away() : answer;
  } catch {
    return away();
  }
};

// Signing out forgets everything; what this account tapped and has not been sent is asked about first.
const leave = async request => {
  if (await caches.has(KEPT)) {
    await forget();
    if (await unsent()) return Response.redirect('/mairie/hors-ligne#partir', 303);
  }
  return fetch(request);
};

const open = () => new Promise((ok, no) => {
  const asked = indexedDB.open(KEPT, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore('garde');
    asked.result.createObjectStore('pointages', { keyPath: 'n' });
  };
  asked.onsuccess = () => ok(asked.result);
  asked.onerror = () => no(asked.error);
});
const work = async (store, mode, act) => {
  const base = await open();
  try {
    return await new Promise((ok, no) => {
      const t = base.transaction(store, mode), asked = act(t.objectStore(store));
      t.oncomplete = () => ok(asked.result);
      t.onabort = () => no(t.error);
    });
  } finally { base.close(); }
};
const unsent = async () => {
  if (!await caches.has(KEPT)) return false; // all is forgotten
  const me = await work('garde', 'readonly', s => s.get('moi')), taps = await work('pointages', 'readonly', s => s.getAll());
  return taps.some(one => !me || one.w === me.who);
};
const count = () => work('pointages', 'readonly', s => s.count());
const forget = async () => {
  await work('garde', 'readwrite', s => s.delete('jour'));
  if (await count()) return;
  await caches.delete(KEPT);
  indexedDB.deleteDatabase(KEPT);
};
const forgetAfter = async at => {
  const me = await work('garde', 'readonly', s => s.get('moi'));
  // Nor does a clock that somebody sets back keep the names longer.
  if (!me || Math.max(at + me.offset, me.seen || 0) >= me.until) await forget();
};
