// Passkeys, which need a script, the buttons that print or copy recovery codes, and letters, which are taken at once. Only
// the pages that use them load this; without it the password, the code of the telephone and the link do as well.
(() => {
  'use strict';
  const d = document, all = what => [...d.querySelectorAll(what)], keys = window.PublicKeyCredential;
  const t = s => JSON.parse(d.body.dataset.mots || '{}')[s] || s; // in the language of the page

  const able = window.isSecureContext && keys && keys.parseCreationOptionsFromJSON && keys.parseRequestOptionsFromJSON;
  if (able) {
    all('[data-sans-cle]').forEach(x => { x.hidden = true; });
    all('form[data-cle]').forEach(form => {
      const { elements: fields, dataset } = form, button = form.querySelector('button'), said = form.querySelector('[role=alert]');
      form.closest('[hidden]').hidden = false;
      form.addEventListener('submit', async e => {
        e.preventDefault();
        said.textContent = '';
        button.disabled = true;
        let lost = t('La connexion a été perdue. Réessayez.');
        try {
          const answer = await fetch(dataset.cle, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { Accept: 'application/json' } });
          if (answer.status === 401) { form.submit(); return; } // the portal asks first who it is, and comes back
          if (!answer.ok) { lost = await answer.text(); throw 0; }
          const { options, defi } = await answer.json();
          lost = t('La demande a été annulée, ou a duré trop longtemps. Réessayez.');
          const key = dataset.faire === 'creer'
            ? await navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) })
            : await navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) });
          (fields.defi || fields.preuve_defi).value = defi;
          (fields.reponse || fields.preuve_reponse).value = JSON.stringify(key);
          form.submit();
        } catch {
          said.textContent = lost;
          button.disabled = false;
        }
      });
    });
  }

  // To load the page of a letter again would make another.
  const letter = d.getElementById('papier');
  if (letter) {
    history.replaceState(0, '', letter.dataset.apres);
    letter.click();
  }

  all('[data-imprimer]').forEach(button => { button.hidden = false; button.onclick = () => print(); });
  all('[data-copier]').forEach(button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(d.getElementById(button.dataset.copier).innerText);
      d.getElementById('annonce').textContent = t('Les codes sont copiés.');
      button.lastChild.textContent = t('Copié');
    };
  });
})();
