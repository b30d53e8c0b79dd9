/** The certificates that lie with a ledger or in an archive: each is signed by a key of the ledger, and proves its erasure. */
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { verifyCertificate } from '../erase/verify-certificate.ts';
import { UNFINISHED_SUFFIX } from '../../gateway/ledger/subjects/unfinished.ts';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';

const FOLDER = 'certificates';

/** Checks all of them. */
export function checkCertificates(dir: string, keys: readonly NoteKey[]): Fault[] {
  const faults: Fault[] = [];
  for (const name of namesIn(`${dir}/${FOLDER}`).filter(isCertificate)) {
    const file = `${FOLDER}/${name}`;
    const text = String(readIfThere(dir, file));
    const reasons = keys.map((key) => whyNot(text, key, name));
    if (reasons.every((reason) => reason !== undefined))
      faults.push({ fault: 'certificate-bad', file, detail: reasons[0] ?? 'no key is known' });
  }
  return faults;
}

/** What says that an erasure is under way is none. */
function isCertificate(name: string): boolean {
  return name.endsWith('.json') && !name.endsWith(UNFINISHED_SUFFIX);
}

function whyNot(text: string, key: NoteKey, name: string): string | undefined {
  try {
    const { erasure } = verifyCertificate(text, { key: key.vkey });
    return name === `${erasure}.json` ? undefined : `it is of erasure ${erasure}`;
  } catch (error) {
    return (error as Error).message;
  }
}
