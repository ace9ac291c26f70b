import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';
import { applyEdits } from '../../../server/src/core/text/edit.ts';
import { providerAt, type SpanEdit, thumbprintEdits } from '../../../server/src/features/provider.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const TYPE = 'resource "aws_iam_openid_connect_provider" "x"';

/** The text after writing thumbprints into the provider around the first `url` (or around the header). */
function write(text: string, ...thumbprints: string[]): string | undefined {
  const edits = thumbprintEdits(text, parseHcl(text), text.indexOf('resource') + 3, thumbprints);
  return edits && applied(text, edits);
}

function applied(text: string, edits: readonly SpanEdit[]): string {
  return applyEdits(
    text,
    edits.map(({ span, newText }) => ({ range: { file: '', ...span }, newText })),
  );
}

function issuer(url: string): string | undefined {
  const text = `${TYPE} {\n  url = ${url}\n}\n`;
  return providerAt(text, parseHcl(text), 5)?.issuer;
}

describe('the provider at a place', () => {
  it('is the block whose header or body holds it', () => {
    const text = `locals {}\n${TYPE} {\n  url = "https://gitlab.com"\n}\nresource "aws_iam_role" "r" {\n}\n`;
    const tree = parseHcl(text);
    for (const place of ['resource "aws_iam_openid', 'url', 'gitlab', '}\nresource "aws_iam_role']) {
      expect(providerAt(text, tree, text.indexOf(place))?.issuer).toBe('https://gitlab.com');
    }
    for (const place of ['locals', 'aws_iam_role']) expect(providerAt(text, tree, text.indexOf(place))).toBeUndefined();
  });

  it('has an issuer where the URL is written out', () => {
    expect(issuer('"https://gitlab.com"')).toBe('https://gitlab.com');
    expect(issuer('"gitlab.com"')).toBe('https://gitlab.com');
    expect(issuer('"http://gitlab.com"')).toBe('http://gitlab.com');
    for (const url of ['var.url', '"https://${var.host}"', '""', '"a b"']) expect(issuer(url)).toBeUndefined();
  });
});

describe('writing thumbprints', () => {
  it('lines a new argument up with its neighbours, as terraform fmt does', () => {
    const before = `${TYPE} {\n  url            = "https://gitlab.com" # SaaS\n  client_id_list = ["x"] # audience\n\n  tags = {}\n}\n`;
    const after = `${TYPE} {\n  url             = "https://gitlab.com" # SaaS\n  client_id_list  = ["x"] # audience\n  thumbprint_list = ["${A}", "${B}"]\n\n  tags = {}\n}\n`;
    expect(write(before, A, B)).toBe(after);
    expect(write(after, A, B)).toBe(after);
  });

  it('lines up with what follows, and not with a list over several lines', () => {
    const before = `${TYPE} {\n  url = "u"\n  client_id_list = [\n    "x",\n  ]\n  tags = {}\n}\n`;
    expect(write(before, A)).toBe(
      `${TYPE} {\n  url = "u"\n  client_id_list = [\n    "x",\n  ]\n  thumbprint_list = ["${A}"]\n  tags            = {}\n}\n`,
    );
  });

  it('keeps a list over several lines one', () => {
    const before = `${TYPE} {\n\turl = "u"\n\tthumbprint_list = [\n\t\t"old", # why\n\t]\n}\n`;
    expect(write(before, A, B)).toBe(
      `${TYPE} {\n\turl = "u"\n\tthumbprint_list = [\n\t  "${A}",\n\t  "${B}",\n\t]\n}\n`,
    );
  });

  it('replaces whatever stands there', () => {
    expect(write(`${TYPE} {\n  thumbprint_list = []\n}\n`, A)).toBe(`${TYPE} {\n  thumbprint_list = ["${A}"]\n}\n`);
    expect(write(`${TYPE} {\n  thumbprint_list = var.t\n}\n`, A)).toBe(`${TYPE} {\n  thumbprint_list = ["${A}"]\n}\n`);
  });

  it('opens a block on one line, and an empty one', () => {
    const head = `  ${TYPE}`;
    expect(write(`${head} { url = "u" }\n`, A)).toBe(
      `${head} {\n    url             = "u"\n    thumbprint_list = ["${A}"]\n  }\n`,
    );
    expect(write(`${TYPE} {}\n`, A)).toBe(`${TYPE} {\n  thumbprint_list = ["${A}"]\n}\n`);
    expect(write(`${TYPE} {\n}\n`, A)).toBe(`${TYPE} {\n  thumbprint_list = ["${A}"]\n}\n`);
  });

  it('writes the line ends of the file', () => {
    expect(write(`${TYPE} {\r\n  url = "u"\r\n}\r\n`, A)).toBe(
      `${TYPE} {\r\n  url             = "u"\r\n  thumbprint_list = ["${A}"]\r\n}\r\n`,
    );
  });

  it('leaves other blocks and unfinished ones alone', () => {
    expect(write('resource "aws_iam_role" "r" {\n}\n', A)).toBeUndefined();
    expect(write(`${TYPE} {`, A)).toBeUndefined();
  });

  it('takes the list out without any, with its line, and lines the rest up anew', () => {
    const rest = `${TYPE} {\n  url            = "u"\n  client_id_list = ["x"]\n}\n`;
    const before = `${TYPE} {\n  url             = "u"\n  thumbprint_list = ["${A}"] # old\n  client_id_list  = ["x"]\n}\n`;
    expect(write(before)).toBe(rest);
    expect(write(rest)).toBeUndefined();
    expect(write(`${TYPE} {\n  url = "u"\n  thumbprint_list = [\n    "${A}",\n  ]\n}`)).toBe(
      `${TYPE} {\n  url = "u"\n}`,
    );
    expect(write(`${TYPE} { thumbprint_list = ["${A}"] }`)).toBe(`${TYPE} {  }`);
  });

  it('takes it out of JSON, with its comma', () => {
    const json = (body: string) => `{"resource": {"aws_iam_openid_connect_provider": {"x": ${body}}}}`;
    for (const [before, after] of [
      [`{"url": "u", "thumbprint_list": ["${A}"]}`, '{"url": "u"}'],
      [`{"thumbprint_list": ["${A}"], "url": "u"}`, '{"url": "u"}'],
    ] as const) {
      const text = json(before);
      const edits = thumbprintEdits(text, parseConfiguration('main.tf.json', text), text.indexOf('"url"'), []);
      expect(applied(text, edits ?? [])).toBe(json(after));
    }
  });
});
