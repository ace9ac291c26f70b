/** Small faults for a source file: each one a change that a test of its check should notice. */
import ts from 'typescript';

export interface Mutant {
  /** UTF-16 units, half-open. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule says of itself; the tests of its documentation are others. */
const DATA: ReadonlySet<string> = new Set([
  'docs',
  'messages',
  'examples',
  'summary',
  'accessAnalyzer',
  'masks',
  'since',
]);

const OPPOSITES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '>'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
]);

const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
]);

export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, replacement: string): void => {
    mutants.push({ start: node.getStart(source), end: node.getEnd(), text: replacement });
  };
  const visit = (node: ts.Node): void => {
    if (isData(node)) return;
    mutate(node, source, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

function isData(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return true;
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && DATA.has(node.name.text);
}

function mutate(node: ts.Node, source: ts.SourceFile, add: (node: ts.Node, replacement: string) => void): void {
  if (ts.isBinaryExpression(node)) {
    const opposite = OPPOSITES.get(node.operatorToken.kind);
    if (opposite) add(node.operatorToken, opposite);
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add(node, node.operand.getText(source));
  } else if (ts.isIfStatement(node)) {
    add(node.expression, 'true');
    add(node.expression, 'false');
  } else if (ts.isConditionalExpression(node)) {
    add(node.condition, 'true');
    add(node.condition, 'false');
  } else if (ts.isContinueStatement(node)) {
    add(node, ';');
  } else if (ts.isReturnStatement(node) && ts.isIfStatement(node.parent) && !node.expression) {
    add(node, ';');
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name } = node.expression;
    const other = METHODS.get(name.text);
    if (other) add(name, other);
    if (name.text === 'filter' && node.arguments.length === 1) add(node.arguments[0]!, '(() => true)');
    if (name.text === 'report' && ts.isExpressionStatement(node.parent)) add(node, 'undefined');
  }
}
