import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startSamlIdp } from '../helpers/saml-idp.ts';
import { startDesk } from './desk.ts';
import { ASYNC } from './requests.ts';

t.test('people sign in by SAML, and decide', async (t) => {
  const desk = await startDesk(t, async (config, { page, stateDir }) => {
    const idp = await startSamlIdp(page);
    t.teardown(() => idp.close());
    const certificate = join(stateDir, 'idp.crt');
    await writeFile(certificate, idp.pair.cert);
    const { entityId, ssoUrl } = idp.way.idp;
    config.console!.saml = [
      {
        name: 'company',
        label: 'Company',
        idp: { entity_id: entityId, sso_url: ssoUrl, certificates: [certificate] },
        groups_attribute: 'groups',
      },
    ];
  });
  if (!desk) return;
  await desk.ask('support-agent', '/crm/exports/customers', { headers: ASYNC });
  const tab = await desk.visit('/inbox');
  await tab.getByRole('link', { name: /^Continue with Company/ }).click();
  await tab.getByRole('button', { name: 'dana' }).click();
  await tab.waitForURL(`${desk.page}/inbox`);
  await tab.getByRole('link', { name: 'GET /exports/customers' }).click();
  await tab.getByRole('button', { name: 'Approve' }).click();
  await tab.getByRole('button', { name: 'Take the grant back' }).waitFor();
  await tab.reload();
  await tab.getByText('Granted').first().waitFor();
  t.match(await tab.locator('.who').innerText(), 'dpo');
});
