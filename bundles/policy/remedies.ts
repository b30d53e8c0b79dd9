/** What to use instead of a built-in function that a policy may not use. */

/** By name, or by the name's first part and `.*`. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'time.now_ns': 'use input.time.unix_ms, or input.time.hour, .minute and .weekday',
  'time.*': 'use input.time.unix_ms, .hour, .minute and .weekday (UTC); compare numbers',
  sprintf: 'use a template string, $"{x} of {y}", or concat and format_int',
  'regex.split': 'use split, or regex.find_all_string_submatch_n',
  'regex.replace':
    'use replace or strings.replace_n, or regex.find_all_string_submatch_n and concat',
  'regex.find_n': 'use regex.find_all_string_submatch_n',
  re_match: 'use regex.match',
  'regex.*': 'use regex.match or glob.match',
  'io.jwt.*': 'use input.identity: Regent verifies the token before the policy is asked',
  'http.send': 'not available, a policy has no network: push data into the bundle (data.json)',
  'net.lookup_ip_addr': 'not available, a policy has no network: push data into the bundle',
  'net.*': 'use net.cidr_contains or net.cidr_intersects',
  'opa.runtime': 'a policy sees nothing of its surroundings: use input.gateway, or data',
  'rand.intn': 'a decision must come out the same when it is replayed: decide by input alone',
  'uuid.*': 'a decision must come out the same when it is replayed: use input.trace.trace_id',
  'yaml.*': 'use json.unmarshal and json.marshal',
  'semver.*': 'take the version apart with split and to_number, and compare the numbers',
  'crypto.*': 'not available: keep in data what is to be compared',
  'json.patch': 'use object.union, object.remove or a comprehension',
  'json.marshal_with_options': 'use json.marshal',
  'json.*': 'test the members that matter: is_string(x.name) and the like',
  'object.subset': 'compare the members: every key, value in part { whole[key] == value }',
  'strings.any_prefix_match': 'use some prefix in prefixes; startswith(text, prefix)',
  'strings.any_suffix_match': 'use some suffix in suffixes; endswith(text, suffix)',
  'strings.count': 'use count(split(text, part)) - 1',
  'strings.split_n': 'use split and array.slice',
  'strings.render_template': 'use a template string, $"{x} of {y}"',
  indexof_n: 'use indexof, or split',
  'numbers.range_step': 'use numbers.range and rem',
  'units.*': 'take the digits with trim_right and to_number, and multiply',
  'uri.*': 'use input.request.segments and input.request.query, which are taken apart',
  'urlquery.*': 'use input.request.query, which is decoded',
  'hex.*': 'use base64.decode and base64.encode, or compare the text as it is',
  'glob.quote_meta': 'compare with ==, startswith or endswith, which know no pattern',
  'graph.reachable_paths': 'use graph.reachable',
  'graphql.*': 'match input.request.segments and input.request.body',
  'providers.*': 'not available, a policy calls no cloud: push data into the bundle',
  'rego.parse_module': 'not available: a policy cannot read policies',
  trace: 'use print',
};

/** For a function that opa check calls undefined: what to use instead. */
export function remedyFor(name: string): string {
  const [, remedy = UNKNOWN] =
    Object.entries(REMEDIES).find(([key]) => key === name) ??
    Object.entries(REMEDIES).find(
      ([key]) => key.endsWith('.*') && name.startsWith(key.slice(0, -1)),
    ) ??
    [];
  return remedy;
}

const UNKNOWN =
  'if you mean a function of your own, import it; a built-in that OPA holds but Regent does not ' +
  'is best replaced by data, or by a fact of input (docs/writing-policies.md, "Built-in functions")';
