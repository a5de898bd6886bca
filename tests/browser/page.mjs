// The page of an inventory, used as a person would: `node page.mjs <browser> <page>`.
import { pathToFileURL } from 'node:url';
import { visit } from './browser.mjs';

const [browser, page] = process.argv.slice(2);

visit(browser, pathToFileURL(page).href, async ({ run, until, here, heard }) => {
  const shown = () => run(`({
    routes: [...document.querySelectorAll('tbody[data-route]')].filter((row) => row.offsetParent !== null)
      .map((row) => row.querySelector('summary').innerText.trim()),
    told: document.querySelector('output').innerText,
  })`);
  const reset = () => run(`document.querySelector('button').click(), new Promise((resolve) => setTimeout(resolve, 20))`);
  const choose = async (name, value) => {
    await run(`{ const field = document.querySelector('select[name=${name}]');
      field.value = ${JSON.stringify(value)}; field.dispatchEvent(new Event('input', { bubbles: true })); }`);
    const seen = await shown();
    await reset();
    return seen;
  };

  const seen = { all: await shown() };
  await run(`document.querySelector('input[name=text]').focus()`);
  await here('Input.insertText', { text: 'PUBLISH' });
  await until(`document.querySelector('output').innerText.startsWith('1 of')`);
  seen.text = await shown();
  await reset();
  seen.method = await choose('method', 'GET');
  seen.access = await choose('access', 'public');
  seen.role = await choose('role', 'reader');
  await run(`document.querySelector('input[name=reason]').click()`);
  seen.reason = await shown();
  await reset();
  seen.again = await shown();
  await run(`document.querySelector('tbody[data-route] summary').click()`);
  seen.opened = await run(`document.querySelector('tbody[data-route] details ul').innerText`);
  seen.text_of_page = await run('document.body.innerText');
  seen.pwned = await run('window.pwned === undefined ? "no" : "yes"');
  seen.before = structuredClone(heard);
  // What somebody managed to put in would not run.
  await run(`{ const script = document.createElement('script'); script.textContent = 'window.pwned = 1';
    document.body.append(script); document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x" onerror="window.pwned = 2">'); }`);
  await until(({ errors }) => errors.filter((error) => error.includes('Content Security Policy')).length >= 2);
  seen.injected = await run('window.pwned === undefined ? "no" : "yes"');
  seen.after = heard;
  return seen;
});
