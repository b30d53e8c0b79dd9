/** The thread that checks the subject index. See `check-index.ts` for the other end. */
import { answerOrders } from '../../asked-thread/answer-orders.ts';
import { isSound } from '../index-file.ts';
import type { CheckOrder } from './check-index.ts';

answerOrders(({ file, key }: CheckOrder) => isSound(file, Buffer.from(key)));
