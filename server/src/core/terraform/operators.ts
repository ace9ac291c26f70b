/** Operators and `condition ? a : b` on values. */
import type { BinaryOperator } from '../hcl/nodes.ts';
import type { SourceRange } from '../text/range.ts';
import { optionsOf, unknownAt, type Value } from '../value/value.ts';
import { failing, fails } from './certainty.ts';
import { convert, equalValues } from './convert.ts';
import { calculate, compareNumbers } from './numbers.ts';
import { BOOL, NUMBER, typeOf, unify } from './types.ts';

/** More options than these say nothing any more. */
const MAX_OPTIONS = 64;

export function binary(operator: BinaryOperator, left: Value, right: Value, at: SourceRange): Value {
  // Versions of Terraform differ in whether `false && ...` looks at its right side.
  const shortcut = (operator === '&&' || operator === '||') && !fails(left);
  if (fails(left) || (fails(right) && !shortcut)) return failing('an operand fails', at);
  switch (operator) {
    case '==':
    case '!=': {
      const answer = equalValues(left, right);
      return answer === 'maybe' ? unsure(at) : { kind: 'bool', value: (answer === 'yes') === (operator === '=='), at };
    }
    case '&&':
    case '||':
      return logical(operator, left, right, at);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return numeric(left, right, at, (a, b) => {
        const order = compareNumbers(a, b);
        return order === undefined ? undefined : { kind: 'bool', value: holds(operator, order), at };
      });
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return numeric(left, right, at, (a, b) => {
        const text = calculate(operator, a, b);
        return text === undefined ? undefined : { kind: 'number', text, at };
      });
  }
}

export function unary(operator: '-' | '!', operand: Value, at: SourceRange): Value {
  if (fails(operand) || operand.kind === 'null') return failing('the operand fails', at);
  const value = convert(operand, operator === '!' ? BOOL : NUMBER, at);
  if (fails(value)) return value;
  if (value.kind === 'bool') return { kind: 'bool', value: !value.value, at };
  const negated = value.kind === 'number' ? calculate('*', value.text, '-1') : undefined;
  return negated === undefined ? unsure(at) : { kind: 'number', text: negated, at };
}

/** Both branches take the type that they have in common. */
export function conditional(condition: Value, yes: () => Value, no: () => Value, at: SourceRange): Value {
  if (fails(condition) || condition.kind === 'null') return failing('the condition fails', at);
  const known = convert(condition, BOOL, at);
  if (fails(known)) return known;
  const [left, right] = [yes(), no()];
  const type = unify([left, right].filter((value) => value.kind !== 'null').map(typeOf));
  if (type === 'fails' && !fails(left) && !fails(right)) return failing('the two results have no common type', at);
  const converted = (value: Value): Value => (type && type !== 'fails' ? convert(value, type, at) : value);
  if (known.kind === 'bool') return known.value ? converted(left) : converted(right);
  const options = [...optionsOf(converted(left)), ...optionsOf(converted(right))];
  return options.length > MAX_OPTIONS ? unsure(at) : { kind: 'one-of', options, at };
}

function unsure(at: SourceRange): Value {
  return unknownAt('the operation is not followed', at);
}

function numeric(left: Value, right: Value, at: SourceRange, run: (a: string, b: string) => Value | undefined): Value {
  if (left.kind === 'null' || right.kind === 'null') return failing('an operand is null', at);
  const [a, b] = [convert(left, NUMBER, at), convert(right, NUMBER, at)];
  if (fails(a) || fails(b)) return failing('an operand is no number', at);
  return (a.kind === 'number' && b.kind === 'number' ? run(a.text, b.text) : undefined) ?? unsure(at);
}

function holds(operator: '<' | '<=' | '>' | '>=', order: number): boolean {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function logical(operator: '&&' | '||', left: Value, right: Value, at: SourceRange): Value {
  if (left.kind === 'null' || right.kind === 'null') return failing('an operand is null', at);
  const [a, b] = [convert(left, BOOL, at), convert(right, BOOL, at)];
  if (fails(a)) return failing('an operand is neither true nor false', at);
  const decides = operator === '||';
  if (fails(b)) return a.kind === 'bool' && a.value !== decides ? failing('an operand fails', at) : unsure(at);
  const values = [a, b].map((value) => (value.kind === 'bool' ? value.value : undefined));
  if (values.includes(decides)) return { kind: 'bool', value: decides, at };
  return values.includes(undefined) ? unsure(at) : { kind: 'bool', value: !decides, at };
}
