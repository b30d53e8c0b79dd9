/** Goes through an archive's entries and gathers what the report says. */
import { sealedOf, type Reader } from '../../gateway/ledger/read/reader.ts';
import type {
  ApprovalData,
  ErasureData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  ProbeData,
  RefusalData,
  RefusalsData,
  SealedApproval,
  SealedIntent,
  SealedOutcome,
  SealedProbe,
  SealedRefusal,
  SigningKeyData,
} from '../../gateway/types.ts';
import { beginReport, type Archive } from './begin-report.ts';
import { countAll, nameOf, personOf } from './describe-data.ts';
import { describeEvent, INCIDENTS, OPERATIONS } from './describe-event.ts';
import { accessOf, approvalStepOf, endOf, probeOf, refusalOf } from './describe-exchange.ts';
import { MOST, type Access, type Closed, type Purpose, type Report } from './model.ts';
import { Purposes } from './purposes.ts';
import { readBody } from './read-body.ts';

/** The report of an archive that is unpacked. */
export async function gatherReport(reader: Reader, archive: Archive): Promise<Report> {
  const gathered = new Gathering(reader, archive, await erasedExchanges(reader));
  for await (const { entry } of reader.entries()) await gathered.take(entry);
  return gathered.finish();
}

/** An archive has no slots, so that what was erased shows in the erasures alone. */
async function erasedExchanges(reader: Reader): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { entry } of reader.entries()) {
    if (entry.type !== 'erasure') continue;
    const data = entry.data as ErasureData;
    if (data.state === 'begun') for (const id of data.exchanges) ids.add(id);
  }
  return ids;
}

class Gathering {
  readonly #reader: Reader;
  readonly #erased: ReadonlySet<string>;
  readonly #report: Report;
  readonly #agents = new Set<string>();
  readonly #purposes = new Purposes();
  /** Requests without their outcome so far: what is told of them, and how they count. */
  readonly #open = new Map<number, { access?: Access; purpose: Purpose }>();

  constructor(reader: Reader, archive: Archive, erased: ReadonlySet<string>) {
    this.#reader = reader;
    this.#erased = erased;
    this.#report = beginReport(archive);
  }

  async take(entry: LedgerEntry): Promise<void> {
    switch (entry.type) {
      case 'intent':
        return await this.#takeIntent(entry, entry.data as IntentData);
      case 'outcome':
        return await this.#takeOutcome(entry, entry.data as OutcomeData);
      case 'refusal':
        return await this.#takeRefusal(entry, entry.data as RefusalData);
      case 'refusals':
        this.#report.counts.refusedUnknown += countAll(entry.data as RefusalsData);
        return;
      case 'probe':
        return await this.#takeProbe(entry, entry.data as ProbeData);
      case 'approval':
        return await this.#takeApproval(entry, entry.data as ApprovalData);
      case 'erasure':
        return this.#takeErasure(entry, entry.data as ErasureData);
      default:
        return this.#takeEvent(entry);
    }
  }

  finish(): Report {
    const report = this.#report;
    report.counts.agents = this.#agents.size;
    report.purposes = this.#purposes.list();
    const steps = Map.groupBy(report.approvals, ({ approval }) => approval);
    const probes = Map.groupBy(report.probes, ({ id }) => id);
    for (const access of report.accesses) {
      access.approvals = steps.get(access.approval ?? '') ?? [];
      access.probes = probes.get(access.id) ?? [];
    }
    return report;
  }

  async #takeIntent(entry: LedgerEntry, data: IntentData): Promise<void> {
    const { counts, accesses } = this.#report;
    counts.accesses += 1;
    const who = personOf(data.identity);
    this.#agents.add(nameOf(who));
    const purpose = this.#purposes.count(data, nameOf(who));
    const opened = await this.#reader.open<SealedIntent>(entry);
    const closed = this.#close(opened.state, data.id);
    const open: { access?: Access; purpose: Purpose } = { purpose };
    this.#open.set(entry.seq, open);
    if (accesses.length === MOST) return;
    open.access = accessOf(entry, data, sealedOf(opened), closed);
    const request = await readBody(this.#reader, entry, 'request', data.body);
    if (request) open.access.request = request;
    accesses.push(open.access);
  }

  async #takeOutcome(entry: LedgerEntry, data: OutcomeData): Promise<void> {
    const open = this.#open.get(data.intent);
    if (!open) return;
    this.#open.delete(data.intent);
    const { counts } = this.#report;
    const masked = data.masks.reduce((sum, { count }) => sum + count, 0);
    counts.masked += masked;
    counts.bytes += data.bytes;
    open.purpose.masked += masked;
    if (data.error !== undefined) counts.failed += 1;
    const { access } = open;
    if (!access) return;
    Object.assign(access, endOf(entry, data));
    const response = await readBody(this.#reader, entry, 'response', data.body);
    const streamed = await readBody(this.#reader, entry, 'request', data.request_body);
    if (response) access.response = response;
    if (streamed) access.request = streamed;
    const opened = await this.#reader.open<SealedOutcome>(entry);
    if (opened.state === 'open') access.subjects.push(...(opened.sealed.subjects ?? []));
  }

  async #takeRefusal(entry: LedgerEntry, data: RefusalData): Promise<void> {
    const { counts, refusals } = this.#report;
    counts.refusals += 1;
    if (data.identity) this.#agents.add(nameOf(personOf(data.identity)));
    const opened = await this.#reader.open<SealedRefusal>(entry);
    const closed = this.#close(opened.state, data.id);
    if (refusals.length === MOST) return;
    refusals.push(refusalOf(entry, data, sealedOf(opened), closed));
  }

  async #takeProbe(entry: LedgerEntry, data: ProbeData): Promise<void> {
    const { counts, probes } = this.#report;
    counts.probes += 1;
    if (probes.length === MOST) return;
    const opened = await this.#reader.open<SealedProbe>(entry);
    probes.push(probeOf(entry, data, sealedOf(opened)));
  }

  async #takeApproval(entry: LedgerEntry, data: ApprovalData): Promise<void> {
    const { counts, approvals } = this.#report;
    counts.approvals += 1;
    if (approvals.length === MOST) return;
    const opened = await this.#reader.open<SealedApproval>(entry);
    approvals.push(approvalStepOf(entry, data, sealedOf(opened)));
  }

  #takeErasure({ seq, time }: LedgerEntry, data: ErasureData): void {
    const { erasures } = this.#report;
    const { erasure: id } = data;
    const known = erasures.find((erasure) => erasure.id === id);
    if (data.state === 'done') {
      if (known) known.done = time;
      return;
    }
    const { reference, by, exchanges } = data;
    if (known) known.exchanges += exchanges.length;
    else erasures.push({ id, seq, time, reference, by, exchanges: exchanges.length });
  }

  #takeEvent(entry: LedgerEntry): void {
    const { seq, time, type } = entry;
    if (type === 'signing-key') this.#report.vkeys.push((entry.data as SigningKeyData).key);
    const list = INCIDENTS.has(type)
      ? this.#report.incidents
      : OPERATIONS.has(type)
        ? this.#report.operations
        : undefined;
    if (list && list.length < MOST) list.push({ seq, time, type, text: describeEvent(entry) });
  }

  #close(state: string, id: string): Closed | undefined {
    if (state !== 'erased' && state !== 'no-key') return undefined;
    const closed = this.#erased.has(id) ? 'erased' : state;
    this.#report.counts[closed === 'erased' ? 'erased' : 'locked'] += 1;
    return closed;
  }
}
