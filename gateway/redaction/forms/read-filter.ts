import { jsonpath, type JSONPathQuery } from 'json-p3';

const { expressions, selectors } = jsonpath;

type Expression = jsonpath.expressions.FilterExpression;

/** What a filter looks at. */
export interface FilterReading {
  /** Whether one of its queries starts at `$`. */
  usesRoot: boolean;
  /** Names in its queries. */
  names: string[];
}

/** Reads a filter and the filters within it. */
export function readFilter(filter: Expression): FilterReading {
  const reading: FilterReading = { usesRoot: false, names: [] };
  visit(filter, reading);
  return reading;
}

function visit(expression: Expression, reading: FilterReading): void {
  if (expression instanceof expressions.LogicalExpression) {
    visit(expression.expression, reading);
  } else if (expression instanceof expressions.InfixExpression) {
    visit(expression.left, reading);
    visit(expression.right, reading);
  } else if (expression instanceof expressions.PrefixExpression) {
    visit(expression.right, reading);
  } else if (expression instanceof expressions.FunctionExtension) {
    for (const argument of expression.args) visit(argument, reading);
  } else if (expression instanceof expressions.FilterQuery) {
    if (expression instanceof expressions.RootQuery) reading.usesRoot = true;
    visitQuery(expression.path, reading);
  }
}

function visitQuery(query: JSONPathQuery, reading: FilterReading): void {
  for (const selector of query.segments.flatMap((segment) => segment.selectors)) {
    if (selector instanceof selectors.NameSelector) reading.names.push(selector.name);
    if (selector instanceof selectors.FilterSelector) visit(selector.expression, reading);
  }
}
