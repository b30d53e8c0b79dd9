import t from 'tap';
import { checkPairPath, readRowColumns } from '../../../gateway/redaction/forms/record-paths.ts';
import { mask, refusalOf } from './helpers.ts';

void t.test('names the columns of a path', async (t) => {
  for (const [path, columns] of Object.entries({
    '$[*].email': ['email'],
    "$[*]['a','b']": ['a', 'b'],
    '$.*.a': ['a'],
    '$..email': ['email'],
    "$[?@.x=='y'].z": ['x', 'z'],
    "$[?(@.x && !(length(@['v']) > 3))].*": ['x', 'v'],
    '$[?@[?@.q]].z': ['q', 'z'],
    "$[*][?@ == 'x']": [],
  })) {
    if (columns.length > 0) t.same(readRowColumns(mask(path)), columns, path);
    else await refusalOf(() => readRowColumns(mask(path)));
  }
  t.same(readRowColumns(mask('$[?@.x]', { with: 'remove' })), ['x']);
});

void t.test('refuses paths that could select nothing, or too much, row by row', async (t) => {
  for (const path of [
    '$',
    '$.email',
    '$[*]',
    '$[*].*',
    '$..*',
    '$[0].email',
    '$[-1].email',
    '$[1:].email',
    '$[*,0].email',
    '$..[0]',
    '$[*][0]',
    '$[*].a.b',
    '$..a.b',
    '$[?@.x]',
    '$[?@.x==$[0].x].z',
    '$[?count($.*.a) > 1].z',
  ]) {
    const { code, detail } = await refusalOf(() => readRowColumns(mask(path)));
    t.equal(code, 'unmaskable-response', path);
    t.match(detail, JSON.stringify(path));
  }
  await refusalOf(() => readRowColumns(mask('$[*].a', { dialect: 'jsonpath-plus' })));
});

void t.test('takes and refuses paths for form bodies', async (t) => {
  for (const path of ['$.a', "$['a','b']", '$[*]', '$..a', "$[?@ == 'x']"]) {
    t.doesNotThrow(() => checkPairPath(mask(path)), path);
  }
  for (const path of ['$', '$.a[0]', '$.a[*]', '$[0]', '$[1:]', '$.a.b', "$[?$.k == 'x']"]) {
    const { code } = await refusalOf(() => checkPairPath(mask(path)));
    t.equal(code, 'unmaskable-response', path);
  }
});
