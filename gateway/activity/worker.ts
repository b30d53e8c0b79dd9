/**
 * The thread of the index: follows the ledger, opens what is sealed and answers questions, beside the requests.
 * See `thread.ts` for the other end.
 */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { InTurn } from '../in-turn.ts';
import { Reader } from '../ledger/read/reader.ts';
import { describeRequest } from './describe-request.ts';
import { explainRequest } from './explain-request.ts';
import { makeWhere, QueryMistake } from './filter.ts';
import { IndexKeeper } from './index-keeper.ts';
import type { FromThread, QuestionName, Questions, ThreadSetup, ToThread } from './messages.ts';
import { openPaths } from './open-rows.ts';
import { readPolicies } from './read-policies.ts';
import { RemoteKeys } from './remote-keys.ts';
import { findRows } from './rows.ts';
import { RuleEvaluator } from './rule-evaluator.ts';
import { search, type SearchParts } from './search.ts';
import { listSessions, showSession } from './sessions.ts';
import { countOverTime } from './timeline.ts';

// On Linux a thread has a priority of its own: the index gets what the requests leave.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

/** Rows that are told of at once; of more it is only told that there were. */
const MAX_TOLD = 200;

const { dir, file, keks, faults } = workerData as ThreadSetup;
const keys = new RemoteKeys(keks, (n, kek, session, wrapped) =>
  say({ kind: 'unwrap', n, kek, session, wrapped }),
);
let isWatched = false;
const telling = new InTurn();

const keeper = new IndexKeeper({
  dir,
  file,
  told: (state) => say({ kind: 'state', state }),
  changed(requests) {
    if (isWatched) telling.run(() => tell([...requests])).catch(() => undefined);
  },
});
const parts: SearchParts = {
  dir,
  keeper,
  reader: new Reader({ dir, keks: keys.all }),
};
const rules = new RuleEvaluator(dir);

const answers: { [N in QuestionName]: (ask: Questions[N]['ask']) => unknown } = {
  search: (ask) => search(parts, ask),
  timeline: (ask) => keeper.query((db) => countOverTime(db, ask)),
  sessions: (ask) => keeper.query((db) => listSessions(db, ask)),
  session: (ask) => showSession(parts, ask),
  detail: (ask) => describeRequest(parts, ask),
  rules: (ask) => explainRequest(parts, rules, faults, ask),
  policies: (ask) => keeper.query((db) => readPolicies(db, ask)),
};

parentPort!.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'ask':
      void answer(message.n, message.name, message.ask);
      break;
    case 'durable':
      keeper.reach(message.seq);
      break;
    case 'watch':
      isWatched = message.on;
      break;
    case 'unwrapped':
      keys.settle(message.n, message.key, message.fault);
      break;
    case 'close':
      rules.close();
      void keeper.close().finally(() => parentPort!.close());
      break;
  }
});

async function answer<N extends QuestionName>(
  n: number,
  name: N,
  ask: Questions[N]['ask'],
): Promise<void> {
  try {
    await keeper.checked;
    const given = (await answers[name](ask)) as Questions[N]['answer'];
    say({ kind: 'answer', n, answer: given });
  } catch (error) {
    const { message } = error as Error;
    say({ kind: 'fault', n, message, mistake: error instanceof QueryMistake });
  }
}

/** Rows that have changed, oldest first. */
async function tell(requests: readonly number[]): Promise<void> {
  if (requests.length > MAX_TOLD) {
    say({ kind: 'rows', rows: undefined });
    return;
  }
  const found = keeper.query((db) =>
    findRows(db, makeWhere(db, { seqs: requests }), {
      limit: MAX_TOLD,
      after: { at: -1, seq: -1 },
    }),
  );
  await openPaths(dir, parts.reader, found);
  say({ kind: 'rows', rows: found.map(({ row }) => row) });
}

function say(message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(message);
}
