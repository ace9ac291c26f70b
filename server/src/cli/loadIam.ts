/** The one place where the command line loads the AWS SDK: a bundle of its own, dist/aws.js. */
export type Iam = typeof import('../live/iam/index.ts');

export function loadIam(): Promise<Iam> {
  return import('../live/iam/index.ts');
}
