/** The questions about a new trust, each in its turn. */
import * as vscode from 'vscode';
import type {
  NewTrustParams,
  NewTrustResult,
  TrustBlank,
  TrustChoicesResult,
  TrustIssuer,
  TrustIssuersResult,
} from '../../../server/src/protocol.ts';
import { type Answer, BACK, type Place, pick, type } from './steps.ts';

export type TrustPreview = Exclude<NewTrustResult, { problem: string }>;
type TrustAnswers = Omit<NewTrustParams, 'directory' | 'textDocument'>;

/** What the server is asked on the way. */
export interface TrustServer {
  readonly issuers: TrustIssuersResult;
  readonly choices: (issuer: TrustIssuer) => Promise<TrustChoicesResult | null>;
  readonly judge: (answers: TrustAnswers) => Promise<NewTrustResult>;
}

/** What is answered so far. The first that has no answer is asked next. */
export interface Answers {
  /** Chosen, and still to be typed. */
  readonly issuerBlank?: { readonly like?: string; readonly blank: TrustBlank };
  readonly issuer?: { readonly chosen: TrustIssuer; readonly choices: TrustChoicesResult };
  readonly subject?: Pieces;
  readonly audience?: Pieces;
  /** Condition keys that AWS wants too. */
  readonly required?: readonly TrustBlank[];
  readonly surface?: NewTrustParams['surface'];
  readonly role?: string;
  readonly confirmed?: { readonly answers: TrustAnswers; readonly preview: TrustPreview };
}

/** A text, parts of which may still have to be typed. */
type Pieces = readonly (string | TrustBlank)[];

type Next = Promise<Answer<Answers>>;

/** How many are left, this one included, as far as it is known yet. */
export function questionsLeft({ issuerBlank, issuer, subject, audience, required, surface, role }: Answers): number {
  const pieces = (text: Pieces | undefined): number => (text ? namesIn(text).length : 1);
  const keys = (required ?? issuer?.choices.required ?? []).filter(({ text }) => text === '');
  return [
    issuer || issuerBlank ? 0 : 1,
    issuerBlank && !issuer ? 1 : 0,
    pieces(subject),
    pieces(audience),
    keys.length,
    surface ? 0 : 1,
    role ? 0 : 1,
    1,
  ].reduce((sum, count) => sum + count, 0);
}

/** Undefined once everything is answered and confirmed. */
export function nextQuestion(answers: Answers, server: TrustServer, place: Place): Next | undefined {
  const { issuerBlank, issuer, subject, audience, surface, role, confirmed } = answers;
  if (!issuer)
    return issuerBlank ? askIssuerUrl(answers, issuerBlank, server, place) : askIssuer(answers, server, place);
  const { choices, chosen } = issuer;
  if (!subject) return askSubject(answers, choices, place);
  if (blankIn(subject)) return askPart(subject, place, (pieces) => ({ ...answers, subject: pieces }));
  if (!audience) return askAudience(answers, choices, place);
  if (blankIn(audience)) return askPart(audience, place, (pieces) => ({ ...answers, audience: pieces }));
  const required = answers.required ?? choices.required;
  if (required.some(({ text }) => text === '')) return askRequired(answers, required, place);
  if (!surface) return askSurface(answers, choices, place);
  if (role === undefined) return askRole(answers, choices, place);
  if (confirmed) return undefined;
  const all = { issuer: chosen, subject: subject.join(''), audience: audience.join(''), required, surface, role };
  return confirm(answers, all, server, place);
}

async function askIssuer(answers: Answers, server: TrustServer, place: Place): Next {
  const groups = {
    module: vscode.l10n.t('this module'),
    catalogue: vscode.l10n.t('known issuers'),
    elsewhere: vscode.l10n.t('others'),
  };
  const items = server.issuers.map((issuer) => ({ label: issuer.label, description: issuer.detail, issuer }));
  const grouped = items.flatMap((item, i) => {
    const isFirst = items[i - 1]?.issuer.from !== item.issuer.from;
    return isFirst ? [separator(groups[item.issuer.from]), item] : [item];
  });
  const item = await pick(place, vscode.l10n.t('Who issues the tokens?'), grouped);
  if (item === BACK || item === undefined) return item;
  if (!('issuer' in item)) return undefined;
  const { chosen, blank } = item.issuer;
  if (!blank) return withChoices(answers, chosen, server);
  return {
    ...answers,
    issuerBlank: { blank, ...(chosen.is === 'written' && chosen.like ? { like: chosen.like } : {}) },
  };
}

