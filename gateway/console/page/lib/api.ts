/** A refusal of the API (RFC 9457), or that it was not reached (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

let csrf: string | undefined;
let onSignedOut: () => void = () => undefined;

/** What the session demands of requests that change something, and what to do once it has ended. */
export function setCredentials(token: string | undefined, signedOut: () => void): void {
  csrf = token;
  onSignedOut = signedOut;
}

/** Calls the API. Throws an ApiError. */
export async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrf !== undefined) headers['x-regent-csrf'] = csrf;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body) init.body = JSON.stringify(body);
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, 'unreachable', 'The gateway does not answer. It is asked again.');
  });
  const text = await response.text();
  const answer = read(text);
  if (response.ok) return answer as T;
  if (response.status === 401) onSignedOut();
  const { code = 'failed', detail, title } = answer as Partial<Record<string, string>>;
  throw new ApiError(response.status, code, detail ?? title ?? `HTTP ${response.status}`);
}

function read(text: string): object {
  try {
    return text === '' ? {} : (JSON.parse(text) as object);
  } catch {
    return {};
  }
}
