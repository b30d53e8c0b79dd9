/** What must hold of every input, however broken. */
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { Refusal } from '../../gateway/errors.ts';
import { JsonFault, readJson } from '../../gateway/json/read.ts';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import type { Mask } from '../../gateway/types.ts';
import { maskJson } from '../redaction/oracle.ts';
import type { Input } from './input.ts';
import { MAX_DEPTH } from './targets.ts';

/** What left, and whether it was refused then. */
interface Outcome {
  left: Buffer;
  refused: boolean;
}

/** A byte of the body becomes a text or token at most; an escaped one in a string of escapes. */
const MAX_GROWTH = 128;

/**
 * Throws where a masker throws anything but a Refusal; where the chunks make a difference; where
 * more bytes leave than can be; where a JSON document is taken that JSON.parse does not take, or
 * left otherwise than the masking of the whole body leaves it, or refused where that does not.
 */
export function check({ target, body, cuts }: Input): void {
  const whole = run(target.make(), body, []);
  const cut = run(target.make(), body, cuts);
  assert.equal(cut.refused, whole.refused, 'the chunks decide whether it is refused');
  if (!whole.refused) {
    assert.ok(cut.left.equals(whole.left), 'the chunks make a difference');
  } else {
    const [short, long] = [whole.left, cut.left].toSorted((a, b) => a.length - b.length);
    assert.ok(short!.equals(long!.subarray(0, short!.length)), 'what left before differs');
  }
  assert.ok(cut.left.length <= (body.length + 8) * MAX_GROWTH, 'more leaves than can be');
  if (target.masks) checkDocument(body, target.masks, whole);
}

function run(masker: BodyMasker, body: Buffer, cuts: readonly number[]): Outcome {
  const pieces: Buffer[] = [];
  try {
    let at = 0;
    for (const place of [...cuts, body.length]) {
      // The chunk's memory is its owner's: it is written over, as a pool of buffers would.
      const chunk = Buffer.from(body.subarray(at, place));
      pieces.push(Buffer.from(masker.write(chunk)));
      chunk.fill(0x21);
      at = place;
    }
    pieces.push(masker.end());
    return { left: Buffer.concat(pieces), refused: false };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'unmaskable-response') throw error;
    return { left: Buffer.concat(pieces), refused: true };
  }
}

function checkDocument(body: Buffer, masks: readonly Mask[], { left, refused }: Outcome): void {
  const fault = faultOf(body);
  if (fault !== undefined && fault !== 'duplicate-key') {
    assert.ok(refused, `taken in spite of ${fault}`);
    return;
  }
  if (!refused) {
    assert.ok(isUtf8(left));
    JSON.parse(body.toString());
    JSON.parse(left.toString());
  }
  // Which of two members of a name counts is not for the whole-body masking to say: it refuses.
  if (fault !== undefined || masks.some(({ inner }) => inner !== undefined)) return;
  const expected = maskWhole(body, masks);
  assert.equal(refused, expected === undefined, 'the whole body is refused otherwise');
  if (expected) assert.equal(left.toString(), expected.toString());
}

function maskWhole(body: Buffer, masks: readonly Mask[]): Buffer | undefined {
  try {
    return maskJson(body, masks, { maxDepth: MAX_DEPTH }).body;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function faultOf(body: Buffer): string | undefined {
  try {
    readJson(body, { maxDepth: MAX_DEPTH });
    return undefined;
  } catch (error) {
    if (error instanceof JsonFault) return error.code;
    throw error;
  }
}
