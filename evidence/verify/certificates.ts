/** The certificates that lie with a ledger or in an archive: each is signed by a key of the ledger, and proves its erasure. */
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { verifyCertificate } from '../erase/verify-certificate.ts';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';

const FOLDER = 'certificates';

/** Checks all of them. */
export function checkCertificates(dir: string, keys: readonly NoteKey[]): Fault[] {
  const faults: Fault[] = [];
  for (const name of namesIn(`${dir}/${FOLDER}`).filter((each) => each.endsWith('.json'))) {
    const file = `${FOLDER}/${name}`;
    const text = String(readIfThere(dir, file));
    const reasons = keys.map((key) => whyNot(text, key, name));
    if (reasons.every((reason) => reason !== undefined))
      faults.push({ fault: 'certificate-bad', file, detail: reasons[0] ?? 'no key is known' });
  }
  return faults;
}

function whyNot(text: string, key: NoteKey, name: string): string | undefined {
  try {
    const { erasure } = verifyCertificate(text, { key: key.vkey });
    return name === `${erasure}.json` ? undefined : `it is of erasure ${erasure}`;
  } catch (error) {
    return (error as Error).message;
  }
}
