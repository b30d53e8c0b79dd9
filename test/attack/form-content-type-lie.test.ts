import t from 'tap';
import { chooseForm } from '../../gateway/redaction/forms/choose-form.ts';

// Each of these is one thing to one reader and another to the next.
void t.test('a type that can be read in two ways is not masked', async (t) => {
  for (const type of [
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; charset=utf-8; CHARSET=utf-8',
    'application/json; charset="utf-16',
    String.raw`application/json; charset="utf-\16"`,
    'application/json; charset=',
    'application/json; charset',
    'application/json; charset =utf-8',
    'application/json; charset= utf-8',
    "application/json; charset*=utf-8''utf-16",
    'application/json; charset=utf-8, text/html',
    'application/json, text/html',
    'application/json text/html',
    'application/json; a="; charset=utf-16',
    'application/json; a="; charset=utf-16"',
    'application/json; a="b" c',
    'application/json; a=b c',
    'application/json; a="\u{e9}"',
    'application/json; charset=utf-7',
    'application/json\u{a0}',
    '\u{a0}application/json',
    'application/json\0',
    'application /json',
    'application/json/text',
    'text/event-stream; charset=utf-8; charset=utf-7',
    'text/csv; header=present; header=absent',
    'text/csv; header="absent"',
    'text/csv; HEADER=ABSENT',
    '+json',
    '/+json',
    'application/+jsonx',
  ]) {
    t.equal(chooseForm(type), 'unknown', type);
  }
  t.equal(chooseForm(String.raw`application/json; charset="\utf\-8"`), 'json');
});

void t.test('a long type takes no time', async (t) => {
  for (const filler of ['; ', ';\t \t', '; a', '; a=b', ';a="', String.raw`\"`, ' ']) {
    const type = `application/json${filler.repeat(20_000)}\n`;
    const start = process.cpuUsage();
    t.equal(chooseForm(type), 'unknown');
    t.ok(process.cpuUsage(start).user < 2_000_000, JSON.stringify(filler));
  }
});
