import t from 'tap';
import { chooseForm } from '../../../gateway/redaction/forms/choose-form.ts';

void t.test('knows the types that are in use', async (t) => {
  for (const [type, form] of Object.entries({
    'application/json': 'json',
    'Application/JSON': 'json',
    'application/problem+json': 'json',
    'application/vnd.api+json;ext="https://a.example/x,y"': 'json',
    'application/json; charset=utf-8': 'json',
    ' application/json ; charset="UTF-8" ;': 'json',
    'application/json;odata.metadata=minimal;IEEE754Compatible=false': 'json',
    'application/x-ndjson': 'ndjson',
    'application/ndjson': 'ndjson',
    'application/jsonl; charset=utf-8': 'ndjson',
    'application/json-lines': 'ndjson',
    'application/stream+json': 'ndjson',
    'application/json-seq': 'json-seq',
    'application/geo+json-seq': 'json-seq',
    'text/event-stream;charset=UTF-8': 'sse',
    'application/x-www-form-urlencoded': 'form',
    'text/csv': 'csv',
    'text/csv; header=present; charset=utf-8': 'csv',
    'text/csv; header="Present"': 'csv',
    'text/plain': 'text',
    'text/markdown; variant=GFM': 'text',
  })) {
    t.equal(chooseForm(type), form, type);
  }
});

void t.test('does not know others', async (t) => {
  for (const type of [
    undefined,
    '',
    'json',
    'application/',
    'application/x-json',
    'text/html',
    'text/csv; header=absent',
    'text/csv; header=maybe',
    'multipart/form-data; boundary=x',
    'application/yaml',
    'application/octet-stream',
    'application/json; charset=iso-8859-1',
    'text/event-stream; charset=utf-16',
  ]) {
    t.equal(chooseForm(type), 'unknown', String(type));
  }
});
