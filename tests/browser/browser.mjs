// A browser that nobody sees, used as a person would. It speaks the DevTools protocol over pipes: nothing has to be installed for it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/// Opens a page in the browser, uses it, and prints what came of it as JSON.
///
/// `use` is given `run`, which evaluates an expression in the page, `until`, which waits for one to hold, or for what a function says of
/// what was heard, `here`, which asks the browser something about the page, `open`, which goes to another one, and `heard`: what was asked
/// of the network, and what the browser had to complain of.
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
  const loaded = new Set();

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
    if (told.method === 'Page.lifecycleEvent' && told.params.name === 'load') loaded.add(told.params.loaderId);
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
    await here('Page.setLifecycleEventsEnabled', { enabled: true });
    // What a person waits for, at most half a minute.
    const until = async (condition) => {
      for (let tries = 0; tries < 600; tries += 1) {
        if (typeof condition === 'string' ? await run(condition) : condition(heard)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`it did not come about: ${condition}; the page says: ${await run('document.body.innerText')}; ${JSON.stringify(heard.errors)}`);
    };
    // It is there when this very page has loaded, and not one that was there before.
    const open = async (url) => {
      const { loaderId, errorText } = await here('Page.navigate', { url });
      if (errorText) throw new Error(`${url}: ${errorText}`);
      await until(() => loaded.has(loaderId));
    };
    await open(page);
    return use({ run, until, here, open, heard });
  }

  const late = setTimeout(() => { console.error('the browser does not answer'); end(1); }, 180_000);

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
