/**
 * The bytes of a body of at most `limit` bytes, in one Buffer; undefined where there are more, the rest of which is left
 * unread. A response without a body has none of them. Rejects where the body breaks off.
 */
export async function readLimited(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
