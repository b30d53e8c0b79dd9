import t from 'tap';
import { startDesk } from '../browser/desk.ts';

t.test('a script that got into the page would not run, nor talk to others', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('dana');
  await tab.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  const said: string[] = [];
  tab.on('console', (message) => said.push(message.text()));
  await tab.evaluate(`{
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 1';
    document.body.append(script);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.hacked = 2');
    document.body.append(button);
    button.click();
  }`);
  t.equal(await tab.evaluate('window.hacked'), undefined);
  t.ok(
    said.some((text) => text.includes('Content Security Policy')),
    'the browser says why',
  );
  const reached = await tab.evaluate(
    `fetch('https://attacker.example/').then(() => true, () => false)`,
  );
  t.equal(reached, false);
  const framed = await tab.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(frame.contentDocument === null || frame.contentDocument.body.innerText === '');
    frame.src = '/inbox';
    document.body.append(frame);
    setTimeout(() => resolve(true), 2000);
  })`);
  t.equal(framed, true, 'no page frames it, not even its own');
});

t.test('every answer of the page forbids framing, sniffing and inline scripts', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  for (const path of [
    '/',
    '/inbox',
    '/sign-in',
    '/page/main.ts',
    '/page/nothing',
    '/api/session',
  ]) {
    const { headers } = await fetch(desk.page + path, { redirect: 'manual' });
    const policy = headers.get('content-security-policy') ?? '';
    t.match(policy, "frame-ancestors 'none'", path);
    t.match(policy, "script-src 'self'", path);
    t.notMatch(policy, /unsafe/, path);
    t.equal(headers.get('x-content-type-options'), 'nosniff', path);
  }
});
