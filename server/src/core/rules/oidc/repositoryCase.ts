import { isPositive } from '../../access/reading.ts';
import { GITHUB as GITHUB_SOURCES } from '../../oidc/catalogue/shared/github.ts';
import type { Project } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import { optionsOf } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { isHostedAt, isSameRepository, namedRepository } from '../namedRepository.ts';
import { GITHUB, github } from '../samples.ts';
import { subjectCondition } from '../subjectCondition.ts';
import { subjectFixes } from '../subjectFault.ts';

const IN_REPOSITORY: Partial<Project> = { repository: { host: 'github.com', path: 'Acme/api', jobs: [] } };

/** The repository's own name with other capitals than the git remote has. */
export default defineRule({
  id: 'oidc/repository-case',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The subject has other capitals than the git remote of the repository.',
  fixable: true,
  docs: {
    what: 'The subject names the repository that the policy lies in, with other capitals than the git remote `origin` has.',
    why: 'Git and the web pages of the host do not tell capitals apart, but STS compares letter by letter with the name as the host keeps it. Of two spellings one admits nobody: "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Write the name as the page of the repository shows it.',
    sources: [AWS.conditionOperators, GITHUB_SOURCES.reference],
  },
  messages: {
    differs:
      '"{written}" is "{remote}" in the git remote of this repository. Tokens have the capitals that {issuer} keeps, and {operator} tells them apart: if the remote is right, this value admits nobody{others}.',
  },
  examples: [
    {
      surface: 'json',
      project: IN_REPOSITORY,
      invalid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" }`),
      at: '"repo:acme/api:*"',
      fixed: github(`"StringLike": { "${GITHUB}:sub": "repo:Acme/api:*" }`),
    },
    {
      surface: 'json',
      project: IN_REPOSITORY,
      invalid: github(`"StringEquals": { "${GITHUB}:sub": "repo:Acme@1/API@2:environment:prod" }`),
      at: '"repo:Acme@1/API@2:environment:prod"',
    },
    {
      surface: 'json',
      project: IN_REPOSITORY,
      valid: github(`"StringLike": { "${GITHUB}:sub": ["repo:acme/api:pull_request", "repo:Acme/api:pull_request"] }`),
    },
    {
      surface: 'json',
      project: IN_REPOSITORY,
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/web:pull_request" }`),
    },
    {
      surface: 'json',
      project: { repository: { host: 'gitlab.com', path: 'Acme/api', jobs: [] } },
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:pull_request" }`),
    },
    { surface: 'json', valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:pull_request" }`) },
  ],
  condition(reading, statement, policy, context) {
    const { repository } = context.project;
    if (!repository || statement.effect !== 'Allow') return;
    const subject = subjectCondition(reading, statement);
    if (!subject || !isPositive(subject.operator) || subject.operator.operator.ignoresCase) return;
    if (!isHostedAt(subject, repository)) return;
    const values = reading.condition.values.items.map((value) => ({
      value,
      options: optionsOf(value).map((option) => namedRepository(subject, option)),
    }));
    if (values.some(({ options }) => options.some((named) => named?.path === repository.path))) return;
    for (const { value, options } of values) {
      const [named] = options;
      if (!named || !options.every((option) => option && isSameRepository(option, repository))) continue;
      context.report('differs', value, {
        data: {
          written: named.path,
          remote: repository.path,
          issuer: subject.provider.name,
          operator: subject.operator.canonical,
          others: options.length > 1 ? ', nor does any other that can stand here' : '',
        },
        fixes: () => {
          if (named.hasIds) return [];
          const { start, end } = named;
          const edit = { at: start, remove: end - start, insert: repository.path };
          const repair = { text: undefined, edit, safety: 'review', needsWildcards: false } as const;
          return subjectFixes(policy, reading.condition, value, subject.operator, repair);
        },
      });
    }
  },
});
