// The town hall's pages, beside app.js. Every page works without it.
(() => {
  'use strict';
  const d = document, $ = id => d.getElementById(id);

  // A tick on a day's sheet that did not arrive must not look saved. A refusal says itself why (422).
  if ($('feuille')) ['htmx:error', 'htmx:response:error'].forEach(name => d.addEventListener(name, e => {
    if (((e.detail.ctx || {}).response || {}).status !== 422) $('erreur').textContent = 'Ce pointage n\'est pas enregistré. Touchez de nouveau.';
  }));
})();
