// A browser that nobody sees, used as a person would. It speaks the DevTools protocol over pipes: nothing has to be installed for it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/// Opens a page in the browser, uses it, and prints what came of it as JSON.
///
/// `use` is given `run`, which evaluates an expression in the page, `here`, which asks the browser something about it, `open`, which
/// goes to another page, and `heard`: what was asked of the network, and what the browser had to complain of.
export function visit(browser, page, use) {
  const profile = mkdtempSync(join(tmpdir(), 'page-'));
  const child = spawn(browser, [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , orders, answers] = child.stdio;

  const waiting = new Map();
  const heard = { requests: [], errors: [] };
  let rest = '';
  let last = 0;
  let loaded;

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
    if (told.method === 'Runtime.consoleAPICalled') heard.errors.push(told.params.args.map((arg) => arg.value ?? arg.description).join(' '));
    if (told.method === 'Runtime.exceptionThrown') heard.errors.push(told.params.exceptionDetails.text);
    if (told.method === 'Page.loadEventFired') loaded?.();
  }

  function ask(method, params = {}, sessionId = undefined) {
    const id = ++last;
    orders.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  async function used() {
    const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
    const here = (method, params) => ask(method, params, sessionId);
    const run = async (expression) => {
      const { result, exceptionDetails } = await here('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    };
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await here(`${domain}.enable`);
    const open = async (url) => {
      const isLoaded = new Promise((resolve) => { loaded = resolve; });
      await here('Page.navigate', { url });
      await isLoaded;
    };
    await open(page);
    return use({ run, here, open, heard });
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

  used().then((seen) => { console.log(JSON.stringify(seen)); end(0); }, (error) => { console.error(error); end(1); });
}
