/** An index of data subjects whose rows were damaged, so that SQLite finds no fault with it, misses nobody: an erasure makes it anew. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { findExchanges } from '../../evidence/find-subject.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { exchange, open, request, statesOf, subject } from '../evidence/erase/support.ts';
import { TEST_KEY, uuidOf } from '../helpers/sealed.ts';

const NAMES = ['a', 'b', 'c'];

const HARMS = {
  'a pseudonym of zeros': `UPDATE seen SET pseudonym = zeroblob(32) WHERE exchange = (SELECT min(exchange) FROM seen)`,
  'a row that is gone': `DELETE FROM seen WHERE exchange = (SELECT max(exchange) FROM seen)`,
  'an exchange that is gone': `DELETE FROM exchanges WHERE exchange = (SELECT min(exchange) FROM exchanges)`,
  'an exchange under another id': `UPDATE exchanges SET exchange = zeroblob(16) WHERE exchange = (SELECT max(exchange) FROM exchanges)`,
  'entries that were never read': `DELETE FROM seen; DELETE FROM exchanges; UPDATE progress SET next = next + 1`,
};

for (const [name, harm] of Object.entries(HARMS)) {
  t.test(name, async (t) => {
    const root = t.testdir();
    const file = join(root, 'ledger', 'subjects.db');
    let opened = await open(root);
    for (const each of NAMES) await exchange(opened, each, true);
    await opened.eraser.erase({ ...request(), subject: { ...subject, value: 'nobody' } });
    t.ok(await opened.index.isSound());
    await opened.close();

    const db = new DatabaseSync(file);
    db.exec(harm);
    t.match(db.prepare('PRAGMA integrity_check').get(), { integrity_check: 'ok' });
    db.close();
    const reader = new Reader({ dir: join(root, 'ledger'), keks: [TEST_KEY] });
    const found = await findExchanges(
      { dir: join(root, 'ledger'), reader, keks: [TEST_KEY] },
      subject,
    );
    t.strictSame(found, new Set(NAMES.map(uuidOf)), 'whoever asks offline is told all');

    opened = await open(root, undefined, () => undefined);
    t.match(await opened.eraser.erase(request()), { count: NAMES.length });
    const states = await statesOf(opened);
    t.strictSame(
      NAMES.map((each) => states.get(uuidOf(each))),
      NAMES.map(() => 'erased'),
    );
    t.ok(await opened.index.isSound(), 'and it is sound again');
    await opened.close();
  });
}
