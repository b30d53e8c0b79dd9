import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerRefusal } from './problems.ts';

/** What an upload may measure: bytes, and milliseconds for all of it. */
export interface UploadLimits {
  maxBundle: number;
  uploadTimeout: number;
}

/**
 * Reads an upload. Its length must be told beforehand, so that a larger one is refused unread.
 * Throws ServerRefusal `length-required`, `bundle-too-large`, `upload-timeout` or `upload-broken`;
 * the rest of the upload is then left unread.
 */
export async function readUpload(
  req: IncomingMessage,
  res: ServerResponse,
  limits: UploadLimits,
): Promise<Buffer> {
  const length = readLength(req);
  if (length > limits.maxBundle) {
    const detail = `A bundle may have ${limits.maxBundle} bytes, and this one has ${length}.`;
    throw new ServerRefusal('bundle-too-large', detail);
  }
  if (req.headers.expect !== undefined) res.writeContinue();
  const chunks: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  const whole = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => {
      const detail = `An upload may take ${limits.uploadTimeout / 1000} s.`;
      reject(new ServerRefusal('upload-timeout', detail));
    }, limits.uploadTimeout);
    const broken = (): void =>
      reject(new ServerRefusal('upload-broken', 'The connection ended; send the bundle again.'));
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.once('end', resolve).once('error', broken).once('close', broken);
  });
  try {
    await whole;
  } finally {
    clearTimeout(timer);
    req.removeAllListeners('data').pause();
  }
  return Buffer.concat(chunks);
}

/** Node's parser has held the body to it, and has refused what is not a number. */
function readLength(req: IncomingMessage): number {
  const length = req.headers['content-length'];
  if (length === undefined) {
    throw new ServerRefusal('length-required', 'Send the bundle with a Content-Length.');
  }
  return Number(length);
}
