import type { Span } from '../text/range.ts';

/** A JSON document as far as it could be read. Spans are UTF-16 offsets into the file that holds it. */
export interface JsonDocument {
  readonly root: JsonNode | undefined;
  readonly problems: readonly JsonProblem[];
}

export interface JsonProblem {
  readonly span: Span;
  readonly message: string;
}

export type JsonNode = JsonString | JsonScalar | JsonArray | JsonObject | JsonHole;

/** Literal stretches (unescaped) and the numbers of the holes between them. The span includes the quotes. */
export interface JsonString extends Span {
  readonly kind: 'string';
  readonly parts: readonly (string | number)[];
  /** False when the string is not ended: more may follow what is seen. */
  readonly closed: boolean;
}

export interface JsonScalar extends Span {
  readonly kind: 'number' | 'boolean' | 'null';
  /** As written. */
  readonly text: string;
}

export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonObject extends Span {
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

/** A stretch of the document as the file writes it. */
export type JsonPiece =
  | { readonly kind: 'text'; readonly cooked: string; readonly sourceOffset: (index: number) => number }
  | { readonly kind: 'hole'; readonly span: Span; readonly hole: number };
