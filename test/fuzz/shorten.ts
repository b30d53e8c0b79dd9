/** Makes a failing input short. */

/** The same failure with fewer bytes: parts are left out as long as `fails` says that it still is. */
export function shorten(bytes: Buffer, fails: (bytes: Buffer) => boolean): Buffer {
  let short = bytes;
  for (let length = short.length; length >= 1; length = Math.floor(length / 2)) {
    for (let at = 0; at + length <= short.length;) {
      const shorter = Buffer.concat([short.subarray(0, at), short.subarray(at + length)]);
      if (fails(shorter)) short = shorter;
      else at += length;
    }
  }
  return short;
}
