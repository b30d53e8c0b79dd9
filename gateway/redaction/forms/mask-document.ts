import type { BodyMasker } from '../contract.ts';

/** Makes the masker of one JSON document. A form calls it for each document that it finds. */
export type MakeDocument = () => BodyMasker;

/** What every form needs to know. */
export interface FormOptions {
  makeDocument: MakeDocument;
  /** Bytes that one line, event, text, row or pair may have: so many are held at most. */
  limit: number;
}

/** Masks a document that is there as a whole. Throws what its masker throws. */
export function maskDocument(makeDocument: MakeDocument, document: Buffer): Buffer {
  const masker = makeDocument();
  const first = masker.write(document);
  const rest = masker.end();
  if (rest.length === 0) return first;
  return first.length === 0 ? rest : Buffer.concat([first, rest]);
}
