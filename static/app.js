// Quick toggles on the spot, arrow keys in the calendar, no tap lost when the network goes. Every page works without it.
(() => {
  'use strict';
  // cal is the form with boxes: the calendar of an activity, or the activities of a day.
  const d = document, $ = id => d.getElementById(id), cal = $('cal') || $('jour'), error = $('erreur');
  const all = (where, what) => [...where.querySelectorAll(what)];
  // A sentence in the language of the page: one in another than French brings them.
  const words = JSON.parse(d.body.dataset.mots || '{}'), t = (s, n) => (words[s] || s).replace('%d', n);

  // Panels and explanations close on a touch elsewhere and on Escape.
  const close = keep => all(d, 'details.pop[open],details.d[open]').forEach(x => {
    if (keep && x.contains(keep)) return;
    x.open = false;
    if (!keep && x.contains(d.activeElement)) x.firstElementChild.focus();
  });
  d.addEventListener('click', e => close(e.target));
  d.addEventListener('keydown', e => { if (e.key === 'Escape') close(); });

  // Another tab may have turned the session to another family.
  const pour = d.body.dataset.pour || '';
  d.addEventListener('htmx:config:request', e => { e.detail.ctx.request.headers['X-Pour'] = pour; });

  const show = $('montrer'), password = $('mot_de_passe');
  if (show) {
    show.hidden = false;
    show.onclick = () => {
      const on = password.type === 'password';
      password.type = on ? 'text' : 'password';
      show.setAttribute('aria-pressed', on);
      show.textContent = on ? t('Masquer') : t('Afficher');
    };
  }

  // Two minutes before the session ends, it can be kept.
  const ends = $('expire');
  if (ends) {
    let timer;
    const wait = () => { if (!ends.hidden) ends.hidden = true; clearTimeout(timer); timer = setTimeout(() => { ends.hidden = false; }, (ends.dataset.dans - 120) * 1000); };
    d.addEventListener('htmx:after:request', wait);
    wait();
  }
  all(d, '[data-print]').forEach(b => { b.hidden = false; b.onclick = () => print(); });

  // Another activity is shown once chosen; by keys, which pass over others, on Enter or on leaving.
  const go = d.querySelector('.go select');
  if (go) {
    let keys;
    const leave = () => { if (!keys && !go.selectedOptions[0].defaultSelected) go.form.requestSubmit(); };
    go.onkeydown = e => { keys = e.key !== 'Enter'; leave(); };
    go.onblur = () => { keys = false; leave(); };
    go.onpointerdown = () => { keys = false; };
    go.onchange = leave;
    addEventListener('pageshow', () => go.form.reset());
  }
  all(d, '.period').forEach(row => { row.onchange = () => { row.querySelector('input').checked = true; }; });

  // Bookings open at an instant: the time that is left is counted down, then the days are asked for again.
  let opened = () => location.reload();
  all(d, '[data-ouvre]').forEach(line => {
    const at = Date.now() + line.dataset.ouvre * 1000, two = n => String(n).padStart(2, 0);
    const tick = () => {
      const s = Math.ceil((at - Date.now()) / 1000), m = s / 60 | 0, h = m / 60 | 0;
      if (s <= 0) return setTimeout(opened, 400 + Math.random() * 400, line);
      line.querySelector('[role]').textContent = ' (' + t('dans') + ' ' + (h > 47 ? t('%d jours', h / 24 | 0) : h ? t('%d h', h) + ' ' + two(m % 60) : m ? `${m} min ${two(s % 60)}` : s + ' s') + ')';
      setTimeout(tick, 1000);
    };
    tick();
  });

  // A list of errors takes the focus, so that it is read.
  const wrong = $('erreurs');
  if (wrong) wrong.focus();

  // The page for when the network is away is fetched once, not while somebody books.
  if (!cal && navigator.serviceWorker) addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => {}));

  const say = (text, label, action) => {
    error.textContent = text;
    if (!label) return;
    const button = d.createElement('button');
    button.type = 'button';
    button.className = 'btn';
    button.textContent = label;
    button.onclick = action;
    error.append(' ', button);
  };

  const filters = d.querySelector('.filters[data-hx-get]');
  if (filters) {
    const again = () => filters.dispatchEvent(new Event('change')), old = text => say(text, t('Réessayer'), again);
    filters.addEventListener('htmx:error', () => old(t('Connexion perdue. La liste n\'a pas changé.')));
    filters.addEventListener('htmx:response:error', e => { if (e.detail.ctx.response.status !== 401) old(t('Le filtre n\'a pas abouti. La liste n\'a pas changé.')); });
    filters.addEventListener('htmx:before:swap', e => { if (e.detail.ctx.response.status < 400) say(''); });
  }

  // A page that the browser kept may say what is so no more. What somebody typed on it stays.
  if (!cal) addEventListener('pageshow', e => { if (e.persisted && all(d, 'input,textarea').every(x => x.value === x.defaultValue && x.checked === x.defaultChecked)) location.reload(); });

  if (!cal) return;
  const boxes = () => all(cal, 'input[name=j]');
  const cell = box => box.closest('[data-state]');
  const changed = () => cal.dispatchEvent(new Event('change', { bubbles: true }));

  // pending: a tap that the server has not confirmed.
  let pending = false, failed = false, flying = false;
  // base: the boxes as the server last had them; unsure: those of a request whose answer was lost. sent: as the request on
  // its way has them, and those it knows. wish: as they are since a tap came after it.
  let base = new Map(boxes().map(box => [box.id, box.defaultChecked])), unsure = new Set(), sent = new Map(), there, wish;
  const ticks = () => new Map(boxes().map(box => [box.id, box.checked]));
  const doubt = boxes => boxes.forEach((on, id) => { if (on !== base.get(id)) unsure.add(id); });

  // The draft as the server will keep it, if it agrees.
  const mark = box => {
    const td = cell(box), state = td.dataset.state, free = state === 'available' || state === 'waitlist';
    const kept = state === 'booked' || state === 'requested';
    if (free && box.checked) td.dataset.draft = 'add';
    else if (kept && !box.checked) td.dataset.draft = 'cancel';
    else if (free || kept || td.dataset.draft === (box.checked ? 'cancel' : 'add')) delete td.dataset.draft;
  };
  // What the page shows: cells may have been corrected since it was made.
  const form = () => {
    const list = boxes(), values = some => some.map(box => box.value).join();
    cal.elements.affiches.value = values(list);
    // A box whose fate is not known is sent as one that has changed, whichever way it stands.
    cal.elements.connus.value = values(list.filter(box => unsure.has(box.id) ? !box.checked : base.get(box.id)));
    cal.elements.vus.value = all(cal, '[data-state]').map(x => x.id.slice(2) + ':' + (x.dataset.vu || x.dataset.state + ':' + (x.dataset.draft || ''))).join();
    return new URLSearchParams(new FormData(cal));
  };
  cal.addEventListener('change', () => {
    pending = true;
    boxes().forEach(mark);
    if (flying) wish = ticks();
  });
  cal.addEventListener('submit', () => { form(); pending = failed = false; });

  // Quick toggles (DOMAIN.md 4.2).
  cal.addEventListener('click', e => {
    const button = e.target.closest('button.tog');
    if (!button) return;
    e.preventDefault();
    const { name, value } = button;
    const weekday = box => new Date(box.value + 'T12:00Z').getUTCDay() || 7;
    const days = boxes().filter(box => name === 'semaine' ? button.closest('tr').contains(box)
      : box.value.startsWith(cal.elements.mois.value) && (name === 'mois_entier' || weekday(box) == value));
    const skip = box => cal.dataset.attente !== 'oui' && cell(box).dataset.state === 'waitlist';
    const first = days.find(box => !skip(box));
    let left = 0;
    if (first) {
      const on = !first.checked;
      for (const box of days) {
        if (box.checked === on) continue;
        if (on && skip(box)) left++;
        else box.checked = on;
      }
      changed();
    }
    $('note').textContent = $('annonce').textContent = !first ? t('Aucun jour à cocher ici.') : !left ? '' :
      t('Jours complets laissés de côté\u00a0: %d. Cochez-les un à un pour les demander en liste d\'attente.', left);
  });

  // Arrows, Home, End and Page keys, as in a date grid, over the days that can be ticked.
  cal.addEventListener('keydown', e => {
    const box = e.target;
    if (box.name !== 'j' || e.ctrlKey || e.altKey || e.metaKey) return;
    const list = boxes(), at = list.indexOf(box), column = x => cell(x).cellIndex, row = x => cell(x).parentNode;
    const below = list.filter(x => column(x) === column(box)), line = list.filter(x => row(x) === row(box));
    const page = $(e.key === 'PageUp' ? 'avant' : 'apres');
    const to = {
      ArrowLeft: () => list[at - 1], ArrowRight: () => list[at + 1],
      ArrowUp: () => below[below.indexOf(box) - 1], ArrowDown: () => below[below.indexOf(box) + 1],
      Home: () => line[0], End: () => line.at(-1),
      PageUp: () => page, PageDown: () => page,
      Enter: () => box,
    }[e.key];
    if (!to) return;
    e.preventDefault();
    const target = to();
    if (target && (target === page || e.key === 'Enter')) target.click();
    else if (target) target.focus();
  });

  // Saving. The form is read again when its turn comes in the queue: the newest ticks, and the newest revision.
  cal.addEventListener('htmx:before:request', e => {
    flying = true;
    pending = false;
    sent = ticks();
    there = new Set(boxes());
    e.detail.ctx.request.body = form();
  });
  cal.addEventListener('htmx:finally:request', () => { flying = false; });
  const lost = text => { failed = pending = true; doubt(sent); say(text, t('Réessayer'), changed); };
  d.addEventListener('htmx:after:swap', e => { // it also comes after an answer that was not swapped
    if (e.detail.ctx.response.status < 400) {
      failed = false;
      say('');
      unsure.clear();
      boxes().forEach(box => base.set(box.id, there.has(box) ? sent.get(box.id) : box.defaultChecked));
    }
    // A box that was redrawn may have been tapped since its answer was asked for.
    if (wish) boxes().forEach(box => { if (wish.has(box.id) && wish.get(box.id) !== sent.get(box.id)) box.checked = wish.get(box.id); });
    wish = 0;
    boxes().forEach(mark);
  });
  d.addEventListener('htmx:error', () =>
    lost(t('Connexion perdue. Vos choix restent affichés mais ne sont pas encore enregistrés.')));
  d.addEventListener('htmx:response:error', e => {
    const status = e.detail.ctx.response.status;
    if (status === 409) say(t('Le planning a changé depuis que vous l\'avez ouvert.'), t('Recharger'), () => location.reload());
    else if (status >= 500 || status === 429) lost(t('L\'enregistrement n\'a pas abouti. Vos choix restent affichés mais ne sont pas encore enregistrés.'));
    else if (status !== 401) say(t('Cette page n\'est plus à jour.'), t('Recharger'), () => location.reload());
  });
  addEventListener('online', () => { if (failed) changed(); });

  // Another family may take the last place. The server says which days changed; their cells are asked for again, once
  // nothing of ours is on its way. A hidden page listens to nothing.
  const stale = new Set(), value = name => cal.elements[name].value;
  let news;
  const refresh = async () => {
    if (pending || flying || failed) { setTimeout(refresh, 400); return; }
    const days = [...stale].filter(x => $('c-' + x)).map(x => x + ':' + $('c-' + x).dataset.state);
    stale.clear();
    if (!days.length) return;
    const query = new URLSearchParams({ enfant: value('enfant'), activite: value('activite'), mois: value('mois'), jours: days, pour });
    const answer = await fetch('/reservations/fraicheur?' + query, { headers: { 'HX-Request': 'true' } }).catch(() => 0);
    if (!answer || !answer.ok) return;
    const fresh = d.createElement('template'), held = d.activeElement && d.activeElement.id;
    fresh.innerHTML = await answer.text();
    if (pending || flying) { days.forEach(x => stale.add(x.split(':')[0])); setTimeout(refresh, 400); return; }
    all(fresh.content, 'td').forEach(td => $(td.id) && $(td.id).replaceWith(td));
    boxes().forEach(box => { if (days.some(x => box.id === 'j-' + x.split(':')[0])) base.set(box.id, box.defaultChecked); });
    if (held && d.activeElement === d.body && $(held)) $(held).focus();
    const words = fresh.content.querySelector('p').textContent;
    if (words) $('annonce').textContent = words;
  };
  opened = line => {
    if (cal.dataset.live) {
      line.hidden = true;
      all(cal, '[data-state=closed]').forEach(x => stale.add(x.id.slice(2)));
      refresh();
    } else if (pending || flying) setTimeout(opened, 400, line);
    else if (!failed) location.reload();
  };
  const listen = () => {
    if (d.hidden || !window.EventSource) { if (news) news.close(); news = 0; return; }
    if (news) return;
    news = new EventSource('/reservations/evenements?' + new URLSearchParams({ activite: value('activite'), mois: value('mois'), pour }));
    news.addEventListener('places', e => {
      if (!stale.size) setTimeout(refresh, 50 + Math.random() * 400);
      e.data.split(',').forEach(x => stale.add(x));
    });
  };
  if (cal.dataset.live) {
    listen();
    addEventListener('visibilitychange', listen);
  }
  addEventListener('pagehide', () => { if (news) news.close(); news = 0; });

  // Leaving with a tap on its way: hand it to the browser. Leaving after a failure: ask.
  addEventListener('visibilitychange', () => {
    if (d.visibilityState === 'hidden') {
      if (!pending && !flying) return;
      navigator.sendBeacon(cal.action, form());
      doubt(ticks());
    } else changed();
  });
  addEventListener('focus', changed);
  addEventListener('pageshow', e => { if (e.persisted) changed(); });
  addEventListener('beforeunload', e => { if (failed) e.preventDefault(); });
})();
