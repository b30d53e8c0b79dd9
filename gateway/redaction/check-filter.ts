import { jsonpath, type JSONPathQuery } from 'json-p3';

const { expressions, selectors } = jsonpath;

type Expression = jsonpath.expressions.FilterExpression;

/**
 * Refuses filters that a body can make run without end, by throwing an Error: `match` and `search`,
 * because JavaScript's regular expressions backtrack; queries from the root that visit many values,
 * because they run again for each value that is filtered; and more than one descendant segment or
 * one union in the queries of a path's filters, because those multiply.
 */
export function checkFilter(filters: readonly Expression[]): void {
  const found = { descendants: 0, unions: 0 };
  for (const filter of filters) visit(filter, found);
  if (found.descendants > 1) throw new Error('its filters have more than one descendant segment');
  if (found.unions > 1) throw new Error('its filters have more than one union');
}

function visit(expression: Expression, found: { descendants: number; unions: number }): void {
  if (expression instanceof expressions.LogicalExpression) {
    visit(expression.expression, found);
  } else if (expression instanceof expressions.InfixExpression) {
    visit(expression.left, found);
    visit(expression.right, found);
  } else if (expression instanceof expressions.PrefixExpression) {
    visit(expression.right, found);
  } else if (expression instanceof expressions.FunctionExtension) {
    if (expression.name === 'match' || expression.name === 'search') {
      throw new Error(`${expression.name}() is not allowed in a mask: it can take without end`);
    }
    for (const argument of expression.args) visit(argument, found);
  } else if (expression instanceof expressions.RootQuery) {
    if (!expression.path.singularQuery()) {
      throw new Error('a query from the root in a filter must name one value');
    }
  } else if (expression instanceof expressions.RelativeQuery) {
    visitQuery(expression.path, found);
  } else if (!(expression instanceof expressions.FilterExpressionLiteral)) {
    throw new TypeError('a filter expression that RFC 9535 does not know');
  }
}

function visitQuery(query: JSONPathQuery, found: { descendants: number; unions: number }): void {
  for (const segment of query.segments) {
    if (segment.toString().startsWith('..')) found.descendants += 1;
    if (segment.selectors.length > 1) found.unions += 1;
    for (const selector of segment.selectors) {
      if (selector instanceof selectors.FilterSelector) visit(selector.expression, found);
    }
  }
}
