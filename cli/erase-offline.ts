/** Erases in a ledger whose gateway does not run. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openApprovals } from '../gateway/approval/approvals.ts';
import { loadConfig } from '../gateway/config/load-config.ts';
import { openLedger } from '../gateway/ledger/ledger.ts';
import { Reader } from '../gateway/ledger/read/reader.ts';
import type { Erased, ErasureRequest } from '../gateway/ledger/subjects/eraser.ts';
import { openEvidenceKeys } from '../gateway/open-evidence.ts';
import { finishErasures, openEraser, openSubjects } from '../gateway/open-subjects.ts';

/** Takes the ledger's lock, so that it throws a SetupError where a gateway runs. */
export async function eraseOffline(
  file: string,
  request: Omit<ErasureRequest, 'by'>,
): Promise<Erased> {
  const config = await loadConfig(file, process.env, { unsigned: true });
  const { id, stateDir } = config.gateway;
  const log = pino({ level: 'warn' }, pino.destination(2));
  const keys = await openEvidenceKeys(config, log);
  const dir = join(stateDir, 'ledger');
  const ledger = await openLedger({ dir, gateway: id, ...config.ledger });
  try {
    const reader = new Reader({ dir, keks: keys });
    const subjects = await openSubjects({ dir, keys, ledger, reader, log });
    const approvals = openApprovals({
      file: join(stateDir, 'approvals.db'),
      ...config.approvals,
      record: () => Promise.reject(new Error('no gateway runs')),
    });
    const eraser = openEraser({ dir, ledger, reader, ...subjects, config, approvals, log });
    await finishErasures(eraser, log);
    const erased = await eraser.erase({ ...request, by: userInfo().username });
    await approvals.close();
    await subjects.indexer.close();
    return erased;
  } finally {
    await ledger.close();
  }
}
