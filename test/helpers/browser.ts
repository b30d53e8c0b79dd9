/** A browser as far as signing in needs one: cookies by host, redirects, and forms. */

/** What a page has answered. */
export interface Page {
  status: number;
  url: string;
  headers: Headers;
  text: string;
}

/** A browser of its own. */
export class Browser {
  /** By host, and in it by name. Ports share cookies. */
  readonly cookies = new Map<string, Map<string, string>>();

  /** One request, no redirect. */
  async send(url: string, init: RequestInit = {}): Promise<Page> {
    const { hostname } = new URL(url);
    const jar = this.cookies.get(hostname) ?? new Map<string, string>();
    this.cookies.set(hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie !== '' && { cookie }), ...(init.headers as object) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return { status: response.status, url, headers: response.headers, text: await response.text() };
  }

  /** Goes to an address and follows redirects, up to the first that leads to `stop`. */
  async go(url: string, init: RequestInit = {}, stop?: RegExp): Promise<Page> {
    let page = await this.send(url, init);
    for (let count = 0; count < 10; count += 1) {
      const location = page.headers.get('location');
      if (location === null || (page.status !== 302 && page.status !== 303)) return page;
      const next = new URL(location, page.url).href;
      if (stop?.test(next)) return { ...page, url: next };
      page = await this.send(next);
    }
    throw new Error(`too many redirects: ${page.url}`);
  }

  /** Sends the page's first form with these fields, besides its hidden ones. */
  async submit(page: Page, fields: Record<string, string>, stop?: RegExp): Promise<Page> {
    const form = /<form[^]*?<\/form>/.exec(page.text)?.[0] ?? '';
    const action = /^<form[^>]*action="([^"]*)"/.exec(form)?.[1] ?? page.url;
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
      ...fields,
    });
    return this.go(new URL(action, page.url).href, { method: 'POST', body }, stop);
  }

  /** A cookie of a host. */
  cookie(host: string, name: string): string | undefined {
    return this.cookies.get(host)?.get(name);
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(name.length + 1);
  const isGone = attributes.some(
    (attribute) =>
      /^max-age=0$/i.test(attribute) ||
      (/^expires=/i.test(attribute) && Date.parse(attribute.slice(8)) < Date.now()),
  );
  if (isGone) jar.delete(name);
  else jar.set(name, value);
}
