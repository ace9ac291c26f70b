/**
 * How long it takes to judge a subject that has just been changed, with the provider's grammar already compiled, and how
 * long the compilation takes. Run: `npx tsx bench/subjects.ts`.
 */
import { compileSubjects } from '../server/src/core/access/subjectGrammar.ts';
import { judgePattern, whyNobody } from '../server/src/core/access/subjects.ts';
import eks from '../server/src/core/oidc/catalogue/eks.ts';
import githubActions from '../server/src/core/oidc/catalogue/github-actions.ts';
import gitlabCom from '../server/src/core/oidc/catalogue/gitlab-com.ts';
import type { Provider } from '../server/src/core/oidc/provider.ts';

const ROUNDS = 300;

const CASES: readonly (readonly [provider: Provider, text: string])[] = [
  [githubActions, 'repo:acme/api-N:ref:refs/heads/main'],
  [githubActions, 'repo:acme/api-N:*'],
  [githubActions, 'repo:acme-N/*'],
  [githubActions, 'repo:acme-N*/*'],
  [githubActions, 'repo:*/api-N:*'],
  [githubActions, '*'],
  [gitlabCom, 'project_path:acme/api-N:ref_type:branch:ref:*'],
  [gitlabCom, 'project_path:acme-N/*'],
  [eks, 'system:serviceaccount:ns-N:*'],
];
const FAULTS: readonly (readonly [provider: Provider, text: string])[] = [
  [githubActions, 'repo:acme/api-N:ref:refs/head/main'],
  [gitlabCom, 'project_path:acme/api-N:ref_type:branch:ref:refs/heads/main'],
  [eks, 'system:serviceaccounts:ns-N:app'],
];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function measure(run: (text: string) => unknown, text: string): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    run(text.replace('N', String(round)));
    times.push(performance.now() - start);
  }
  return median(times);
}

for (const provider of [githubActions, gitlabCom, eks]) {
  const start = performance.now();
  const { forms } = compileSubjects(provider);
  const states = forms.reduce((sum, { nfa }) => sum + nfa.sets.length, 0);
  console.log(`compile ${provider.id}: ${(performance.now() - start).toFixed(1)} ms, ${states} states`);
}
for (const [provider, text] of CASES) {
  const time = measure((value) => judgePattern(provider, { text: [value], wildcards: true, ignoresCase: false }), text);
  console.log(`judge ${text}: ${time.toFixed(3)} ms`);
}
for (const [provider, text] of FAULTS) {
  const time = measure(
    (value) => whyNobody(provider, { text: [value], wildcards: true, ignoresCase: false }, { forms: 'default' }),
    text,
  );
  console.log(`why nobody ${text}: ${time.toFixed(3)} ms`);
}
