import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { textAt } from '../support/analyse.ts';
import { SURFACES, type SurfaceName, type Written, write } from '../support/surfaces.ts';

const examples = rules.flatMap((rule) =>
  rule.examples
    .filter((example) => example.surface === 'json' && rule.id !== 'policy/duplicate-key')
    .map((example) => [rule.id, example.invalid ?? example.valid!] as const),
);

/** What is found, by rule and by the string that it stands at, whatever the surface's quoting. */
function found({ text, report }: Written): string[] {
  return report.findings
    .map((finding) => `${finding.severity} ${finding.rule} at ${plain(textAt(text, finding))}`)
    .sort();
}

function plain(source: string): string {
  const bare = source.replace(/^\\?"|\\?"$/g, '').replaceAll('$${', '${');
  if (bare.startsWith('[')) return bare.replace(/[\s\\]/g, '');
  return ARGUMENTS[bare] ?? bare;
}

/** What a policy document calls it. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  resources: 'Resource',
  not_actions: 'NotAction',
  statement: '{',
  'data "aws_iam_policy_document" "trust': '{',
};

describe('one policy, every surface: the same findings at the same text', () => {
  it.each(examples)('%s: %s', (_, text) => {
    const policy = JSON.parse(text) as Parameters<typeof write>[0];
    const byJson = found(write(policy, 'json')!);
    for (const surface of SURFACES.slice(1)) {
      const written = write(policy, surface);
      if (written) expect([surface, found(written)]).toEqual([surface, byJson]);
    }
  });
});

describe('one policy, every surface: the same verdict', () => {
  it.each(examples)('%s: %s', (_, text) => {
    const policy = JSON.parse(text) as Parameters<typeof write>[0];
    const verdicts = SURFACES.map((surface) => [surface, write(policy, surface)] as const)
      .filter((pair): pair is readonly [SurfaceName, Written] => pair[1] !== undefined)
      .map(([, { report }]) => `${report.roles[0]!.verdict}: ${report.roles[0]!.summary}`);
    expect(new Set(verdicts).size).toBe(1);
  });
});

it('names the surface of each role', () => {
  const [, text] = examples.find(([id]) => id === 'oidc/nobody')!;
  const policy = JSON.parse(text) as Parameters<typeof write>[0];
  for (const surface of SURFACES) expect(write(policy, surface)!.report.roles[0]!.surface).toBe(surface);
});
