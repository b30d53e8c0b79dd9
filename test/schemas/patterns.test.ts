import t from 'tap';
import { PATTERNS } from '../../gateway/config/sentences.ts';
import schema from '../../schemas/config.json' with { type: 'json' };

void t.test(
  'each pattern of the configuration has a plain sentence, and no sentence is left over',
  (t) => {
    const patterns = new Set<string>();
    JSON.stringify(schema, (name, value: unknown) => {
      if (name === 'pattern') patterns.add(value as string);
      return value;
    });
    t.strictSame([...patterns].toSorted(), Object.keys(PATTERNS).toSorted());
    t.end();
  },
);
