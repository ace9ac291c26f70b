/** What people mostly call the parts of a subject. */

/** Names that are likely for a part; the first that fits is taken. */
export const USUAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  branch: ['main'],
  ref: ['refs/heads/main', 'main'],
  'branch or tag': ['main'],
  tag: ['v1.0.0', 'v1'],
  'pull request ref': ['1/merge'],
  environment: ['production', 'prod'],
  namespace: ['default'],
  'service account': ['app'],
  commit: ['1da177e4c3f4'],
  phase: ['apply'],
  stack: ['prod'],
  workspace: ['prod'],
};
