// The town hall's pages, beside app.js: keys in lists, a search on the sheet as it is typed. Every page works without it.
(() => {
  'use strict';
  const d = document, $ = id => d.getElementById(id), sheet = $('feuille');
  const all = (where, what) => [...where.querySelectorAll(what)], seen = e => e.checkVisibility();

  // A tick on a day's sheet that did not arrive must not look saved. A refusal says itself why (422).
  if (sheet) ['htmx:error', 'htmx:response:error'].forEach(name => d.addEventListener(name, e => {
    if (((e.detail.ctx || {}).response || {}).status !== 422) $('erreur').textContent = 'Ce pointage n\'est pas enregistré. Touchez de nouveau.';
  }));

  // The sheet is searched as a name is typed, without its accents; a class of which nobody is left goes too.
  const name = sheet && $('nom');
  if (name) {
    const bare = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
    const search = () => {
      const words = bare(name.value).split(/[\s'-]+/);
      all(sheet, 'tbody').forEach(group => {
        const rows = all(group, 'tr[id]');
        rows.forEach(row => { const text = bare(row.querySelector('th').textContent); row.hidden = !words.every(w => text.includes(w)); });
        group.hidden = rows.length > 0 && rows.every(row => row.hidden);
      });
    };
    name.addEventListener('input', search);
    d.addEventListener('htmx:after:swap', search); // a line that was redrawn
    if (name.value) search();
  }

  // A form that was written in is not left without a question, unless it is sent; one that comes back was written in.
  const written = new Set($('erreurs') ? all(d, '[data-quitter]') : []);
  d.addEventListener('input', e => {
    const f = e.target.form, row = e.target.closest('.nounform .actions'), radio = row && row.querySelector('[type=radio]');
    if (f && 'quitter' in f.dataset) written.add(f);
    if (radio && e.target.value) radio.checked = true; // what is typed beside a choice chooses it
  });
  // A second tap sends nothing more.
  let gone;
  d.addEventListener('submit', e => {
    const f = e.target;
    if (f.method !== 'post') return;
    if (gone === f) return e.preventDefault();
    written.delete(gone = f);
    setTimeout(() => { gone = 0; }, 2000);
  });
  addEventListener('beforeunload', e => written.size && e.preventDefault());

  // The year of an activity: its boxes are days to turn. Groups are turned by the server, which knows the rule.
  const year = $('annee');
  if (year) {
    const boxes = all(year, '.year input'), sum = $('somme'), on = () => boxes.filter(b => b.checked);
    let leaving = false;
    const count = () => {
      const n = on().length, shut = on().filter(b => b.closest('.o')).length, many = (k, act) => k ? [`${k}\u00a0jour${k > 1 ? 's' : ''} à\u00a0${act}`] : [];
      $('annonce').textContent = sum.textContent = [many(n - shut, 'ouvrir'), many(shut, 'fermer')].flat().join(', ') || sum.dataset.vide;
    };
    year.addEventListener('change', count);
    year.addEventListener('click', async e => {
      const button = e.target.closest('[name=t]');
      if (!button || leaving) return;
      e.preventDefault();
      const had = on();
      const answer = await fetch(year.action, { method: 'POST', body: new URLSearchParams(new FormData(year, button)), headers: { Accept: 'text/plain' } }).catch(() => ({}));
      if (!answer.ok || !/^text.plain/.test(answer.headers.get('content-type'))) {
        leaving = true;
        return button.click();
      }
      const days = (await answer.text()).split(',');
      boxes.forEach(b => { if (days.includes(b.name) !== had.includes(b)) b.checked = !had.includes(b); });
      count();
    });
    year.addEventListener('submit', () => { leaving = true; });
    addEventListener('beforeunload', e => { if (!leaving && on().length) e.preventDefault(); });
    // One stop of the Tab key; arrows go from day to day.
    const stop = box => { boxes.forEach(b => { b.tabIndex = -1; }); box.tabIndex = 0; };
    if (boxes.length) stop(boxes[0]);
    year.addEventListener('focusin', e => { if (boxes.includes(e.target)) stop(e.target); });
    year.addEventListener('keydown', e => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[e.key], at = boxes.indexOf(e.target), to = boxes[at + step];
      if (at < 0 || !to) return;
      e.preventDefault();
      to.focus();
    });
  }

  // In a table of rows that are typed, Enter goes to the next row; in the last one it does what it does in a form.
  d.addEventListener('keydown', e => {
    const table = e.target.closest && e.target.closest('[data-entry]');
    if (e.key !== 'Enter' || e.isComposing || !table || e.target.matches('button')) return;
    const next = e.target.closest('tr').nextElementSibling;
    if (!next) return;
    e.preventDefault();
    next.querySelector('input').focus();
  });

  // Keys. Arrows move from line to line in a list that holds the focus, to the same link or button; Enter follows it, as
  // it always does. The letters can be turned off, and none acts in a field (WCAG 2.1.4).
  const help = $('touches'), letters = $('lettres'), field = 'input, select, textarea, [contenteditable]';
  const rows = list => all(list, 'tbody tr').filter(row => seen(row) && row.querySelector('a[href], button'));
  const stops = row => all(row, 'a[href], button').filter(seen);
  const off = () => { try { return localStorage.lettres === 'non'; } catch { return false; } };
  const move = (e, at) => {
    const row = at.closest('.list tbody tr');
    if (!row) return;
    const list = rows(row.closest('.list')), here = stops(row), n = here.indexOf(at), line = list.indexOf(row);
    const to = { ArrowUp: list[line - 1], ArrowDown: list[line + 1], Home: list[0], End: list.at(-1) }[e.key];
    const target = e.key === 'ArrowLeft' ? here[n - 1] : e.key === 'ArrowRight' ? here[n + 1] : to && (stops(to)[n] || stops(to)[0]);
    if (!target) return;
    e.preventDefault();
    target.focus();
  };
  const act = {
    '?': () => help && help.showModal(),
    '/': () => $('chercher') && $('chercher').focus(),
    l: () => { const row = all(d, 'main .list').flatMap(rows)[0]; if (row) stops(row)[0].focus(); },
  };
  d.addEventListener('keydown', e => {
    const at = e.target;
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || at.matches(field) || d.querySelector('dialog[open]')) return;
    if (act[e.key] && !off()) {
      e.preventDefault();
      act[e.key]();
    } else move(e, at);
  });
  const open = $('clavier');
  if (open) {
    open.hidden = false;
    open.onclick = act['?'];
    letters.checked = !off();
    letters.onchange = () => { try { localStorage.lettres = letters.checked ? 'oui' : 'non'; } catch { letters.checked = true; } };
  }
})();
