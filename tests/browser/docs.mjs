// The page of an OpenAPI document, used as a person would: `node docs.mjs <browser> <page> <token>`.
import { visit } from './browser.mjs';

const [browser, page, token] = process.argv.slice(2);

visit(browser, page, async ({ run, here, open, heard }) => {
  // What a person waits for, at most ten seconds.
  const until = async (condition) => {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await run(condition)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not come about: ${condition}; the page says: ${await run('document.body.innerText')}; ${JSON.stringify(heard.errors)}`);
  };
  const click = async (what) => {
    await until(`!!document.querySelector(${JSON.stringify(what)})`);
    await run(`document.querySelector(${JSON.stringify(what)}).click()`);
  };
  const write = async (where, text) => {
    await until(`!!document.querySelector(${JSON.stringify(where)})`);
    await run(`document.querySelector(${JSON.stringify(where)}).focus()`);
    await here('Input.insertText', { text });
    // The field tells the page of it a little later.
    await new Promise((resolve) => setTimeout(resolve, 600));
  };
  const text = (what) => run(`document.querySelector(${JSON.stringify(what)})?.innerText ?? ''`);
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
    return parseInt(await text(answer));
  };
  const kept = () => run(`(async () => [...Object.entries(localStorage), ...Object.entries(sessionStorage), document.cookie,
    ...(await indexedDB.databases())].map(String).filter((one) => one !== ''))()`);

  const seen = {};
  await until(`document.querySelectorAll('.opblock').length > 0`);
  seen.title = await text('.info .title');
  seen.operations = await run(`[...document.querySelectorAll('.opblock')].map((block) =>
    block.querySelector('.opblock-summary-method').innerText + ' ' + block.querySelector('.opblock-summary-path').innerText.replaceAll('\\u200b', ''))`);
  seen.servers = await run(`document.querySelectorAll('.servers').length`);
  seen.pwned = await run('window.pwned === undefined ? "no" : "yes"');

  await opened('show');
  seen.show = await text(`${operation('articles', 'show')} .parameters-container`);
  await opened('create');
  await click(`${operation('articles', 'create')} .opblock-section-request-body .tabitem:not(.active) button`);
  await until(`document.querySelector('${operation('articles', 'create')} .opblock-section-request-body').innerText.includes('title')`);
  seen.create = await text(`${operation('articles', 'create')} .opblock-section-request-body`);
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
  await new Promise((resolve) => setTimeout(resolve, 300));
  seen.injected = await run('window.pwned === undefined ? "no" : "yes"');
  seen.after = heard;
  return seen;
});
