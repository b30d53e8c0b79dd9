/** Uploads the ledger below a directory until it is killed: `upload-child.ts DIR URL SEQ`. */
import { join } from 'node:path';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { startReporting } from '../../gateway/reporting/reporting.ts';
import { TEST_KEY } from '../helpers/sealed.ts';

const [dir = '', url = '', seq = ''] = process.argv.slice(2);

startReporting({
  config: {
    url,
    status: false,
    decisionLogs: true,
    delay: 10,
    uploadBytes: 1500,
    erase: [],
    labels: {},
  },
  gateway: { id: 'g1', version: '0.1.0' },
  ledger: {
    dir: join(dir, 'ledger'),
    durable: () => Number(seq),
    reader: new Reader({ dir: join(dir, 'ledger'), keks: [TEST_KEY] }),
  },
  dir: join(dir, 'reporting'),
  status: () => ({}),
  log: () => undefined,
});
