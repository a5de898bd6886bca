// The page of an OpenAPI document, used as a person would: `node docs.mjs <browser> <page> <token>`.
import { visit } from './browser.mjs';

const [browser, page, token] = process.argv.slice(2);

visit(browser, page, async ({ run, until, here, open, heard }) => {
  const click = async (what) => {
    await until(`!!document.querySelector(${JSON.stringify(what)})`);
    await run(`document.querySelector(${JSON.stringify(what)}).click()`);
  };
  const write = async (where, text) => {
    await until(`!!document.querySelector(${JSON.stringify(where)})`);
    await run(`document.querySelector(${JSON.stringify(where)}).focus()`);
    await here('Input.insertText', { text });
    // The field tells the page of it a little later, or when it is left.
    await run(`document.querySelector(${JSON.stringify(where)}).blur()`);
  };
  // The text of a part, once the part says what it is there for: the page reads the document part by part.
  const text = async (what, said) => {
    const shown = `document.querySelector(${JSON.stringify(what)})?.innerText ?? ''`;
    await until(`(${shown}).includes(${JSON.stringify(said)})`);
    return run(shown);
  };
  const operation = (tag, id) => `#operations-${tag}-${id}`;
  const opened = async (id) => {
    await click(`${operation('articles', id)} .opblock-summary-control`);
    await until(`!!document.querySelector('${operation('articles', id)} .opblock-body')`);
  };
  const remove = async () => {
    await opened('remove');
    await click(`${operation('articles', 'remove')} .try-out__btn`);
    await write(`${operation('articles', 'remove')} .parameters input`, '67e55044-10b1-426f-9247-bb680e5fe0c8');
    await click(`${operation('articles', 'remove')} .execute`);
    const answer = `${operation('articles', 'remove')} .live-responses-table tbody .response-col_status`;
    await until(`/\\d/.test(document.querySelector('${answer}')?.innerText ?? '')`);
    return parseInt(await text(answer, ''));
  };
  const kept = () => run(`(async () => [...Object.entries(localStorage), ...Object.entries(sessionStorage), document.cookie,
    ...(await indexedDB.databases())].map(String).filter((one) => one !== ''))()`);

  const seen = {};
  await until(`document.querySelectorAll('.opblock').length > 0`);
  seen.title = await text('.info .title', 'Articles');
  seen.operations = await run(`[...document.querySelectorAll('.opblock')].map((block) =>
    block.querySelector('.opblock-summary-method').innerText + ' ' + block.querySelector('.opblock-summary-path').innerText.replaceAll('\\u200b', ''))`);
  seen.servers = await run(`document.querySelectorAll('.servers').length`);
  seen.pwned = await run('window.pwned === undefined ? "no" : "yes"');

  await opened('show');
  seen.show = await text(`${operation('articles', 'show')} .parameters-container`, '($uuid)');
  await opened('create');
  await click(`${operation('articles', 'create')} .opblock-section-request-body .tabitem:not(.active) button`);
  seen.create = await text(`${operation('articles', 'create')} .opblock-section-request-body`, 'title');
  seen.read = structuredClone(heard);

  await click('.auth-wrapper .authorize');
  await write('.modal-ux input', token);
  await click('.modal-ux .auth-btn-wrapper .authorize');
  await click('.modal-ux .btn-done');
  seen.with_token = await remove();
  seen.kept = await kept();
  await open(page.replace(/[?#].*/, '') + '?again');
  seen.afterwards = await remove();
  seen.tried = structuredClone(heard);

  // What somebody managed to put in would not run, and would ask nobody.
  await run(`{ const script = document.createElement('script'); script.textContent = 'window.pwned = 1'; document.body.append(script);
    const other = document.createElement('script'); other.src = '/health'; document.body.append(other);
    document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x" onerror="window.pwned = 2"><style>body { color: red }</style>'); }`);
  seen.fetched = await run(`fetch('https://evil.example/').then(() => 'yes', () => 'no')`);
  await until(({ errors }) => errors.filter((error) => error.includes('Content Security Policy')).length >= 5);
  seen.injected = await run('window.pwned === undefined ? "no" : "yes"');
  seen.after = heard;
  return seen;
});