async function askIssuerUrl(
  answers: Answers,
  { like, blank }: NonNullable<Answers['issuerBlank']>,
  server: TrustServer,
  place: Place,
): Next {
  const url = await type(place, vscode.l10n.t("The issuer's URL, as its tokens have it"), blank, (text) =>
    fits(blank, text)
      ? undefined
      : vscode.l10n.t('This is no URL of the issuer. One looks like {0}', blank.example ?? ''),
  );
  if (url === BACK || url === undefined) return url;
  const issuer = url.replace(/^https:\/\//, '');
  return withChoices(answers, { is: 'written', issuer, ...(like === undefined ? {} : { like }) }, server);
}

async function withChoices(answers: Answers, chosen: TrustIssuer, server: TrustServer): Promise<Answers | undefined> {
  const choices = await server.choices(chosen);
  if (choices) return { ...answers, issuer: { chosen, choices } };
  await vscode.window.showWarningMessage(
    vscode.l10n.t('The issuer is no longer in this module. Run the command again.'),
  );
  return undefined;
}

async function askSubject(answers: Answers, { subjects }: TrustChoicesResult, place: Place): Next {
  const other: Pieces = [{ name: vscode.l10n.t('subject'), text: '' }];
  const items = [
    ...subjects.map(({ label, detail, pieces }) => ({ label, detail, pieces })),
    { label: vscode.l10n.t('Another subject'), pieces: other },
  ];
  const item = await pick(place, vscode.l10n.t('Whose tokens are let in?'), items);
  return item === BACK || item === undefined ? item : { ...answers, subject: item.pieces };
}

async function askAudience(answers: Answers, { audiences }: TrustChoicesResult, place: Place): Next {
  const other: Pieces = [{ name: vscode.l10n.t('audience'), text: '' }];
  const items = [
    ...audiences.map((audience) => ({ label: audience, pieces: [audience] })),
    { label: vscode.l10n.t('Another audience'), pieces: other },
  ];
  const item = await pick(place, vscode.l10n.t('Which audience do the tokens have?'), items);
  return item === BACK || item === undefined ? item : { ...answers, audience: item.pieces };
}

/** The next part of a text; it is the same wherever the text has it again. */
async function askPart(pieces: Pieces, place: Place, answered: (pieces: Pieces) => Answers): Next {
  const blank = blankIn(pieces)!;
  const whole = pieces
    .map((piece) => (typeof piece === 'string' ? piece : piece.text || piece.example || '…'))
    .join('');
  const prompt = vscode.l10n.t('{0}, in {1}', blank.name, whole);
  const text = await type(place, prompt, blank, (typed) => {
    // A star stands for other text: whom it lets in is shown before anything is written.
    if (typed !== '' && (/[*?]/.test(typed) || fits(blank, typed))) return undefined;
    return vscode.l10n.t('{0} cannot be "{1}".', blank.name, typed);
  });
  if (text === BACK || text === undefined) return text;
  return answered(pieces.map((piece) => (typeof piece !== 'string' && piece.name === blank.name ? text : piece)));
}

async function askRequired(answers: Answers, required: readonly TrustBlank[], place: Place): Next {
  const { name } = required.find(({ text }) => text === '')!;
  const prompt = vscode.l10n.t('AWS wants a condition on {0} for this issuer. Its value', name);
  const text = await type(place, prompt, { text: '' }, (typed) =>
    typed === '' ? vscode.l10n.t('{0} cannot be "{1}".', name, typed) : undefined,
  );
  if (text === BACK || text === undefined) return text;
  return { ...answers, required: required.map((blank) => (blank.name === name ? { name, text } : blank)) };
}

async function askSurface(answers: Answers, { surfaces }: TrustChoicesResult, place: Place): Next {
  const labels = {
    'policy-document': { label: 'aws_iam_policy_document', description: vscode.l10n.t('a data source') },
    jsonencode: { label: 'jsonencode', description: vscode.l10n.t('an expression in the role') },
  };
  const items = surfaces.map((surface) => ({ ...labels[surface], surface }));
  const item = await pick(place, vscode.l10n.t('How is the policy written?'), items);
  return item === BACK || item === undefined ? item : { ...answers, surface: item.surface };
}

async function askRole(answers: Answers, { role, takenRoles }: TrustChoicesResult, place: Place): Next {
  const name = await type(place, vscode.l10n.t('Name of the role'), role, (text) => {
    if (takenRoles.includes(text)) return vscode.l10n.t('The module has aws_iam_role.{0} already.', text);
    return fits(role, text) ? undefined : vscode.l10n.t('Letters, digits, "_" and "-", at most 64, no digit first.');
  });
  return name === BACK || name === undefined ? name : { ...answers, role: name };
}

/** Shows who would get in, and where what is written. */
async function confirm(answers: Answers, all: TrustAnswers, server: TrustServer, place: Place): Next {
  const preview = await server.judge(all);
  if ('problem' in preview) {
    await vscode.window.showWarningMessage(preview.problem);
    return BACK;
  }
  const write: vscode.QuickPickItem = { label: vscode.l10n.t('Write'), detail: preview.summary };
  const prompt = vscode.l10n.t('This is who would get in. Enter writes the files, nothing is written before.');
  const item = await pick(place, prompt, [write, ...previewRows(preview)], (row) => row === write);
  return item === BACK || item === undefined ? item : { ...answers, confirmed: { answers: all, preview } };
}

/** They tell something, and cannot be taken. */
function previewRows({ witness, findings, files }: TrustPreview): vscode.QuickPickItem[] {
  const rowsUnder = (title: string, rows: readonly vscode.QuickPickItem[]): readonly vscode.QuickPickItem[] =>
    rows.length > 0 ? [separator(title), ...rows] : [];
  return [
    ...rowsUnder(
      vscode.l10n.t('findings'),
      findings.map(({ severity, rule, message }) => ({ label: `${severity} ${rule}`, detail: message })),
    ),
    ...rowsUnder(
      vscode.l10n.t('a token that is let in'),
      Object.entries(witness).map(([claim, value]) => ({ label: claim, description: value })),
    ),
    ...rowsUnder(
      vscode.l10n.t('files'),
      files.map(({ uri, isNew, added }) => ({
        label: uri.slice(uri.lastIndexOf('/') + 1),
        description: isNew ? vscode.l10n.t('new') : '',
        detail: added.join(', '),
      })),
    ),
  ];
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function blankIn(pieces: Pieces): TrustBlank | undefined {
  return pieces.find((piece): piece is TrustBlank => typeof piece !== 'string');
}

function namesIn(pieces: Pieces): readonly string[] {
  return [...new Set(pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name])))];
}

function fits({ pattern }: TrustBlank, text: string): boolean {
  return text !== '' && (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text));
}
