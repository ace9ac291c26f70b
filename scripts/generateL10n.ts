/** Writes l10n/bundle.l10n.json: every text of the extension that is shown in the editor's language, in English. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '..');
const CLIENT = 'client/src';
const BUNDLE = 'l10n/bundle.l10n.json';

/** The sources of the extension, parsed. */
export function clientSources(): ts.SourceFile[] {
  return fs
    .readdirSync(path.join(ROOT, CLIENT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => {
      const file = `${CLIENT}/${name.split(path.sep).join('/')}`;
      return ts.createSourceFile(file, fs.readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
    });
}

/** Every call of `l10n.t` in a source. `text` is missing where it is none that can be translated ahead: not written out in one piece. */
export function translations(source: ts.SourceFile): { readonly call: ts.CallExpression; readonly text?: string }[] {
  return nodesOf(source)
    .filter(ts.isCallExpression)
    .filter(({ expression }) => /(?:^|\.)l10n\.t$/.test(expression.getText()))
    .map((call) => {
      const [first] = call.arguments;
      return first && ts.isStringLiteralLike(first) ? { call, text: first.text } : { call };
    });
}

export function nodesOf(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, (child) => {
    nodes.push(...nodesOf(child));
  });
  return nodes;
}

/** Every generated file, by its path in the project. */
export function generateL10n(): ReadonlyMap<string, string> {
  const texts = clientSources().flatMap((source) => translations(source).flatMap(({ text }) => text ?? []));
  const bundle = Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text]));
  return new Map([[BUNDLE, `${JSON.stringify(bundle, null, 2)}\n`]]);
}

function main(): void {
  for (const [file, text] of generateL10n()) {
    fs.mkdirSync(path.join(ROOT, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(ROOT, file), text);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) main();
