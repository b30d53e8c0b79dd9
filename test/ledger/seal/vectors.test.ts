/** Known answers, made with Python's hmac and the cryptography package from docs/ledger-format.md. */
import t from 'tap';
import { unwrapExchangeKey } from '../../../gateway/ledger/seal/wrap.ts';
import { openPart } from '../../../gateway/ledger/seal/part.ts';
import { purposeKey } from '../../../gateway/ledger/seal/purpose.ts';
