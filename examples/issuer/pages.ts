/** The example issuer's pages: plain, without scripts. */
import type { Account } from './accounts.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
  main { width: min(22rem, calc(100vw - 3rem)); }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  p { margin: 0 0 1rem; }
  form { margin: 0; }
  code { font-size: 1.5rem; letter-spacing: .1em; }
  input[type=text] { width: 100%; box-sizing: border-box; font: inherit; padding: .6rem; margin-bottom: .75rem; text-transform: uppercase; }
  button { display: block; width: 100%; font: inherit; padding: .7rem; margin-bottom: .75rem; text-align: left; cursor: pointer; border: 1px solid; border-radius: .4rem; background: none; color: inherit; }
  small { opacity: .75; }
`;

/** A whole page. `body` is HTML that we wrote. */
export function renderPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · example issuer</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;
}

/** Who are you? One button for each person. */
export function renderSignIn(uid: string, people: readonly Account[]): string {
  const buttons = people.map(
    ({ name, groups }) =>
      `<button type="submit" name="account" value="${name}">${name} <small>${groups.join(', ')}</small></button>`,
  );
  return renderPage(
    'Who are you?',
    `<p>This issuer is an example: it believes you.</p>
<form method="post" action="/sign-in/${uid}">${buttons.join('')}<button type="submit" name="account" value="">Cancel</button></form>`,
  );
}

interface PageContext {
  body: string;
}

/** The pages of the device flow (RFC 8628 section 3.3). `form` is oidc-provider's. */
export const renderDevicePage = {
  askCode: (context: PageContext, form: string, _out?: unknown, fault?: Error): void => {
    const say = fault
      ? 'That code was not right. Try again.'
      : 'Type the code that your terminal shows.';
    context.body = renderPage(
      'Sign in on a device',
      `<p>${say}</p>${form}<button type="submit" form="op.deviceInputForm">Continue</button>`,
    );
  },
  confirm: (
    context: PageContext,
    form: string,
    _client: unknown,
    _info: unknown,
    code: string,
  ): void => {
    context.body = renderPage(
      'Is this your code?',
      `<p><code>${code}</code></p><p>Your terminal shows it. If it does not, somebody else began this: cancel.</p>${form}
<button type="submit" form="op.deviceConfirmForm" autofocus>It is mine: continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>`,
    );
  },
  done: (context: PageContext): void => {
    context.body = renderPage(
      'Signed in',
      '<p>Your terminal is signed in. You can close this page.</p>',
    );
  },
};
