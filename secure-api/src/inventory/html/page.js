'use strict';
const form = document.querySelector('form');
const rows = [...document.querySelectorAll('tbody[data-route]')];
const told = document.querySelector('output');

function show() {
  const asked = Object.fromEntries(new FormData(form));
  const text = asked.text.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const has = row.dataset;
    const fits = (!asked.method || has.method === asked.method)
      && (!asked.access || has.access === asked.access)
      && (!asked.role || has.roles.split(' ').includes(asked.role))
      && (!asked.reason || has.reason === 'yes')
      && (!text || has.route.toLowerCase().includes(text));
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  told.textContent = shown + ' of ' + rows.length + ' routes';
}

form.addEventListener('input', show);
form.addEventListener('reset', () => setTimeout(show));
form.addEventListener('submit', (event) => event.preventDefault());
form.hidden = false;
show();
