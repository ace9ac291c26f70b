/** What IAM takes as a trust policy, whatever it says. */
import { AWS, type Fact } from './sources.ts';

/** Characters of a role's trust policy, white space not counted. */
export const trustPolicySize: Fact & { readonly standard: number; readonly highest: number } = {
  standard: 2048,
  highest: 8192,
  mark: 'S',
  source: AWS.quotas,
};

/** The characters of a policy document: U+0009, U+000A, U+000D and U+0020 to U+00FF. */
export const policyCharacters: Fact & { readonly last: number } = { last: 0xff, mark: 'S', source: AWS.quotas };

export const policyVersions: Fact & { readonly current: string; readonly old: string } = {
  current: '2012-10-17',
  old: '2008-10-17',
  mark: 'S',
  source: AWS.grammar,
};
