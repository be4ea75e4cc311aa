// The sheets of the day without a network (DOMAIN.md 13.19). A tablet that staff prepared keeps the day as data, and what
// was tapped until the portal has answered for each tap. Names are put into pages as text alone. The service worker
// (sw.js) shows the page that this fills, and forgets too. Loaded on the pages of the day; without it nothing is kept.
(() => {
  'use strict';
  const d = document, $ = id => d.getElementById(id), all = (where, what) => [...where.querySelectorAll(what)];
  if (!window.indexedDB || !window.caches || !navigator.serviceWorker || !window.isSecureContext) return;
  const KEPT = 'tablette', prepare = $('preparer'), shell = $('garde'), sheet = $('feuille');

  // What is kept: "moi", who prepared the tablet, until when, and what is to be added to its clock; "jour", the day with
  // its names; and the taps, which name nobody.
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
        t.oncomplete = () => ok(asked && asked.result);
        t.onabort = () => no(t.error);
      });
    } finally { base.close(); }
  };
  const get = key => work('garde', 'readonly', s => s.get(key)), put = (key, value) => work('garde', 'readwrite', s => s.put(value, key));
  const queue = async () => (await work('pointages', 'readonly', s => s.getAll())).sort((a, b) => a.o - b.o);
  const here = async () => await caches.has(KEPT) || !!indexedDB.databases && (await indexedDB.databases()).some(x => x.name === KEPT);

  let me, day, taps = [], said = '';
  const read = async () => {
    if (!await here()) { me = day = undefined; taps = []; return; }
    const was = me && me.id;
    [me, day, taps] = [await get('moi'), await get('jour'), await queue()];
    if (!me) return;
    if (me.id !== was || me.seen > now()) [seen, ran] = [me.seen, performance.now()];
    if (day && now() >= me.until) return forget();
    me.seen = now();
    await work('garde', 'readwrite', stay);
  };
  // The clock of the portal, as far as it is known; never before what it was, though somebody sets that of the device back.
  let seen = 0, ran = 0;
  const now = () => {
    if (!me) return Date.now();
    const t = Math.max(Date.now() + me.offset, seen + performance.now() - ran);
    [seen, ran] = [t, performance.now()];
    return Math.round(t);
  };
  // Stores who prepared the device, unless another page prepared it again meanwhile.
  const stay = s => {
    const stored = s.get('moi');
    stored.onsuccess = () => { if (stored.result && stored.result.id === me.id) s.put(me, 'moi'); };
  };
  const own = () => !me ? [] : taps.filter(one => one.w === me.who);
  // Forgets the names; and all the rest once nothing waits to be sent, or when it may not be.
  const drop = some => work('pointages', 'readwrite', s => { some.forEach(one => s.delete(one.n)); });
  const forget = async (gone = []) => {
    await work('garde', 'readwrite', s => s.delete('jour'));
    day = undefined;
    await drop(gone);
    taps = await queue();
    if (taps.length) return;
    me = undefined;
    seen = 0;
    await caches.delete(KEPT);
    await new Promise(ok => { const r = indexedDB.deleteDatabase(KEPT); r.onsuccess = r.onerror = r.onblocked = ok; });
  };

  // The portal. null: there is no network.
  const ask = async (address, fields) => {
    const headers = { Accept: 'application/json', 'HX-Request': 'true' };
    try {
      const answer = await fetch(address, fields ? { method: 'POST', body: new URLSearchParams(fields), headers } : { headers, cache: 'no-store' });
      if (answer.status >= 500 || answer.status === 429) return null;
      if (!answer.ok) return { status: answer.status };
      return { status: answer.status, ...await answer.json() };
    } catch { return null; }
  };
  const whoOf = token => token.split('.').slice(0, 3).join('.');

  // Sends what was tapped, then asks for the day again. One at a time; what two pages send twice counts once.
  let sending;
  const send = () => sending = sending || sendAll().catch(() => {}).finally(() => { sending = 0; });
  const sendAll = async mine => {
    await read();
    if (!me) return show();
    const hello = await ask('/mairie/hors-ligne/jeton');
    if (!hello) { said = 'away'; return show(); }
    if (hello.status === 401) { said = 'door'; await forget(); return show(); }
    if (hello.status !== 200) { said = 'right'; await forget(); return show(); }
    me.offset = hello.now - Date.now();
    [seen, ran, me.seen] = [hello.now, performance.now(), hello.now];
    if (day && now() >= me.until) await forget();
    if (!me) { said = ''; return show(); }
    const who = whoOf(hello.token);
    if (who !== me.who) {
      await forget();
      if (!me) { said = ''; return show(); }
    }
    await work('garde', 'readwrite', stay);
    let gone = false;
    // Each tap is sent as what the device was prepared as when it was tapped, and what another account tapped only knowingly.
    const wait = () => taps.filter(one => mine || one.w === who);
    for (let tries = 0; wait().length && tries < 50; tries++) {
      const id = wait()[0].m, some = wait().filter(one => one.m === id).slice(0, 50);
      const answer = await ask('/mairie/hors-ligne/pointages', { _csrf: hello.token, tablette: id, pointages: JSON.stringify(some) });
      if (!answer || answer.status !== 200) { said = answer && answer.status === 401 ? 'door' : 'away'; return show(); }
      if (answer.gone) {
        const its = taps.filter(one => one.m === id);
        if (id === me.id) await forget(its); else await drop(its);
        gone = true;
        if (!me) { said = 'gone'; return show(); }
        taps = await queue();
        continue;
      }
      if (!answer.answers.length) break;
      await work('pointages', 'readwrite', s => { answer.answers.forEach(one => s.delete(one.nonce)); });
      for (const one of answer.answers) await answered(one);
      taps = await queue();
    }
    said = gone ? 'gone' : wait().length ? 'away' : taps.length ? 'other' : '';
    if (day && !wait().length && (now() - day.at > (shell ? 60000 : 300000) || odd)) {
      const fresh = await ask('/mairie/hors-ligne/jour', { _csrf: hello.token, tablette: me.id });
      if (fresh && fresh.gone) { said = 'gone'; await forget(); }
      else if (fresh && fresh.status === 200) await put('jour', day = { ...fresh, answers: day.answers });
    } else if (me && !day && !taps.length) await forget();
    show();
  };
  const found = id => day && day.sheets.flatMap(s => s.children).find(one => one.id === id);
  let sent = 0, odd = 0;
  const answered = async one => {
    sent++;
    if (one.words) odd++;
    const child = found(one.id);
    if (child) {
      if (one.attendance || one.result === 'refused') child.attendance = one.attendance;
      const was = taps.find(x => x.n === one.nonce);
      if (was && was.s && one.attendance === 'present' && one.result !== 'refused') child[was.s === 'arrivee' ? 'arrived' : 'departed'] = clock(was.t + was.d);
      (day.answers = day.answers || {})[one.id] = one.words;
      await put('jour', day);
    }
    if (sheet) mark(one.id, one.attendance, one.words);
  };

  const tap = async t => {
    // m and w: as what, and by whom, the device was prepared; o: its order among the taps of the device.
    const one = { n: crypto.randomUUID(), ...t, t: now() - me.offset, d: me.offset, m: me.id, w: me.who };
    const base = await open();
    try {
      await new Promise((ok, no) => {
        const both = base.transaction(['garde', 'pointages'], 'readwrite'), last = both.objectStore('garde').get('rang');
        last.onsuccess = () => {
          one.o = (last.result || 0) + 1;
          both.objectStore('garde').put(one.o, 'rang');
          both.objectStore('pointages').put(one);
        };
        both.oncomplete = ok;
        both.onabort = () => no(both.error);
      });
    } finally { base.close(); }
    taps.push(one);
    if (day && day.answers) delete day.answers[t.r];
  };

  const node = (name, text, attributes) => {
    const e = d.createElement(name);
    if (text !== undefined) e.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => { if (key in e && key !== 'list') e[key] = value; else e.setAttribute(key, value); });
    return e;
  };
  const many = (n, one, more) => n + '\u00a0' + (n > 1 ? more : one);
  const clock = at => new Intl.DateTimeFormat('fr-FR', { timeZone: (day || {}).zone, hour: 'numeric', minute: '2-digit' }).format(at).replace(':', '\u00a0h\u00a0');

  // A sentence on every page of the day, as long as there is something to say.
  const banner = () => {
    let bar = $('attente-reseau');
    if (shell) return;
    const text = (said === 'door' || said === 'right' ? '' : waiting()) || state();
    if (!text && !bar) return;
    if (!bar) {
      bar = node('p', '', { id: 'attente-reseau', className: 'flash todo noprint', role: 'status' });
      $('contenu').prepend(bar);
    }
    bar.hidden = !text;
    bar.textContent = text;
    if (said === 'other') actions(bar);
  };
  const waiting = () => {
    const n = own().length;
    return n && said !== 'other' ? (n > 1 ? `${n} pointages attendent` : '1 pointage attend') + ' le réseau sur cette tablette\u00a0: vous pouvez continuer.' : '';
  };
  const state = () => {
    const n = said === 'other' && me && day ? taps.length - own().length : taps.length;
    const wait = (some, one) => !n ? '' : n > 1 ? n + some : '1' + one;
    switch (said) {
      case 'door': return 'Votre session est fermée\u00a0: les noms sont effacés de cette tablette. Connectez-vous de nouveau. ' + wait(' pointages, sans nom, attendent d\'être envoyés.', ' pointage, sans nom, attend d\'être envoyé.');
      case 'right': return 'Votre compte ne permet plus de pointer\u00a0: les noms sont effacés de cette tablette. ' + wait(' pointages, sans nom, attendent un autre compte.', ' pointage, sans nom, attend un autre compte.');
      case 'gone': return 'Cette tablette a été retirée\u00a0: ce qu\'elle gardait est effacé.';
      case 'other': return wait(' pointages faits sans réseau par un autre compte attendent sur cette tablette. ', ' pointage fait sans réseau par un autre compte attend sur cette tablette. ');
    }
    return sent ? many(sent, 'pointage envoyé', 'pointages envoyés') + (odd ? ', ' + odd + ' à vérifier' : '') + '.' : '';
  };
  // What somebody else tapped is sent by whoever may, knowingly, or thrown away.
  const actions = bar => {
    const button = (text, act) => { const b = node('button', text, { type: 'button', className: 'btn' }); b.onclick = act; return b; };
    bar.append(button('Les envoyer', async () => { await sendAll(true); }), ' ',
      button('Les jeter', async () => {
        const others = taps.filter(one => !day || one.w !== me.who);
        if (day) { await drop(others); taps = await queue(); } else await forget(others);
        said = '';
        show();
      }));
  };

  // The sheet as the portal made it, when the network goes: a tap is kept, and shown as waiting.
  const mark = (id, attendance, words, waits) => {
    const row = $('r-' + id);
    if (!row) return;
    all(row, '[name=presence]').forEach(b => b.setAttribute('aria-pressed', b.value === attendance));
    let line = row.querySelector('[data-reseau]');
    if (!line) row.querySelector('.obs').append(line = node('span', '', { className: 'tag wait' }));
    line.dataset.reseau = '';
    line.hidden = !waits && !words;
    line.textContent = waits ? 'Attend le réseau' : words || '';
  };
  // What was marked with a network is kept too, so that the page without one says the same.
  const mirror = async () => {
    if (!day) return;
    let moved = false;
    all(sheet, 'tr[id]').forEach(row => {
      const child = found(+row.id.slice(2)), on = row.querySelector('[name=presence][aria-pressed=true]'), is = on ? on.value : '';
      if (!child || child.attendance === is || taps.some(one => one.r === child.id)) return;
      child.attendance = is;
      moved = true;
    });
    if (moved) await put('jour', day);
  };
  if (sheet) {
    const lost = async e => {
      const ctx = e.detail.ctx || {}, body = (ctx.request || {}).body, status = (ctx.response || {}).status;
      if (!me) await read(); // a tap that is faster than what is kept
      if (!me || !day || !body || !body.get || !body.get('reservation') || status && status < 500) return;
      if (body.get('jour') !== day.day) return; // of another day, nothing is kept: the page says what went wrong
      const hour = ['arrivee', 'depart'].find(x => body.get(x)) || '', presence = hour ? 'present' : body.get('presence');
      await tap({ r: +body.get('reservation'), a: body.get('activite'), j: body.get('jour'), p: presence, u: 0, s: hour, x: (body.get('motif') || '').trim() });
      said = 'away';
      $('erreur').textContent = '';
      mark(+body.get('reservation'), presence, '', true);
      banner();
      again();
    };
    d.addEventListener('htmx:after:swap', () => mirror());
    d.addEventListener('htmx:error', lost);
    d.addEventListener('htmx:response:error', lost);
    d.addEventListener('submit', e => {
      if (me && day && !navigator.onLine && e.target.action.endsWith('/pointage/tous')) { e.preventDefault(); location.reload(); }
    });
  }

  // Preparing.
  if (prepare) prepare.addEventListener('submit', async e => {
    e.preventDefault();
    e.stopImmediatePropagation();
    const box = $('cet-appareil'), button = $('tablette'), id = crypto.randomUUID(), fields = new FormData(prepare);
    button.disabled = true;
    box.textContent = 'Préparation…';
    fields.set('tablette', id);
    await read().catch(() => {});
    if (me) fields.set('avant', me.id);
    const answer = await ask(prepare.action, fields);
    button.disabled = false;
    if (!answer || !answer.sheets) {
      box.textContent = answer && answer.status === 422 ? 'Donnez à cet appareil un nom plus court\u00a0: 40 caractères au plus.' : answer && answer.status === 401 ? 'Votre session est fermée. Connectez-vous de nouveau.' : 'La tablette n\'est pas préparée\u00a0: le réseau manque. Réessayez.';
      return;
    }
    try {
      await read();
      if (taps.length) await send(); // of an earlier preparation; those of another account wait
      const cache = await caches.open(KEPT);
      await cache.addAll(JSON.parse(prepare.dataset.garder).map(address => new Request(address, { credentials: 'omit' })));
      me = { id, who: whoOf(fields.get('_csrf')), until: answer.until, offset: answer.at - Date.now(), seen: answer.at };
      [seen, ran, said] = [answer.at, performance.now(), ''];
      taps = await queue();
      if (taps.some(one => one.w !== me.who)) said = 'other';
      await put('moi', me);
      await put('jour', day = answer);
      await navigator.serviceWorker.register('/sw.js');
      await navigator.serviceWorker.ready;
    } catch {
      await forget();
      box.textContent = 'Ce navigateur ne peut rien garder\u00a0: la navigation privée l\'empêche, ou la place manque.';
      return;
    }
    show();
  }, true);
  const device = () => {
    const box = $('cet-appareil');
    if (!box) return;
    box.replaceChildren();
    if (!day) return;
    const line = node('p', '', { className: 'flash ok' }), erase = node('button', 'Tout effacer', { type: 'button', className: 'btn quiet' });
    line.append(node('span', `Cette tablette garde les feuilles de ${many(day.sheets.length, 'activité', 'activités')} jusqu'à minuit. `), node('a', 'Voir ce qui est gardé', { href: '/mairie/hors-ligne' }), ' ', erase);
    erase.onclick = async () => { await send(); if (!own().length) { await forget(); said = taps.length ? 'other' : ''; } show(); };
    box.append(line);
  };

  // The page without a network, filled with what is kept.
  const statusOf = child => (taps.findLast(one => one.r === child.id) || { p: child.attendance }).p;
  const words = { present: 'présent', 'absent-justified': 'absence justifiée', 'absent-unjustified': 'absence non justifiée' };
  const stampOf = (child, at) => {
    if (away(child)) return '';
    const one = taps.find(x => x.r === child.id && x.s === at);
    return child[at === 'arrivee' ? 'arrived' : 'departed'] || (one ? clock(one.t + one.d) : '');
  };
  const wordOf = child => [words[statusOf(child)] || 'pas encore pointé', stampOf(child, 'arrivee') && 'arrivée à ' + stampOf(child, 'arrivee'),
    stampOf(child, 'depart') && 'départ à ' + stampOf(child, 'depart')].filter(Boolean).join(', ');
  const nameOf = child => child.last + ' ' + child.first, classOf = child => [child.class, child.school].filter(Boolean).join(', ') || 'Sans classe';
  // Who is to be counted at a minute of the day, as Here of stay/here.go says; at a chosen activity, at any hour.
  const hereAt = (s, c, at, chosen) => !away(c) && !stampOf(c, 'depart') && (!!chosen || s.start - day.early <= at && at <= s.end + day.late
    || statusOf(c) === 'present' && s.end < at && at <= c.until);
  const away = child => (statusOf(child) || '').startsWith('absent');
  const bare = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const groups = (children, key) => [...children.reduce((m, x) => m.set(key(x), [...m.get(key(x)) || [], x]), new Map())];
  const byClass = children => groups(children, classOf).sort((a, b) => a[1][0].rank - b[1][0].rank || a[0].localeCompare(b[0], 'fr'));
  const copy = id => $(id).content.cloneNode(true);
  const minutes = () => {
    const [h, m] = new Intl.DateTimeFormat('fr-FR', { timeZone: day.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now()).filter(x => x.type !== 'literal');
    return h.value * 60 + +m.value;
  };
  const homes = child => {
    const list = node('ul');
    child.homes.forEach(home => {
      const line = node('li', home.family + (home.adults ? ' (' + home.adults.join(', ') + ')' : '') + (home.today ? ', garde du jour' : ''));
      if (home.phone) line.append(' ', node('a', home.phone, { href: 'tel:' + home.phone.replace(/[^+\d]/g, '') }));
      list.append(line);
    });
    return list;
  };
  const notes = (child, cell) => {
    const note = (text, tone) => text && cell.append(node('span', text, { className: 'tag ' + tone }), ' ');
    note(taps.some(one => one.r === child.id) && 'Attend le réseau', 'wait');
    note((day.answers || {})[child.id], 'wait');
    (child.door || []).forEach(one => note(one.text, one.tone));
    note(child.allergies, 'no');
    note(child.diet, 'wait');
    const more = node('details'), title = node('summary', 'Adultes', { className: 'tag' });
    title.append(node('span', ' de ' + child.first + ' ' + child.last, { className: 'vh' }));
    more.append(title, homes(child));
    if (child.homes.length) cell.append(more);
  };
  const rowOf = (one, child) => {
    const row = copy('t-ligne').firstElementChild, draw = () => {
      const is = statusOf(child), cell = row.querySelector('.obs');
      row.classList.toggle('ticked', !!is);
      row.querySelector('.box').replaceChildren(...is === 'present' ? [copy('t-coche')] : []);
      all(row, '.ico').forEach(b => b.setAttribute('aria-pressed', b.value === is));
      next();
      cell.replaceChildren();
      notes(child, cell);
    };
    row.id = 'k-' + child.id;
    row.querySelector('th').textContent = nameOf(child);
    const units = row.querySelector('input');
    if (one.halfHours) {
      units.parentNode.hidden = false;
      units.previousElementSibling.textContent = 'Demi-heures de ' + child.first + ' ' + child.last;
      units.value = child.units;
      units.oninput = () => { counted = true; };
    }
    let counted; // by hand: otherwise a tap says nothing of half hours
    const hour = row.querySelector('[data-heure]'), next = () => {
      const did = at => stampOf(child, at);
      hour.value = did('arrivee') || statusOf(child) === 'present' ? 'depart' : 'arrivee';
      hour.hidden = !one.stamps || did('depart') || away(child);
      hour.firstElementChild.textContent = hour.value === 'depart' ? 'Parti' : 'Arrivé';
    };
    all(row, '[data-mot]').forEach(x => { x.textContent = x.dataset.mot + ', ' + child.first + ' ' + child.last; });
    row.querySelector('form').onsubmit = e => e.preventDefault();
    row.addEventListener('click', async e => {
      const b = e.target.closest('button');
      if (!b) return;
      if (!units.checkValidity()) { units.reportValidity(); return; }
      const stamp = b === hour ? b.value : '';
      await tap({ r: child.id, a: one.code, j: day.day, p: stamp ? 'present' : b.value, u: counted && !stamp && b.value === 'present' ? +units.value : 0, s: stamp });
      counted = false;
      draw();
      counts(one);
      $('annonce').textContent = child.first + ' ' + child.last + '\u00a0: ' + wordOf(child) + '.';
      status();
      soon();
    });
    draw();
    return row;
  };
  const counts = one => {
    const n = f => one.children.filter(f).length, line = $('garde-compte');
    if (line) line.textContent = `${many(n(c => statusOf(c) === 'present'), 'présent', 'présents')}, ${many(n(away), 'absent', 'absents')}, ${n(c => !statusOf(c))} à pointer`;
  };
  const table = (className, caption, heads) => {
    const t = node('table', undefined, { className }), head = node('thead', undefined, { className: 'vh' }), line = node('tr');
    heads.forEach(text => line.append(node('th', text, { scope: 'col' })));
    head.append(line);
    t.append(node('caption', caption, { className: 'vh' }), head);
    return t;
  };
  const classRows = (t, children, columns, where, row) => byClass(children).forEach(([label, some]) => {
    const body = node('tbody'), sub = node('tr', undefined, { className: 'sub' }), head = node('th', label + ' ', { colSpan: columns, scope: 'rowgroup' });
    head.append(node('span', some.length), node('span', ' ' + where, { className: 'print' }));
    sub.append(head);
    body.append(sub, ...some.map(row));
    t.append(body);
  });
  const shown = {
    feuilles: box => {
      const list = node('ul', undefined, { className: 'facts' });
      day.sheets.forEach(one => {
        const line = node('li'), link = node('a', undefined, { href: '#feuille=' + encodeURIComponent(one.code) });
        link.append(node('b', one.children.length), node('span', `${one.name}, ${one.hours}${one.open ? '' : ' (fermée ce jour)'}`),
          node('span', one.children.filter(c => !statusOf(c)).length + ' à pointer', { className: 'why-line' }));
        line.append(link);
        list.append(line);
      });
      box.append(day.sheets.length ? list : node('p', 'Aucun enfant attendu.', { className: 'none' }));
      return ['Feuilles hors connexion', day.long];
    },
    feuille: (box, code) => {
      const one = day.sheets.find(s => s.code === decodeURIComponent(code));
      if (!one) { box.append(node('p', 'Cette feuille n\'est pas gardée sur cette tablette.', { className: 'none' })); return ['Feuille hors connexion', day.long]; }
      const rest = node('button', 'Pointer présents tous les autres', { type: 'button', className: 'btn noprint' });
      rest.onclick = async () => {
        for (const c of one.children) if (!statusOf(c)) await tap({ r: c.id, a: one.code, j: day.day, p: 'present', u: 0 });
        draw();
        soon();
      };
      const t = table('list sheet ticking', 'Feuille du jour, par classe', ['Présent', 'Nom', 'À noter', 'Pointage']), paper = node('div', undefined, { className: 'paper' });
      classRows(t, one.children, 4, one.name + ', ' + day.long, c => rowOf(one, c));
      t.id = 'garde-feuille';
      paper.append(t);
      box.append(node('p', '', { id: 'garde-compte' }), rest, copy('t-legende'), paper);
      counts(one);
      return [one.name, `${day.long}, ${one.hours}`];
    },
    'ou-est': box => {
      box.append(copy('t-chercher'));
      const list = node('div', undefined, { id: 'garde-trouves' }), field = box.querySelector('input'), at = minutes();
      const children = groups(day.sheets.flatMap(s => s.children.map(c => ({ s, c }))), x => x.c.child);
      field.oninput = () => {
        const asked = bare(field.value).split(/[\s'-]+/).filter(Boolean);
        list.replaceChildren();
        if (!asked.length) return;
        const some = children.filter(([, places]) => asked.every(w => bare(nameOf(places[0].c)).includes(w)));
        if (!some.length) list.append(node('p', 'Aucun enfant attendu aujourd\'hui ne porte ce nom.', { className: 'none' }));
        some.slice(0, 20).forEach(([, places]) => {
          const card = node('section', undefined, { className: 'card stack' }), c = places[0].c, today = node('ul'), cell = node('p');
          places.forEach(({ s, c: one }) => {
            const line = node('li'), current = s.open && hereAt(s, one, at) && s.start <= at;
            line.append(node(current ? 'b' : 'span', `${current ? 'En ce moment\u00a0: ' : ''}${s.name}, ${s.hours}`), ' – ' + wordOf(one));
            today.append(line);
          });
          [...(c.door || []).map(x => [x.tone, x.text]), c.allergies && ['no', c.allergies], c.diet && ['wait', c.diet]].filter(Boolean).forEach(([tone, text]) => cell.append(node('span', text, { className: 'tag ' + tone }), ' '));
          card.append(node('h2', nameOf(c)), node('p', classOf(c), { className: 'muted' }), today, cell, homes(c));
          list.append(card);
        });
        if (some.length > 20) list.append(node('p', 'Écrivez un nom plus complet\u00a0: il y en a d\'autres.', { className: 'muted' }));
      };
      box.append(list);
      return ['Où est un enfant\u00a0?', day.long];
    },
    presents: (box, code) => {
      const at = minutes(), field = node('select', undefined, { id: 'garde-activite' }), line = node('p', undefined, { className: 'field narrowcard noprint' });
      field.append(node('option', 'En ce moment', { value: '' }), ...day.sheets.map(s => node('option', s.name, { value: s.code, selected: s.code === code })));
      field.onchange = () => { location.hash = '#presents' + (field.value && '=' + encodeURIComponent(field.value)); };
      line.append(node('label', 'Activité', { htmlFor: 'garde-activite' }), field);
      const under = day.sheets.filter(s => code ? s.code === decodeURIComponent(code) : s.open);
      // Each child once: at the activity under way, otherwise the next, otherwise the last that ended.
      const best = new Map(), rank = s => s.end < at ? 1 : s.start > at ? 2 : 3;
      under.forEach(s => s.children.filter(c => hereAt(s, c, at, code)).forEach(c => {
        const had = best.get(c.child);
        if (!had || rank(s) > rank(had.s) || rank(s) === rank(had.s) && rank(s) !== 2) best.set(c.child, { s, c });
      }));
      const children = [...best.values()];
      box.append(line);
      groups(children, x => x.s.name + (x.c.school ? ', ' + x.c.school : '')).sort((a, b) => a[0].localeCompare(b[0], 'fr')).forEach(([label, some]) => {
        const part = node('section'), t = table('list evacuation', 'Enfants à compter', ['Enfant', 'Pointage', 'Compté']);
        part.append(node('h2', label), node('p', `${many(some.length, 'enfant', 'enfants')}, ${many(some.filter(x => statusOf(x.c) === 'present').length, 'pointé présent', 'pointés présents')}`, { className: 'muted' }));
        classRows(t, some.map(x => x.c), 3, label + ', ' + day.long, c => {
          const row = node('tr'), box = node('td'), label = node('label', undefined, { className: 'tickbox' });
          label.append(node('input', undefined, { type: 'checkbox' }), node('span', 'Compté, ' + nameOf(c), { className: 'vh' }));
          box.append(label);
          row.append(node('th', nameOf(c), { scope: 'row' }), node('td', wordOf(c)), box);
          return row;
        });
        part.append(t);
        box.append(part);
      });
      if (!children.length) box.append(node('p', 'Aucun enfant n\'est attendu à cette heure.', { className: 'none' }));
      return ['Présents maintenant', many(children.length, 'enfant', 'enfants') + ' à compter, ' + clock(now())];
    },
  };
  // Signing out with taps that wait: they are sent first, or thrown away.
  const leave = async () => {
    const hello = await ask('/mairie/hors-ligne/jeton');
    if (!hello) { said = 'away'; return show(); }
    if (!hello.token) { location.href = '/connexion'; return undefined; }
    const form = node('form', undefined, { method: 'post', action: '/deconnexion', hidden: true });
    form.append(node('input', undefined, { name: '_csrf', value: hello.token }));
    d.body.append(form);
    return form.submit();
  };
  const leaving = box => {
    const button = (text, act, tone) => { const b = node('button', text, { type: 'button', className: 'btn ' + tone }); b.onclick = act; return b; };
    const line = node('p', undefined, { className: 'actions' });
    box.append(node('p', (own().length > 1 ? `${own().length} pointages ne sont pas encore envoyés` : '1 pointage n\'est pas encore envoyé') + ', parce que le réseau manque. Les noms sont déjà effacés de cette tablette.'), line);
    line.append(button('Envoyer, puis se déconnecter', async () => { await send(); }, 'main'), ' ',
      button('Se déconnecter sans les envoyer', async () => { await forget(own()); await leave(); }, 'danger'));
  };
  const where = () => {
    const path = /^\/mairie\/(feuille)\/([^/]+)$|^\/mairie\/(ou-est|presents)$/.exec(location.pathname) || [];
    return (location.hash.slice(1) || (path[1] ? path[1] + '=' + path[2] : path[3] || 'feuilles')).split('=');
  };
  const status = () => {
    const line = $('garde-etat'), live = (said === '' || said === 'other' && day) && sentOnce;
    line.replaceChildren();
    if (day) line.append((live ? 'Le réseau est revenu. ' : 'Sans réseau. ') + `Feuilles gardées à ${clock(day.at)}. ${waiting()} ${live ? state() : ''}`);
    else line.append(state() || 'Sans réseau.');
    if (live) line.append(' ', node('a', 'Revenir aux feuilles en ligne', { href: location.pathname.endsWith('hors-ligne') ? '/mairie' : location.pathname }));
    else if (said === 'door') line.append(' ', node('a', 'Se connecter', { href: '/connexion?suite=/mairie' }));
    if (said === 'other') actions(line);
  };
  let sentOnce = false;
  const draw = () => {
    const [name, code] = where(), box = $('garde-vue');
    status();
    $('garde-menu').hidden = !day;
    if (name === 'partir') {
      box.replaceChildren();
      if (own().length) leaving(box);
      else if (sentOnce && (said === '' || said === 'other')) leave();
      $('garde-titre').textContent = 'Se déconnecter';
      return;
    }
    if (!day) {
      box.replaceChildren(node('p', 'Cet appareil ne garde aucune feuille. Quand le réseau est là, ouvrez «\u00a0Tablette hors connexion\u00a0» depuis la page du jour.', { className: 'none' }));
      $('garde-note').textContent = '';
      return;
    }
    box.replaceChildren();
    const [title, note] = (shown[name] || shown.feuilles)(box, code);
    $('garde-titre').textContent = title;
    $('garde-note').textContent = note;
    all($('garde-menu'), 'a').forEach(a => a.toggleAttribute('aria-current', a.hash.slice(1) === (name === 'feuille' ? 'feuilles' : name)));
  };
  if (shell) addEventListener('hashchange', () => { draw(); $('garde-titre').focus(); });

  // The network is tried again every twenty seconds, as long as something waits for it; the end of the day comes by itself.
  let timer;
  const later = async () => {
    if (taps.length || shell && me) { await send(); sentOnce = true; } else { await read(); if (shell && !me) draw(); else show(); }
    again();
  };
  const again = () => { clearTimeout(timer); timer = setTimeout(later, 20000); };
  const soon = () => { if (navigator.onLine) { clearTimeout(timer); timer = setTimeout(later, 500); } };
  const show = () => { banner(); device(); if (shell && !d.activeElement?.matches('#garde-vue input, #garde-vue button, #garde-vue select')) draw(); else if (shell) status(); };
  addEventListener('online', later);
  d.addEventListener('visibilitychange', () => { if (!d.hidden) later(); });
  addEventListener('load', async () => {
    await read();
    show();
    if (me) { await send(); sentOnce = true; show(); }
    if (sheet) { await mirror(); taps.forEach(one => mark(one.r, one.p, '', true)); }
    again();
  });
})();
