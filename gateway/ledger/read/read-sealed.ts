/** Takes the policy's input out of a sealed part, byte for byte, and the decision. */
import { readJson } from '../../json/read.ts';

/** Deeper than any input: `limits.json_depth` is at most 512. */
const MAX_DEPTH = 600;

/** Input as the text that the policy got, and the decision, parsed. Throws an Error where either is missing. */
export function readSealed(sealed: Uint8Array): { input: string; decision: unknown } {
  const root = readJson(sealed, { maxDepth: MAX_DEPTH });
  const text = (name: string): string => {
    const member = root.kind === 'object' && root.members.find(({ key }) => key === name);
    if (!member) throw new Error(`what is sealed has no ${name}`);
    const { start, end } = member.value;
    return Buffer.from(sealed.buffer, sealed.byteOffset + start, end - start).toString();
  };
  return { input: text('input'), decision: JSON.parse(text('decision')) };
}
