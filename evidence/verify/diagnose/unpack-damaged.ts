/** Unpacks a segment that is damaged, as far as that goes. */
import { createReadStream } from 'node:fs';
import { createZstdDecompress } from 'node:zlib';
import { isDamage } from '../../../gateway/ledger/unpack-damage.ts';

/** Bytes that come at once: the last of them is lost. */
const SMALL = 1024;

/** What comes before the damage; rejects with Node's error where the file cannot be read. */
export function unpackDamaged(path: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  const unpacker = createZstdDecompress({ chunkSize: SMALL });
  // Not an iterator, which drops what came right before an error.
  unpacker.on('data', (chunk: Buffer) => chunks.push(chunk));
  unpacker.on('error', (error) => {
    if (isDamage(error)) resolve(Buffer.concat(chunks));
    else reject(error);
  });
  unpacker.on('end', () => resolve(Buffer.concat(chunks)));
  const file = createReadStream(path);
  // `pipe` does not pass errors on.
  file.on('error', (error) => unpacker.destroy(error));
  file.pipe(unpacker);
  return promise;
}
