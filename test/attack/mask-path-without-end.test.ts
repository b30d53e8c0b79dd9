import t from 'tap';
import { countHits, faultOfMask, mask } from '../redaction/helpers.ts';

/** A path comes from a policy, which may have put a part of the request into it. */
void t.test('paths that a body can make run without end are refused', async (t) => {
  for (const path of [
    "$[?match(@.a, '(a+)+b')]",
    "$[?search(@.a, 'a*a*a*b')]",
    '$[?!(search(@, $.pattern))]',
    '$[?@[?match(@.a, $.p)]]',
    '$[?count($..*) > 1]',
    '$[?@.a == value($..b)]',
    '$[?@..a..b]',
    '$[?@..[?@..a]]',
    '$[?@..a].b[?@..c]',
    "$[?@['a','b']['a','b']]",
    `$${'..a'.repeat(5)}`,
    `$${'[*]'.repeat(65)}`,
    `$[${'*,'.repeat(64)}*]`,
  ]) {
    t.match(faultOfMask(mask(path)), /is refused: /, path);
  }
});

void t.test('paths that select the same value many times visit it once', async (t) => {
  const deep = `${'[0,'.repeat(60)}0${']'.repeat(60)}`;
  t.same(countHits(deep, [mask(`$${'[*,*]'.repeat(32)}`)]), [2]);
  t.same(countHits(deep, [mask('$..*..*..*..*')]), [114]);
  const wide = `[${'0,'.repeat(200_000)}0]`;
  t.same(
    countHits(wide, [mask('$[*]'), mask('$..*'), mask('$[?@==0]')]),
    [200_001, 200_001, 200_001],
  );
});
