/** An agent whose subject or target moves the cursor or hides what stands before it in a terminal. */
import fc from 'fast-check';
import t from 'tap';
import { showPlain, widthOf } from '../../bundles/impact/show.ts';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { formatTable } from '../../bundles/impact/format-table.ts';
import { bundleFile, decideFor, inputFor, opaEntry, writeLog } from '../impact/support.ts';

t.test('nothing that cannot be seen reaches the terminal, and a row is one row', async (t) => {
  const dir = t.testdir();
  const allow = { action: 'allow', reasons: ['a'] };
  const candidate = await bundleFile(dir, 'policy', decideFor('a', allow));
  const evil = '\u001b[2J\u001b]0;x\u0007\r\nforged\u202erow\u009b1A 漢字'.repeat(9);
  const input = inputFor('a', {
    identity: { subject: evil, issuer: evil },
    connection: { name: evil },
    request: { segments: ['a'], path: evil, method: evil },
  });
  const entry = opaEntry(input, { action: 'deny', reasons: ['no-rule'] }, { decision_id: evil });
  const against = await writeLog(dir, [entry]);
  const table = formatTable(await assessImpact({ candidate, against }));
  t.notMatch(table.replaceAll('\n', ''), /[\p{C}\p{Zl}\p{Zp}]/u);
  t.notOk(table.split('\n').some((line) => line.startsWith('forged')));
  t.ok(table.split('\n').every((line) => widthOf(line) <= 100));
});

t.test('property: what is shown is visible and no wider than it may be', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 5, max: 80 }), (text, width) => {
      const shown = showPlain(text, width);
      return widthOf(shown) <= width && !/[\p{C}\p{Zl}\p{Zp}]/u.test(shown);
    }),
  );
  t.pass();
});
