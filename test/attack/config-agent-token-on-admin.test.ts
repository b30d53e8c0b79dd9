/** One audience for both APIs would let every agent approve its own requests. */
import t from 'tap';
import { faultsOf, goodFile, makeDirectory } from '../config/setup.ts';

void t.test("an agent's audience does not open the admin API", async (t) => {
  const file = goodFile();
  file['identity'].issuers[0].admin_audience = ['urn:admin', 'urn:regent'];
  t.strictSame(await faultsOf(makeDirectory(t), file), [
    "identity.issuers[0].admin_audience[1] must not be in audience too: an agent's token would open the admin API",
  ]);
});
