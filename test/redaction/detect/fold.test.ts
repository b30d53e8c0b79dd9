import t from 'tap';
import { findsIn, planFor } from './support.ts';

void t.test('finds what is written with other characters, and tells all of them', async (t) => {
  const written = [
    'ada\u200b@exa\u00admple.org',
    'ada%40example.org',
    'ada&#64;example&#x2e;org',
    'ada&commat;example&period;org',
    'ada＠example．org',
    'ada\u{e0041}@\ufeffexample.o\u2060rg',
  ];
  for (const email of written) {
    t.same(findsIn(`to ${email}\u200b, …`, planFor('email')), [email]);
  }
  const cards = [
    '4111\u00a01111\u00a01111\u00a01111',
    '4111‑1111‑1111‑1111',
    '４１１１１１１１１１１１１１１１',
    '٤١١١ ١١١١ ١١١١ ١١١١',
    '\u{1d7dc}111111111111111',
    '4111%201111%201111%201111',
    '4111&nbsp;1111&nbsp;1111&nbsp;1111',
  ];
  for (const card of cards) t.same(findsIn(`no ${card}.`, planFor('credit-card')), [card]);
});

void t.test('undoes one layer, and no more', async (t) => {
  t.same(findsIn('ada%2540example.org ada&amp;#64;example.org', planFor('email')), []);
});
