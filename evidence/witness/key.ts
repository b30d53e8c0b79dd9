/** The witness's key in its file. */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import {
  COSIGNATURE,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
  type NoteSigner,
} from '../../gateway/ledger/notes/keys.ts';

/** Makes the key of a witness in a file that does not exist yet, mode 0600. Throws a SetupError where it does. */
export async function generateWitnessKey(name: string, file: string): Promise<NoteSigner> {
  const pem = generatePrivateKey();
  const signer = noteSigner(name, COSIGNATURE, readPrivateKey(pem));
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await using handle = await open(file, 'wx', 0o600);
    await handle.writeFile(pem);
    await handle.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'it exists already, and a key is never overwritten' : code;
    throw new SetupError([`the key ${file} cannot be made: ${why}`], error);
  }
  return signer;
}

/** The key in a file; one is made where there is none. Throws a SetupError. */
export async function loadWitnessKey(
  name: string,
  file: string,
): Promise<{ signer: NoteSigner; made: boolean }> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { signer: await generateWitnessKey(name, file), made: true };
    throw new SetupError([`the key ${file} cannot be read: ${(error as Error).message}`], error);
  }
  try {
    return { signer: noteSigner(name, COSIGNATURE, readPrivateKey(pem)), made: false };
  } catch (error) {
    throw new SetupError([`the key ${file} cannot be used: ${(error as Error).message}`], error);
  }
}
