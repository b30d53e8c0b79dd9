import t from 'tap';
import { faultOf } from './helpers.ts';

void t.test('takes as many levels as it is told, and no more', (t) => {
  t.equal(faultOf('1', 0), 'none');
  t.equal(faultOf('[]', 0), 'nesting-too-deep@0');
  t.equal(faultOf('[{"a":[]}]', 3), 'none');
  t.equal(faultOf('[{"a":[]}]', 2), 'nesting-too-deep@6');
  t.equal(faultOf('[[],[],[[]],{}]', 3), 'none', 'levels are given back');
  t.end();
});

void t.test('a body of nothing but brackets does not exhaust the stack', (t) => {
  t.equal(faultOf('['.repeat(1_000_000), 512), 'nesting-too-deep@512');
  t.equal(faultOf('{"a":'.repeat(1_000_000), 512), 'nesting-too-deep@2560');
  t.equal(faultOf('['.repeat(512) + ']'.repeat(512), 512), 'none');
  t.end();
});
