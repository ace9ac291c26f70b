/** Faults are put into public policies that have none, as they are and as the other surfaces say them. Each must be found where it was put. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { analyzeJson, analyzeModule, type ModuleFile } from '../../server/src/core/analysis/analyze.ts';
import type { Finding } from '../../server/src/core/analysis/report.ts';
import { ModelSource } from '../../server/src/core/policy/build.ts';
import { policyFromJsonFile } from '../../server/src/core/policy/fromJsonFile.ts';
import type { OidcProvider, TrustPolicy } from '../../server/src/core/policy/model.ts';
import { renderExample } from '../../server/src/core/policy/render.ts';
import { Evaluator } from '../../server/src/core/terraform/evaluate.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import { Module } from '../../server/src/core/terraform/module.ts';
import { decodeText } from '../../server/src/workspace/fileSystem.ts';
import { isConfiguration } from '../../server/src/workspace/moduleMembers.ts';
import { type Json, kindOf, SURFACES, textOn } from '../support/surfaces.ts';
import { CORPUS, corpusFiles, FULL, ownFiles, PROJECT } from './corpus.ts';
import { type Fault, faultsFor } from './faults.ts';

const POLICIES = FULL ? 300 : 40;
/** Of each file: a module may hold hundreds alike. */
const MOST_OF_FILE = 20;

/** A file and those beside it, analysed with the text that it has or with another one. */
interface Place {
  readonly file: string;
  readonly text: string;
  readonly policies: readonly TrustPolicy[];
  readonly providers: readonly OidcProvider[];
  analyse(text: string): readonly Finding[];
}

it('every fault is found where it is', () => {
  const folder = CORPUS ?? PROJECT;
  const listed = CORPUS ? corpusFiles(CORPUS) : ownFiles();
  const files = distinct(listed.filter(({ file }) => /\.(?:tf|json)$/.test(file))).map(({ file }) =>
    path.join(folder, file),
  );
  const missed: string[] = [];
  const surfaces = new Map<string, number>();
  let [injected, policies] = [0, 0];
  for (const place of places(files)) {
    if (policies >= POLICIES) break;
    const clean = cleanPolicies(place).map((policy) => ({ policy, where: place }));
    for (const { policy, where } of clean.flatMap((one) => [one, ...onOtherSurfaces(one.policy)])) {
      const faults = faultsFor(policy, where.providers).filter((fault) => isWritten(fault, where));
      if (faults.length === 0) continue;
      if (where === place) policies++;
      surfaces.set(policy.surface, (surfaces.get(policy.surface) ?? 0) + 1);
      injected += faults.length;
      missed.push(...faults.filter((fault) => !isFound(fault, where)).map((fault) => described(fault, where)));
    }
  }
  console.log(
    `${injected} faults in ${policies} policies (${[...surfaces].map(String).join('; ')}): ${missed.length} missed`,
  );
  console.log(missed.join('\n'));
  expect(policies).toBeGreaterThan(0);
  expect(missed.length).toBeLessThanOrEqual(injected / 100);
}, 600_000);

function distinct<T extends { readonly blob: string }>(files: readonly T[]): T[] {
  return [...new Map(files.map((file) => [file.blob, file])).values()];
}

function* places(files: readonly string[]): Generator<Place> {
  for (const file of files) {
    const text = textOf(file);
    if (!/oidc-provider|openid_connect/i.test(text)) continue;
    const place = file.endsWith('.json') ? jsonPlace(file, text) : modulePlace(file, text);
    if (place) yield place;
  }
}

/** A policy that is known is written anew in the words of each other surface. */
function onOtherSurfaces(policy: TrustPolicy): readonly { readonly policy: TrustPolicy; readonly where: Place }[] {
  const { text, unknown } = renderExample(policy);
  if (text === undefined || unknown.length > 0) return [];
  return SURFACES.filter((surface) => surface !== policy.surface && surface !== 'plan').flatMap((surface) => {
    const written = textOn(JSON.parse(text) as Json, surface);
    const where = written === undefined ? undefined : writtenPlace(kindOf(surface), written);
    return where ? cleanPolicies(where).map((same) => ({ policy: same, where })) : [];
  });
}

function writtenPlace(kind: 'json' | 'terraform', text: string): Place | undefined {
  return kind === 'json' ? jsonPlace('trust.json', text) : moduleOf('main.tf', text, []);
}

function jsonPlace(file: string, text: string): Place | undefined {
  const policy = policyFromJsonFile(file, text);
  const analyse = (changed: string): readonly Finding[] => analyzeJson(file, changed)?.findings ?? [];
  return policy && { file, text, policies: [policy], providers: [], analyse };
}

function modulePlace(file: string, text: string): Place {
  const names = fs.readdirSync(path.dirname(file)).filter(isConfiguration).sort();
  const others = names.map((name) => path.join(path.dirname(file), name)).filter((other) => other !== file);
  return moduleOf(
    file,
    text,
    others.map((other) => parsed(other, textOf(other))),
  );
}

function moduleOf(file: string, text: string, beside: readonly ModuleFile[]): Place {
  const model = new ModelSource(
    new Evaluator(new Module([...beside, parsed(file, text)]), { variableDefaults: true }),
  ).model();
  return {
    file,
    text,
    policies: model.policies.filter(({ at }) => at.file === file).slice(0, MOST_OF_FILE),
    providers: model.providers,
    analyse: (changed) => analyzeModule([...beside, parsed(file, changed)]).findings,
  };
}

function parsed(id: string, text: string): ModuleFile {
  return { id, text, tree: parseConfiguration(id, text) };
}

function textOf(file: string): string {
  const read = decodeText(fs.readFileSync(file));
  return read.ok ? read.text : '';
}

/** Those in which nothing worse than advice is found. */
function cleanPolicies({ file, text, policies, analyse }: Place): readonly TrustPolicy[] {
  const faults = analyse(text).filter(({ severity }) => severity === 'error' || severity === 'warning');
  return policies.filter(({ at, statements }) => {
    const parts = [at, ...statements.items.map((statement) => statement.at)];
    return !faults.some(({ range }) => range.file === file && parts.some((part) => overlap(part, range)));
  });
}

/** Whether the value's text stands in the file as it is, so that it can be replaced there. */
function isWritten({ at, from }: Fault, { file, text }: Place): boolean {
  return at.file === file && text.slice(at.start, at.end).includes(from);
}

function isFound({ at, from, to, rules }: Fault, { file, text, analyse }: Place): boolean {
  const start = at.start + text.slice(at.start, at.end).indexOf(from);
  // A key without quotes may be no name any more.
  const written = /^["'<]/.test(text.slice(at.start)) || text[start - 1] === '"' ? to : JSON.stringify(to);
  const changed = text.slice(0, start) + written + text.slice(start + from.length);
  const place = { file, start: at.start, end: at.end + written.length - from.length };
  return analyse(changed).some(({ rule, range }) => rules.includes(rule) && overlap(place, range));
}

function overlap(a: { file: string; start: number; end: number }, b: { file: string; start: number; end: number }) {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

function described({ name, from, to }: Fault, { file, text }: Place): string {
  return `${file}:${text.slice(0, text.indexOf(from)).split('\n').length} ${name}: ${from} -> ${to}`;
}
