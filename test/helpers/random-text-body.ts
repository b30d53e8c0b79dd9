/** Random bodies without JSON, whose masked values can be filled with this or that. */
import { randomMethod, type RandomBody } from './random-body.ts';
import { randomSecret } from './random-document.ts';
import { pick, several, type Random } from './random.ts';

/** A form body. */
export function randomForm(random: Random): RandomBody {
  const names = several(random(6), () => pick(random, ['s', 't', 'a', '%73', 'b+c', '']));
  const path = pick(random, ["$['s','t']", '$..s', '$.s', '$[*]']);
  const masked = (name: string): boolean =>
    path === '$[*]' || name === 's' || name === '%73' || (name === 't' && path === "$['s','t']");
  const values = names.map(() => pick(random, ['', '1', 'a+b', '%C3%A9']));
  return {
    contentType: 'application/x-www-form-urlencoded',
    redactions: { masks: [{ path, ...randomMethod(random) }] },
    write: (fill) =>
      names
        .map((name, index) => {
          const value = masked(name) ? encodeURIComponent(randomSecret(fill)) : values[index]!;
          return `${name}=${value}`;
        })
        .join('&'),
  };
}

/** CSV with a header row. */
export function randomCsv(random: Random): RandomBody {
  const path = pick(random, ['$[*].s', '$..s', "$[?@.id == '1'].s", "$[*]['s','name']"]);
  const end = pick(random, ['\n', '\r\n']);
  const rows = several(random(5), () => ({
    id: pick(random, ['1', '2', '"1"']),
    name: pick(random, ['x', '"a, ""b"""', '"\n"', '']),
  }));
  // A backslash before a quote is refused, as readers differ on it.
  const quote = (text: string): string => `"${text.replaceAll('\\', '').replaceAll('"', '""')}"`;
  return {
    contentType: 'text/csv',
    redactions: { masks: [{ path, ...randomMethod(random) }] },
    write: (fill) => {
      const lines = rows.map(({ id, name }) => {
        const isMasked = !path.includes('?') || id.includes('1');
        const other = path.includes('name') ? quote(randomSecret(fill)) : name;
        return `${id},${isMasked ? quote(randomSecret(fill)) : 'kept'},${other}`;
      });
      return ['id,s,name', ...lines].join(end);
    },
  };
}

/** Text with something in it for detectors to find; plain, or the strings of a JSON document. */
export function randomText(random: Random): RandomBody {
  const kind = pick(random, ['email', 'ip', 'credit-card'] as const);
  const words = several(2 + random(6), () =>
    pick(random, ['write to', 'é', 'the\n', ',', '12', 'or']),
  );
  const places = several(1 + random(3), () => random(words.length));
  const isJson = random(2) === 0;
  return {
    contentType: isJson ? 'application/json' : 'text/plain; charset=utf-8',
    redactions: { detect: [{ type: kind, with: 'redact' }] },
    write: (fill) => {
      const text = words
        .map((word, index) =>
          places.includes(index) ? `${word} ${randomFound(kind, fill)} ` : `${word} `,
        )
        .join('');
      return isJson ? JSON.stringify({ a: [text], b: { text } }) : text;
    },
  };
}

function randomFound(kind: 'email' | 'ip' | 'credit-card', fill: Random): string {
  if (kind === 'ip') return several(4, () => 1 + fill(254)).join('.');
  const letters = (count: number): string =>
    several(count, () => 'abcdefghij'.charAt(fill(10))).join('');
  if (kind === 'email') return `${letters(1 + fill(20))}@${letters(2 + fill(9))}.example`;
  const digits = `4${several(14, () => fill(10)).join('')}`;
  return digits + checkDigit(digits);
}

/** Luhn's, for the 15 digits before it. */
function checkDigit(digits: string): number {
  const sum = Array.from(digits, Number).reduce((sum, digit, index) => {
    const value = digit * (index % 2 === 0 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
