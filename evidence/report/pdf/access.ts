/** Each request that was forwarded, with all that is known of it. */
import type { Access, BodyShown } from '../model.ts';
import { CLOSED, describePerson, describeProbe, describeRest, number } from '../words.ts';
import { writeMore, writeNone, type Write } from './parts.ts';
import type { Sheet } from './sheet.ts';

/** A heading and facts a request. */
export const writeAccesses: Write = (sheet, { accesses, counts }) => {
  if (counts.accesses === 0) writeNone(sheet, 'No request was forwarded.');
  for (const access of accesses) writeAccess(sheet, access);
  writeMore(sheet, counts.accesses, accesses.length);
};

function writeAccess(sheet: Sheet, access: Access): void {
  const { closed, status, error } = access;
  const target = access.target ?? (closed === 'erased' ? '(erased)' : '(no key)');
  const result = status === undefined ? 'no outcome yet' : (error ?? `answered ${String(status)}`);
  const small = `${access.time}   entry ${number(access.seq)}   ${access.action}   ${result}`;
  sheet.heading(`${access.method} ${target}`, small, { font: 'mono', size: 9 });
  sheet.fact('Who', describePerson(access.who));
  sheet.fact('Service', access.connection);
  sheet.fact('Purpose', access.purpose ?? 'none named');
  sheet.fact('Legal basis', access.legalBasis ?? 'none named');
  sheet.fact('Decided by', `${access.reasons.join(', ')}; policy ${access.revision}`);
  sheet.fact('Policy bundle', access.bundle, { font: 'mono', size: 7.5 });
  for (const { time, step, by, reason } of access.approvals) {
    const who = by === undefined ? '' : ` by ${by}`;
    sheet.fact('Approval', `${step} ${time}${who}${reason === undefined ? '' : `: ${reason}`}`);
  }
  for (const probe of access.probes)
    sheet.fact('Looked at', `${describeProbe(probe)}, for ${probe.for}, ${probe.time}`);
  for (const { what, method, count } of access.masks) {
    sheet.fact(
      'Masked',
      `${what}: ${method}, ${number(count)} ${count === 1 ? 'value' : 'values'}`,
    );
  }
  const subjects = access.subjects.map(({ type, value }) => `${type} ${value}`);
  sheet.fact('Data subjects', subjects.join(', '));
  writeBody(sheet, 'Sent', access.request);
  writeBody(sheet, 'Delivered', access.response);
  if (closed) sheet.fact('Content', CLOSED[closed], { colour: 'bad' });
  sheet.fact('Decision id', access.id, { font: 'mono', size: 8 });
}

function writeBody(sheet: Sheet, name: string, body: BodyShown | undefined): void {
  if (!body) return;
  const text = (body.text ?? '').replace(/\n+$/, '');
  sheet.fact(name, text, { font: 'mono', size: 7.5, lines: true });
  sheet.fact(text === '' ? name : ' ', describeRest(body), { colour: 'soft', size: 8 });
}
