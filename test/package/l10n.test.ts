/** That whatever the extension itself says can be said in another language, and is, in each that ships. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { clientSources, generateL10n, nodesOf, translations } from '../../scripts/generateL10n.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MANIFEST_TEXTS = 'package.nls.json';
const BUNDLE = 'l10n/bundle.l10n.json';

/** Whatever words these are called with are shown. */
const SHOWING = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'showQuickPick',
  'createWebviewPanel',
  'confirm',
  'askIssuer',
  'askRoleName',
];
/** Of what is handed to the editor. */
const SHOWN_PROPERTIES = ['title', 'prompt', 'placeHolder', 'label', 'description', 'detail', 'doing'];
/** Of an item in the status bar. */
const SHOWN_FIELDS = [...SHOWN_PROPERTIES, 'text', 'name'];

/** What people could type; it is no sentence of ours. */
const EXAMPLES = [
  'https://token.actions.githubusercontent.com',
  'Not authorized to perform sts:AssumeRoleWithWebIdentity',
];
/** Names are the same in all languages: of the product, of a kind of panel, of what stands in a file. */
const NAME = /^(?:OIDC Trust|oidcTrust\.\w+|[a-z_]*)$/;

type Texts = Readonly<Record<string, string>>;

function read(file: string): Texts {
  return JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8')) as Texts;
}

function languagesOf(english: string): string[] {
  const { dir, name, ext } = path.parse(english);
  return fs
    .readdirSync(path.join(ROOT, dir))
    .filter((file) => file.startsWith(`${name}.`) && file !== `${name}${ext}`)
    .map((file) => path.join(dir, file));
}

/** `{0}`, the commands that links run, and what is set as code: a translation has the same. */
function fixedParts(text: string): string[] {
  return (text.match(/\{\d+\}|\(command:[^)]+\)|`[^`]+`/g) ?? []).sort();
}

describe.each([MANIFEST_TEXTS, BUNDLE])('the translations of %s', (english) => {
  const languages = languagesOf(english);

  it('are there, in the languages of the other file too', () => {
    const codes = (file: string) => languagesOf(file).map((name) => name.split('.').at(-2));
    expect(codes(english)).toContain('de');
    expect(codes(english)).toEqual(codes(english === BUNDLE ? MANIFEST_TEXTS : BUNDLE));
  });

  it.each(languages)('%s has every text and no other, in the same order', (file) => {
    expect(Object.keys(read(file))).toEqual(Object.keys(read(english)));
  });

  it.each(languages)('%s has the same placeholders, commands and code', (file) => {
    const texts = read(english);
    const differing = Object.entries(read(file)).filter(
      ([key, text]) => text.trim() === '' || String(fixedParts(text)) !== String(fixedParts(texts[key] ?? '')),
    );
    expect(differing).toEqual([]);
  });
});

describe('the manifest', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const keys = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!);

  it('names exactly the texts that there are', () => {
    expect([...new Set(keys)].sort()).toEqual(Object.keys(read(MANIFEST_TEXTS)).sort());
  });

  it('has no text of its own where one is shown', () => {
    const { commands, walkthroughs, languageModelTools, configuration } = manifest.contributes;
    const shown = [
      ...commands.map(({ title }) => title),
      ...walkthroughs.flatMap(({ title, description, steps }) => [
        title,
        description,
        ...steps.flatMap((step) => [step.title, step.description, step.media.altText]),
      ]),
      ...languageModelTools.flatMap(({ displayName, userDescription }) => [displayName, userDescription]),
      ...Object.values(configuration.properties).map(({ markdownDescription }) => markdownDescription),
    ];
    expect(shown.filter((text) => !/^%[^%]+%$/.test(text))).toEqual([]);
  });
});

describe('the extension', () => {
  const sources = clientSources();

  it.each([...generateL10n()])('%s is what `npm run generate` writes', (file, text) => {
    expect(fs.readFileSync(path.join(ROOT, file), 'utf8')).toBe(text);
  });

  it('writes each text that it translates in one piece', () => {
    const calls = sources.flatMap((source) => translations(source));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ text }) => text === undefined).map(({ call }) => placeOf(call))).toEqual([]);
  });

  it('gives each placeholder a value', () => {
    const wrong = sources
      .flatMap((source) => translations(source))
      .filter(({ call, text = '' }) => new Set(text.match(/\{\d+\}/g)).size !== call.arguments.length - 1);
    expect(wrong.map(({ call }) => placeOf(call))).toEqual([]);
  });

  it('shows no text that is not translated', () => {
    expect(sources.flatMap(shownTexts).filter(isBare).map(placeOf)).toEqual([]);
  });
});

interface Described {
  readonly title: string;
  readonly description: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly walkthroughs: readonly (Described & {
      readonly steps: readonly (Described & { readonly media: { readonly altText: string } })[];
    })[];
    readonly languageModelTools: readonly { readonly displayName: string; readonly userDescription: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly markdownDescription: string }>> };
  };
}

/** What is handed to the editor to show. */
function shownTexts(source: ts.SourceFile): ts.Expression[] {
  return nodesOf(source).flatMap((node) => {
    if (ts.isCallExpression(node)) {
      const isShowing = SHOWING.some((name) => new RegExp(`(?:^|[.#])${name}$`).test(node.expression.getText()));
      return isShowing ? node.arguments.flatMap(pieces) : [];
    }
    if (ts.isPropertyAssignment(node))
      return SHOWN_PROPERTIES.includes(node.name.getText()) ? pieces(node.initializer) : [];
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
    const isField = ts.isPropertyAccessExpression(node.left) && SHOWN_FIELDS.includes(node.left.name.getText());
    return isField ? pieces(node.right) : [];
  });
}

/** What an expression may give. */
function pieces(node: ts.Expression): ts.Expression[] {
  if (ts.isConditionalExpression(node)) return [...pieces(node.whenTrue), ...pieces(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return pieces(node.expression);
  if (ts.isBinaryExpression(node)) return [...pieces(node.left), ...pieces(node.right)];
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(pieces);
  if (ts.isIdentifier(node)) return constantsCalled(node).flatMap(pieces);
  return [node];
}

function constantsCalled(name: ts.Identifier): ts.Expression[] {
  return nodesOf(name.getSourceFile())
    .filter(ts.isVariableDeclaration)
    .flatMap((declared) =>
      declared.name.getText() === name.text && declared.initializer ? [declared.initializer] : [],
    )
    .filter((value) => ts.isStringLiteralLike(value) || ts.isTemplateExpression(value));
}

/** Whether words are written out in it. */
function isBare(node: ts.Expression): boolean {
  if (ts.isTemplateExpression(node)) {
    const parts = [node.head, ...node.templateSpans.map(({ literal }) => literal)];
    return parts.some(({ text }) => /[a-z]{2}/i.test(text));
  }
  return ts.isStringLiteralLike(node) && !NAME.test(node.text) && !EXAMPLES.includes(node.text);
}

function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`;
}
