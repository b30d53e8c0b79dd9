import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import t from 'tap';
import { bindRequest } from '../../gateway/approval/bind-request.ts';
import type { BindingParts } from '../../gateway/approval/types.ts';
import { Refusal } from '../../gateway/errors.ts';
import { PARTS } from './support.ts';

type Change = (parts: BindingParts, text: string) => void;

/** Every bound field, each with a change that may be any text. */
const CHANGES: Record<string, Change> = {
  method: (parts, text) => (parts.request.method = text),
  host: (parts, text) => (parts.request.host = text),
  path: (parts, text) => (parts.request.path = text),
  queryString: (parts, text) => (parts.request.queryString = text),
  bodySha256: (parts, text) => (parts.request.bodySha256 = text),
  'a header value': (parts, text) => (parts.request.headers = { ...HEADERS, accept: text }),
  'one more header': (parts, text) => (parts.request.headers = { ...HEADERS, [`x-${text}`]: text }),
  issuer: (parts, text) => (parts.identity.issuer = text),
  subject: (parts, text) => (parts.identity.subject = text),
  client_id: (parts, text) => (parts.identity.client_id = text),
  'one more actor': (parts, text) => parts.identity.actors.push({ subject: text }),
  'an actor’s subject': (parts, text) => (parts.identity.actors[0]!.subject = text),
  'an actor’s issuer': (parts, text) => (parts.identity.actors[0]!.issuer = text),
  'one more group': (parts, text) => parts.identity.groups.push(text),
  connection: (parts, text) => (parts.connection = text),
  'the bundle’s digest': (parts, text) => (parts.bundle.digest = text),
  'the bundle’s revision': (parts, text) => (parts.bundle.revision = text),
  'a mask’s path': (parts, text) => (parts.hidden.masks = [{ path: text, with: 'redact' }]),
  'one more mask': (parts, text) =>
    (parts.hidden.masks = [...PARTS.hidden.masks!, { path: text, with: 'redact' }]),
  'a header mask': (parts, text) =>
    (parts.hidden.headers = [{ name: 'x-a', with: 'redact', text }]),
  'a detector': (parts, text) =>
    (parts.hidden.detect = [{ type: 'pattern', pattern: text, with: 'redact' }]),
  'what may be written back': (parts, text) =>
    (parts.hidden.write_back = { mode: 'refuse', masks: [{ path: text, with: 'redact' }] }),
  purpose: (parts, text) => (parts.purpose = text),
  justification: (parts, text) => (parts.justification = text),
  'the stated purpose': (parts, text) => (parts.statedPurpose = text),
  'a precondition': (parts, text) => (parts.precondition = { resource_version: text }),
  'what the precondition found': (parts, text) => (parts.world = text),
};
const HEADERS = PARTS.request.headers;
const bindOf = (parts: BindingParts): string => bindRequest(parts).binding;

void t.test('any change of any bound field makes another binding', async (t) => {
  for (const [field, change] of Object.entries(CHANGES)) {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const changed = structuredClone(PARTS);
        change(changed, text);
        const same = JSON.stringify(changed) === JSON.stringify(PARTS);
        return same || bindOf(changed) !== bindOf(PARTS);
      }),
    );
    t.pass(field);
  }
});

void t.test('a field that is absent is not one that is empty', async (t) => {
  const { purpose: _purpose, ...withoutPurpose } = PARTS;
  t.not(bindOf(withoutPurpose), bindOf({ ...PARTS, purpose: '' }));
  const { bodySha256: _body, ...withoutBody } = PARTS.request;
  t.not(
    bindOf({ ...PARTS, request: withoutBody }),
    bindOf({ ...PARTS, request: { ...withoutBody, bodySha256: '' } }),
  );
});

void t.test('text does not move from one field to its neighbour', async (t) => {
  const { request } = PARTS;
  t.not(
    bindOf({ ...PARTS, request: { ...request, path: '/a', queryString: 'b' } }),
    bindOf({ ...PARTS, request: { ...request, path: '/ab', queryString: '' } }),
  );
  t.not(
    bindOf({ ...PARTS, request: { ...request, headers: { a: 'b","c":"d' } } }),
    bindOf({ ...PARTS, request: { ...request, headers: { a: 'b', c: 'd' } } }),
  );
});

void t.test('trace headers, the order of headers and the token are not bound', async (t) => {
  const headers = {
    'x-tenant': 'a',
    traceparent: '00-1-2-01',
    tracestate: 'x=1',
    baggage: 'y=2',
    accept: 'application/json',
  };
  const identity = { ...PARTS.identity, token_id: 'jti-2', expires_at: 99, tokenSha256: 'ff' };
  const retry = { ...PARTS, request: { ...PARTS.request, headers }, identity };
  t.equal(bindOf(retry), bindOf(PARTS));
});

void t.test('a header named as a member of every object is bound like any other', async (t) => {
  const headers = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
  const bound = bindOf({ ...PARTS, request: { ...PARTS.request, headers } });
  t.not(bound, bindOf({ ...PARTS, request: { ...PARTS.request, headers: {} } }));
});

void t.test('it is the SHA-256 of the canonical form of RFC 8785', async (t) => {
  const text =
    '{"bundle":{"digest":"d","revision":"r"},"connection":"c","identity":{"actors":[],"groups":["g"],"issuer":"i",' +
    '"subject":"é"},"masks":[],"request":{"headers":{"a":"1","b":"2"},"host":"h","method":"GET",' +
    '"path":"/","queryString":""},"v":2}';
  const binding = bindOf({
    request: { method: 'GET', host: 'h', path: '/', queryString: '', headers: { b: '2', a: '1' } },
    identity: { issuer: 'i', subject: 'é', actors: [], groups: ['g'] },
    connection: 'c',
    bundle: { revision: 'r', digest: 'd' },
    hidden: { masks: [] },
  });
  t.equal(binding, createHash('sha256').update(text, 'utf8').digest('hex'));
});

void t.test('what has no canonical form is refused', async (t) => {
  const isRefused = (parts: BindingParts): void => {
    t.throws(() => bindOf(parts), { name: 'Refusal', code: 'malformed-request' });
  };
  isRefused({ ...PARTS, connection: 'a\ud800' });
  isRefused({ ...PARTS, request: { ...PARTS.request, headers: { 'a\udc00': 'b' } } });
  isRefused({ ...PARTS, identity: { ...PARTS.identity, actors: [{ subject: '\ud800' }] } });
  for (const keep of [NaN, Infinity, -Infinity]) {
    isRefused({ ...PARTS, hidden: { masks: [{ path: '$', with: 'partial', keep_first: keep }] } });
  }
  t.ok(new Refusal('malformed-request', '').status < 500);
});
