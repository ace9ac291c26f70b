import type { Span } from '../text/range.ts';

/** A JSON document as far as it could be read. Spans are UTF-16 offsets into the file that holds it. */
export interface JsonDocument {
  readonly root: JsonNode | undefined;
  readonly problems: readonly JsonProblem[];
  /** There may be more text than is seen, between values or in their place: nothing is certainly missing. */
  readonly open: boolean;
}

export interface JsonProblem {
  readonly span: Span;
  readonly message: string;
}

export type JsonNode = JsonString | JsonScalar | JsonArray | JsonObject | JsonHole;

interface Made extends Span {
  /** Not just what the file says there: an expression brings some of it in, or it is there in some cases or several times. */
  readonly computed: boolean;
}

/** Literal stretches (unescaped) and the numbers of the holes between them. The span includes the quotes. */
export interface JsonString extends Made {
  readonly kind: 'string';
  readonly parts: readonly (string | number)[];
  /** The numbers of the holes that stand in it, also of those whose text is known and among the literal stretches. */
  readonly holes: readonly number[];
  /** False when the string is not ended: more may follow what is seen. */
  readonly closed: boolean;
}

export interface JsonScalar extends Span {
  readonly kind: 'number' | 'boolean' | 'null';
  /** As written. */
  readonly text: string;
}

export interface JsonArray extends Made {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonObject extends Made {
  readonly kind: 'object';
  readonly entries: readonly JsonEntry[];
}

export interface JsonEntry extends Span {
  readonly key: JsonString;
  /** Missing while it is being typed. */
  readonly value: JsonNode | undefined;
}

/** A hole that stands where a value should be: `"Action": ${jsonencode(var.actions)}`. */
export interface JsonHole extends Span {
  readonly kind: 'hole';
  readonly hole: number;
}

/** A stretch of the document, as the file writes it. */
export type JsonPiece = TextPiece | HolePiece | SeamPiece;

interface TextPiece {
  readonly kind: 'text';
  readonly cooked: string;
  readonly sourceOffset: (index: number) => number;
  /** It stands in the document several times, or could. */
  readonly repeated?: boolean;
}

interface HolePiece {
  readonly kind: 'hole';
  readonly span: Span;
  readonly hole: number;
  /** What is known of its text: stretches, and between them the numbers of smaller holes. */
  readonly text?: readonly (string | number)[];
  readonly repeated?: boolean;
}

/** A place where the file says more than the document. */
interface SeamPiece {
  readonly kind: 'seam';
  readonly span: Span;
  /** What it gives to the document is not known: any text, or none. */
  readonly open: boolean;
}
