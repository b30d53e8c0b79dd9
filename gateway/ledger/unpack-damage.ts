/** Whether an error says that the bytes are not what zstd packed. */
export function isDamage(error: unknown): error is Error {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR';
}

/** Such an error, of what zstd does not look at. */
export function damage(what: string): Error {
  return Object.assign(new Error(what), { code: 'ZSTD_error_corruption_detected' });
}
