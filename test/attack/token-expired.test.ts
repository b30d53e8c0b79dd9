import t from 'tap';
import { start } from '../identity/support.ts';

void t.test('an expired token is refused, again and again', async (t) => {
  const { issuer, refuse } = await start(t);
  const token = await issuer.sign({}, { at: Date.now() - 3_600_000 });
  for (let turn = 0; turn < 3; turn += 1) t.equal((await refuse(token)).code, 'token-expired');
});
