import t from 'tap';
import { BODY, JSON_TYPE, MASKED, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

void t.test('a value that is cut anywhere does not come through in parts', async (t) => {
  for (let cut = 1; cut < BODY.length; cut += 1) {
    gateway.respond((_req, res) => {
      res.writeHead(200, JSON_TYPE).write(BODY.slice(0, cut));
      setImmediate(() => res.end(BODY.slice(cut)));
    });
    t.equal(await (await gateway.fetch('/svc/x')).text(), MASKED, `cut at ${cut}`);
  }
});
