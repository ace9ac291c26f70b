/** What the words say of a pattern is read back, and compared with the pattern over many subjects. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from '../../server/src/core/access/glob.ts';
import { judgePattern } from '../../server/src/core/access/subjects.ts';
import eks from '../../server/src/core/oidc/catalogue/eks.ts';
import github from '../../server/src/core/oidc/catalogue/github-actions.ts';
import gitlab from '../../server/src/core/oidc/catalogue/gitlab-com.ts';
import type { Provider } from '../../server/src/core/oidc/provider.ts';
import { literal } from '../../server/src/core/value/text.ts';
import '../support/seed.ts';

/** A subject, and what its parts are by name. */
interface Made {
  readonly subject: string;
  readonly parts: ReadonlyMap<string, string>;
}

const NAMES = ['a', 'b', 'ab', 'ba', 'aba', 'a-b', 'main', 'domain'];
const PATHS = [...NAMES, 'a/b', 'b/main', 'a/main/b'];

const made: ReadonlyMap<Provider, readonly Made[]> = new Map<Provider, readonly Made[]>([
  [
    github,
    NAMES.flatMap((owner) =>
      NAMES.flatMap((repository) => [
        ...PATHS.flatMap((branch) => [
          make(`repo:${owner}/${repository}:ref:refs/heads/${branch}`, { owner, repository, branch }),
          make(`repo:${owner}/${repository}:ref:refs/tags/${branch}`, { owner, repository, tag: branch }),
          make(`repo:${owner}/${repository}:environment:${branch}`, { owner, repository, environment: branch }),
        ]),
        make(`repo:${owner}/${repository}:pull_request`, { owner, repository, pull_request: '' }),
      ]),
    ),
  ],
  [
    gitlab,
    NAMES.flatMap((group) =>
      ['', ...NAMES.slice(0, 4), 'a/b'].flatMap((subgroups) =>
        NAMES.flatMap((project) =>
          ['branch', 'tag'].flatMap((kind) =>
            NAMES.map((ref) =>
              make(`project_path:${group}${subgroups && `/${subgroups}`}/${project}:ref_type:${kind}:ref:${ref}`, {
                group,
                project,
                'branch or tag': ref,
                [kind]: ref,
                ...(subgroups ? { subgroups: `/${subgroups}` } : {}),
              }),
            ),
          ),
        ),
      ),
    ),
  ],
  [
    eks,
    NAMES.slice(0, 6).flatMap((namespace) =>
      NAMES.slice(0, 6).map((account) =>
        make(`system:serviceaccount:${namespace}:${account}`, { namespace, 'service account': account }),
      ),
    ),
  ],
]);

function make(subject: string, parts: Readonly<Record<string, string>>): Made {
  return { subject, parts: new Map(Object.entries(parts)) };
}

/** Whether the words are true of a subject: what is said of its place, and one of the situations. */
function isDescribed(sentence: string, { parts }: Made): boolean {
  const [whole, situations] = sentence.replace(', as far as the subject matches', '').split(': ');
  const of = whole!.split(' of ').filter((words) => !/^((a|any) (workflow|job)|the cluster)$/.test(words));
  return (
    of.every((words) => isTrue(words, parts)) &&
    (!situations || situations.split(', ').some((words) => isTrue(words, parts)))
  );
}

function isTrue(words: string, parts: Made['parts']): boolean {
  const name = [...parts.keys()].find((part) => new RegExp(`^(any )?${part}( |$)`).test(words));
  if (name === undefined) return false;
  const text = parts.get(name)!;
  const rest = words.replace(/^any /, '').slice(name.length + 1);
  const affixes = /^(?:beginning with "([^"]*)")?(?: and )?(?:ending in "([^"]*)")?$/.exec(rest);
  if (affixes) return text.replace(/^\//, '').startsWith(affixes[1] ?? '') && text.endsWith(affixes[2] ?? '');
  // Where all of the place is one text it is quoted as one: `project a/b`.
  const place = ['owner', 'group', 'subgroups', 'repository', 'project'].flatMap((part) => parts.get(part) ?? []);
  return rest === text || (/^(repository|project) /.test(words) && rest === place.join('/').replace('//', '/'));
}

const cases = fc.constantFrom(...made.keys()).chain((provider) =>
  fc.record({
    // Cases are printed: the name alone.
    id: fc.constant(provider.id),
    example: fc.constantFrom(...made.get(provider)!.map(({ subject }) => subject)),
    edits: fc.array(
      fc.record({
        at: fc.nat(70),
        remove: fc.integer({ min: 0, max: 12 }),
        insert: fc.constantFrom('*', '*', '*', '?', '*a', 'a*', '*/*', '*b*'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 5_000 : 200;

it('describes all that is admitted, and nothing else where it does not say that it is only about some', () => {
  let exact = 0;
  fc.assert(
    fc.property(cases, ({ id, example, edits }) => {
      const [provider, subjects] = [...made].find(([one]) => one.id === id)!;
      const pattern = edits.reduce((before, { at, remove, insert }) => {
        const place = Math.min(at, before.length);
        return before.slice(0, place) + insert + before.slice(place + remove);
      }, example);
      const { sentence } = judgePattern(provider, { text: literal(pattern), wildcards: true, ignoresCase: false });
      // The sentence is about the widest form.
      if (/customised|^any job of project_path/.test(sentence) || sentence.startsWith('no subject')) return;
      const isWide = sentence.endsWith(', as far as the subject matches');
      const wrong = subjects.find((one) => {
        const isAdmitted = matchesGlob(pattern, one.subject);
        const isSaid = isDescribed(sentence, one);
        if (isAdmitted && !isWide) exact++;
        return isAdmitted ? !isSaid : isSaid && !isWide;
      });
      expect(wrong?.subject, `${pattern}: ${sentence}`).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
  expect(exact).toBeGreaterThan(500);
}, 60_000);
