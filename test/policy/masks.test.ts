import t, { type Test } from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { checkMasks } from '../../bundles/policy/check-masks.ts';

const opa = await findOpa();
const LIB = `package regent.lib

redact(path) := {"path": path, "with": "redact"}

gone(path, how) := mask if {
	mask := {"with": how, "path": path}
}

plus(path) := {"path": path, "with": "null", "dialect": "jsonpath-plus"}
`;

/** The findings of a file beside the library, as `line:column code`. */
async function findIn(t: Test, body: string): Promise<string[]> {
  const dir = t.testdir({ 'lib.rego': LIB, 'a.rego': `package a\n\n${body}` });
  const findings = await checkMasks(opa, dir, ['a.rego', 'lib.rego']);
  return findings.map(({ file, line, column, code }) => {
    const name = file?.slice(dir.length + 1) ?? '';
    return `${name === 'a.rego' ? '' : `${name}:`}${line}:${column} ${code}`;
  });
}

const FINDINGS: Record<string, [body: string, expected: string[]]> = {
  'good paths': [
    'import data.regent.lib\n\nx := [lib.redact("$.a"), {"path": "$..b", "with": "null"}]\n',
    [],
  ],
  'an object': ['x := {"with": "null", "path": "$.["}\n', ['3:31 mask-path-invalid']],
  'a path within a string': [
    'x := {"with": "null", "path": "$.a", "inner": "$.["}\n',
    ['3:31 mask-path-invalid'],
  ],
  'the path of a detector': [
    'x := {"with": "redact", "path": "$.[", "type": "iban"}\n',
    ['3:33 mask-path-invalid'],
  ],
  'the pattern of a detector': [
    'x := {"with": "redact", "path": "$", "type": "pattern", "pattern": "(?=a)"}\n',
    ['3:33 mask-path-invalid'],
  ],
  'an object within others': [
    'x contains {"m": [{"k": {"path": "a.b", "with": "null"}}]}\n',
    ['3:34 mask-path-invalid'],
  ],
  'a key written with an escape': [
    'x := {"p\\u0061th": "$[", "with": "null"}\n',
    ['3:20 mask-path-invalid'],
  ],
  subjects: [
    'x := {"subjects": ["$.a", "$.[", {"path": "b[", "in": "request"}, {"value": "c-17"}]}\n',
    ['3:27 subject-path-invalid', '3:43 subject-path-invalid'],
  ],
  'a raw string': ['x := {"path": `$[`, "with": "null"}\n', ['3:15 mask-path-invalid']],
  'a call by an import': [
    'import data.regent.lib\n\nx := lib.redact("$[")\n',
    ['5:17 mask-path-invalid'],
  ],
  'a call by an alias': [
    'import data.regent.lib as l\n\nx := l.redact("$[")\n',
    ['5:15 mask-path-invalid'],
  ],
  'a call by an imported function': [
    'import data.regent.lib.redact\n\nx := redact("$[")\n',
    ['5:13 mask-path-invalid'],
  ],
  'a call by its full name': ['x := data.regent.lib.redact("$[")\n', ['3:29 mask-path-invalid']],
  'a call in a body': [
    'import data.regent.lib\n\nx if {\n\ty := lib.redact("$[")\n\ty.with == "redact"\n}\n',
    ['6:18 mask-path-invalid'],
  ],
  'a call in a comprehension in an else': [
    'import data.regent.lib\n\nx := 1 if {\n\tinput.a\n} else := [lib.redact(`$[`) | input.b]\n',
    ['7:23 mask-path-invalid'],
  ],
  'a constructor whose mask is in its body': [
    'import data.regent.lib\n\nx := lib.gone("$[", "null")\n',
    ['5:15 mask-path-invalid'],
  ],
  'a constructor of its own package': [
    'own(path) := {"path": path, "with": "null"}\n\nx := own("$[")\n',
    ['5:10 mask-path-invalid'],
  ],
  'another function of that name': ['import data.other as lib\n\nx := lib.redact("no path")\n', []],
  'the root that cannot be removed': [
    'x := {"path": "$", "with": "remove"}\n',
    ['3:15 mask-path-invalid'],
  ],
  'the other dialect': [
    'import data.regent.lib\n\nx := [lib.plus("$..a^"), lib.redact("$..a^")]\n',
    ['5:37 mask-path-invalid'],
  ],
  'a computed path': [
    'x := {"path": $"$.{input.field}", "with": "null"}\n',
    ['3:15 mask-path-computed'],
  ],
  'a computed argument': [
    'import data.regent.lib\n\nx := lib.redact(concat(".", ["$", input.field]))\n',
    ['5:17 mask-path-computed'],
  ],
  'no mask': ['x := {"path": "/a b", "method": "GET"}\n', []],
};

for (const [name, [body, expected]] of Object.entries(FINDINGS)) {
  void t.test(name, async (t) => t.same(await findIn(t, body), expected));
}
