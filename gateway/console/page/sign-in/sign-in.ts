import { html, type Markup } from '../lib/html.ts';
import { signInUrl, type Session } from '../lib/session.ts';
import { Mark } from '../parts/mark.ts';
import { Notice } from '../parts/states.ts';

const FAULTS: Record<string, string> = {
  cancelled: 'Signing in was cancelled.',
  expired: 'It took too long, or began in another browser. Begin again.',
  refused: 'The provider was not believed, or did not let you in. The gateway’s log says why.',
  unavailable: 'The provider cannot be reached. Try again in a moment.',
};

/** How one may sign in. Afterwards the page goes on where it was asked for. */
export function SignIn({ ways }: Pick<Session, 'ways'>): Markup {
  const query = new URLSearchParams(window.location.search);
  const here =
    window.location.pathname === '/sign-in'
      ? '/inbox'
      : window.location.pathname + window.location.search;
  const to = query.get('to') ?? here;
  const fault = query.get('error');
  document.title = 'Sign in · Regent';
  return html`<main class="sign-in" id="main">
    <div class="card sign-in-card">
      <div class="stack">
        <span class="sign-in-mark">${Mark()}</span>
        <div>
          <h1 tabindex="-1">Sign in to Regent</h1>
          <p class="muted">See what agents ask for, decide on it, and see what became of it.</p>
        </div>
        ${fault !== null && Notice('bad', FAULTS[fault] ?? 'Signing in did not work.')}
        ${ways.length === 0 && Notice('warn', html`No way to sign in is configured. An operator adds one in the section <code>console</code> of the configuration.`)}
        ${ways.map(
          ({ name, label, kind, url }, index) =>
            html`<a key=${name} class=${index === 0 ? 'button primary wide' : 'button wide'} href=${signInUrl(url, to)}>Continue with ${label ?? name}<span class="hidden"> (${kind === 'oidc' ? 'OpenID Connect' : 'SAML'})</span></a>`,
        )}
      </div>
    </div>
  </main>`;
}
