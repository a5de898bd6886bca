// Opens a page in a browser that nobody sees, as a person would use it, and prints what came of it as JSON.
// `node page.mjs <browser> <page>`. It speaks the DevTools protocol over pipes: nothing has to be installed for it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [browser, page] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'page-'));
const child = spawn(browser, [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const [, , , orders, answers] = child.stdio;

const waiting = new Map();
const heard = { requests: [], errors: [] };
let rest = '';
let last = 0;
let loaded;
const isLoaded = new Promise((resolve) => { loaded = resolve; });

answers.on('data', (bytes) => {
  const parts = (rest + bytes).split('\0');
  rest = parts.pop();
  parts.map((part) => JSON.parse(part)).forEach(hear);
});

function hear(told) {
  if (told.id) {
    const { resolve, reject } = waiting.get(told.id);
    told.error ? reject(new Error(JSON.stringify(told.error))) : resolve(told.result);
    return;
  }
  if (told.method === 'Network.requestWillBeSent') heard.requests.push(told.params.request.url);
  if (told.method === 'Log.entryAdded') heard.errors.push(told.params.entry.text);
  if (told.method === 'Runtime.exceptionThrown') heard.errors.push(told.params.exceptionDetails.text);
  if (told.method === 'Page.loadEventFired') loaded();
}

function ask(method, params = {}, sessionId = undefined) {
  const id = ++last;
  orders.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

async function use() {
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const here = (method, params) => ask(method, params, sessionId);
  const run = async (expression) => {
    const { result, exceptionDetails } = await here('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await here(`${domain}.enable`);
  await here('Page.navigate', { url: pathToFileURL(page).href });
  await isLoaded;

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
  await new Promise((resolve) => setTimeout(resolve, 300));
  seen.injected = await run('window.pwned === undefined ? "no" : "yes"');
  seen.after = heard;
  return seen;
}

const late = setTimeout(() => { console.error('the browser does not answer'); end(1); }, 60_000);

function end(code) {
  clearTimeout(late);
  child.once('exit', () => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.exit(code);
  });
  child.kill();
}

use().then((seen) => { console.log(JSON.stringify(seen)); end(0); }, (error) => { console.error(error); end(1); });
