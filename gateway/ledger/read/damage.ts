/** Evidence is not as it was written. Other errors of a reader are of the disk, or of what holds a key. */
export class EvidenceDamage extends Error {
  override readonly name = 'EvidenceDamage';
}
