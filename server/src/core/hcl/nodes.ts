/**
 * The syntax tree of an HCL file. Plain data: every node has a span of UTF-16 offsets (half-open) into the file's text.
 * A tree always exists, also for broken text; a part that could not be read is a `missing` node or is simply not there.
 */
import type { Span } from '../text/range.ts';

/** What an HCL parser found wrong. `span` is where Terraform would point. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

export interface HclFile {
  readonly body: Body;
  readonly problems: readonly SyntaxProblem[];
  /** Comments in order, delimiters included, without the line end. */
  readonly comments: readonly Span[];
}

export interface Body extends Span {
  readonly kind: 'body';
  readonly items: readonly (Attribute | Block)[];
  /** False when something inside could not be read, so that absence of an item proves nothing. */
  readonly complete: boolean;
}

export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

export interface Block extends Span {
  readonly kind: 'block';
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** From the type to the last label: what names the block. */
  readonly header: Span;
  /** The same block where it was first read, in a file that was edited around it since. */
  readonly origin?: Block;
}

/** A block label; the span includes quotes, the text is unescaped. */
export interface Label extends Span {
  readonly text: string;
}

export type Expression =
  | NumberLiteral
  | KeywordLiteral
  | Template
  | Variable
  | Call
  | Tuple
  | ObjectLiteral
  | For
  | Conditional
  | Binary
  | Unary
  | Parentheses
  | GetAttribute
  | Index
  | Splat
  | SplatItem
  | Missing;

/** `text` is as written, for exact decimals. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly text: string;
}

export interface KeywordLiteral extends Span {
  readonly kind: 'keyword';
  readonly value: true | false | null;
}

/** A quoted string or a heredoc. The span includes quotes, or the introducer and the end marker. */
export interface Template extends Span {
  readonly kind: 'template';
  readonly form: 'quoted' | 'heredoc' | 'flush-heredoc';
  /** In source order; directives stand flat, as they are written. */
  readonly parts: readonly TemplatePart[];
  /** The text between the quotes, or the lines between introducer and end marker, the last line's end included. */
  readonly content: Span;
  /** False when the string or heredoc is not ended, or something in it could not be read. */
  readonly closed: boolean;
}

export type TemplatePart = TemplateText | Interpolation | Directive;

/** Literal text as written: escapes are not yet resolved, indentation of a `<<-` heredoc is not yet removed. */
export interface TemplateText extends Span {
  readonly kind: 'text';
  /** What it means, where that cannot be read from the file's text as HCL: in Terraform's JSON syntax. */
  readonly cooked?: CookedText;
}

/** The meaning of a stretch of template text. */
export interface CookedText {
  readonly text: string;
  /** The source offset of a cooked UTF-16 index; also for the index behind the last one. */
  readonly sourceOffset: (index: number) => number;
}

/** `${ ... }`; `stripLeft`/`stripRight` for `${~` and `~}`. */
export interface Interpolation extends Span {
  readonly kind: 'interpolation';
  readonly value: Expression;
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
}

/** `%{if x}`, `%{else}`, `%{endif}`, `%{for k, v in x}`, `%{endfor}`; `unknown` for a word that is none of them. */
export interface Directive extends Span {
  readonly kind: 'directive';
  readonly keyword: 'if' | 'else' | 'endif' | 'for' | 'endfor' | 'unknown';
  /** The condition of `if`, the collection of `for`. */
  readonly value?: Expression;
  /** The names that `for` binds: one (value) or two (key, value). */
  readonly names: readonly string[];
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
}

/** The first name of a traversal: `var`, `local`, `aws_iam_role`, or a `for` name. */
export interface Variable extends Span {
  readonly kind: 'variable';
  readonly name: string;
}

/**
 * `name` may hold namespaces: `provider::aws::arn_parse`. It is empty for an expression that could not be read whole, such
 * as an unclosed parenthesis: the arguments are then what could be read of it, and `complete` is false.
 */
export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandFinal: boolean;
  /** False when an argument could not be read or the parenthesis is not closed. */
  readonly complete: boolean;
}

export interface Tuple extends Span {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
  readonly complete: boolean;
}

export interface ObjectLiteral extends Span {
  readonly kind: 'object';
  readonly entries: readonly ObjectEntry[];
  readonly complete: boolean;
}

/** A bare word as key is a `variable` node: in key position it means its own name (`{ sub = 1 }`). `(sub) = 1` has a `parentheses` key. */
export interface ObjectEntry extends Span {
  readonly key: Expression;
  readonly value: Expression;
  /** Written with `:` instead of `=`. */
  readonly colon: boolean;
}

/** `[for v in c : v if x]` or `{for k, v in c : k => v... if x}`. */
export interface For extends Span {
  readonly kind: 'for';
  readonly form: 'tuple' | 'object';
  /** One (value) or two (key, value). */
  readonly names: readonly string[];
  readonly collection: Expression;
  /** Only in the object form. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly grouping: boolean;
  readonly condition?: Expression;
}

export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}

export interface Parentheses extends Span {
  readonly kind: 'parentheses';
  readonly value: Expression;
}

/** `target.name`; the name is empty when it is not typed yet. */
export interface GetAttribute extends Span {
  readonly kind: 'get';
  readonly target: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

/** `target[key]`, or the old form `target.0`, whose key is a number literal. */
export interface Index extends Span {
  readonly kind: 'index';
  readonly target: Expression;
  readonly key: Expression;
}

/** `target[*]` (full) or `target.*` (attribute only). What follows applies to each element until the splat ends. */
export interface Splat extends Span {
  readonly kind: 'splat';
  readonly form: 'full' | 'attribute';
  readonly target: Expression;
  /** What is applied to each element, over `SplatItem`; just that item when nothing follows. */
  readonly each: Expression;
}

/** Stands for the element inside `Splat.each`. */
export interface SplatItem extends Span {
  readonly kind: 'splat-item';
}

/** Where an expression should be and is not. The span is empty. */
export interface Missing extends Span {
  readonly kind: 'missing';
}
