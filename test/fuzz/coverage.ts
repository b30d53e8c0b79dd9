/** What of the redaction's code was run, by V8's precise block coverage and the walker's own. */
import { Session } from 'node:inspector';
import { entered } from './cover-walker.ts';

interface Script {
  url: string;
  scriptId: string;
  functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[];
}

/** More than the features of scripts. */
const WALKER = 2 ** 39;

const WATCHED = /\/gateway\/(redaction|json)\//;

/** Counts since it was asked last; the classes of AFL, so that loops do not look new each time. */
export class Coverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** A number for each block that ran, and for how often. */
  take(): Set<number> {
    const features = new Set<number>();
    let scripts: Script[] = [];
    // A connected session of the same thread answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error;
      scripts = answer.result;
    });
    for (const { url, scriptId, functions } of scripts) {
      if (!WATCHED.test(url)) continue;
      const script = Number(scriptId) * 2 ** 20;
      for (const { ranges } of functions) {
        for (const { startOffset, count } of ranges) {
          if (count > 0) features.add((script + startOffset) * 8 + classOf(count));
        }
      }
    }
    for (const [block, count] of entered) features.add(WALKER + block * 8 + classOf(count));
    entered.clear();
    return features;
  }
}

/** 1, 2, 3, 4 to 7, 8 to 31, and more. */
function classOf(count: number): number {
  if (count < 4) return count;
  if (count < 8) return 4;
  return count < 32 ? 5 : 6;
}
