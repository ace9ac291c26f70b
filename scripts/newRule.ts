/**
 * Begins a rule: writes its file, with what is left to do marked as such, and lists it in everything that is generated.
 * `npm run new-rule -- GROUP/NAME [SEVERITY] [--new-group]`
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ruleFile, ruleGroups } from './compileRuleIndex.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SEVERITIES = ['error', 'warning', 'information', 'hint'];
const USAGE = `Usage: npm run new-rule -- GROUP/NAME [${SEVERITIES.join('|')}] [--new-group]`;

class Refusal extends Error {}

function main(): void {
  try {
    const { values, positionals } = parseArgs({
      options: { 'new-group': { type: 'boolean' } },
      allowPositionals: true,
    });
    const [id = '', severity = 'warning', ...more] = positionals;
    if (id === '' || more.length > 0 || !SEVERITIES.includes(severity)) throw new Refusal(USAGE);
    const file = freeFile(id, values['new-group'] === true);
    fs.mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    fs.writeFileSync(path.join(ROOT, file), skeleton(id, severity));
    generate();
    console.log(`\n${file}: replace each TODO, then run \`npx vitest run test/rules\` and \`npm run generate\`.`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Where the rule belongs, if its id can be had. */
function freeFile(id: string, newGroup: boolean): string {
  if (!/^[a-z]+\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    throw new Refusal(`"${id}" is no rule id: write group/name in small letters, the words of the name joined by "-".`);
  const groups = ruleGroups();
  const group = id.slice(0, id.indexOf('/'));
  if (!groups.includes(group) && !newGroup)
    throw new Refusal(`There is no group "${group}", only ${groups.join(', ')}. To begin one, add --new-group.`);
  const file = ruleFile(id);
  if (fs.existsSync(path.join(ROOT, file))) throw new Refusal(`The rule "${id}" is there already: ${file}`);
  return file;
}

function generate(): void {
  const { status } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/generate.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Refusal('The rule is written, but `npm run generate` has failed.');
}

/** Compiles, is listed, finds nothing, and fails the tests line by line until no TODO is left. */
function skeleton(id: string, severity: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `import { defineRule } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** TODO: what it finds, and what is left to other rules. */
export default defineRule({
  id: '${id}',
  severity: '${severity}',
  since: '${version}',
  summary: 'TODO: what is wrong, in one line for lists.',
  fixable: false,
  docs: {
    what: 'TODO: what is wrong, in one sentence.',
    why: 'TODO: what follows from it.',
    fix: 'TODO: what to do.',
    // TODO: take the source from server/src/core/oidc/sources.ts, or add it there.
    sources: [],
  },
  messages: {
    wrong: 'TODO: first what is wrong here, then what follows from it.',
  },
  examples: [
    // TODO: the smallest policy that is wrong, the text that the finding covers, and \`fixed\` if there is a fix.
    { surface: 'json', invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)), at: '"Effect"' },
    // TODO: a similar policy that is right.
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement(_reading, _policy, _context) {
    // TODO: context.report('wrong', place) where the fault is certain; or check a policy, condition or provider instead.
  },
});
`;
}

main();
