/** As much of vitest as the tests of the rules need: the tests are collected, and somebody else runs them. */
import { chai, JestAsymmetricMatchers, JestChaiExpect } from '@vitest/expect';

export interface CollectedTest {
  readonly name: string;
  readonly run: () => unknown;
}

export const collected: CollectedTest[] = [];

chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
export const { expect } = chai;

type Body = (...args: never[]) => unknown;
type Each = (cases: readonly unknown[]) => (name: string, body: Body) => void;

let group = '';

export const it: ((name: string, body: Body) => void) & { each: Each } = Object.assign(
  (name: string, body: Body) => void collected.push({ name: `${group} ${name}`, run: () => body() }),
  { each: eachOf((name, body) => it(name, body)) },
);

export const describe: typeof it = Object.assign(
  (name: string, body: Body): void => {
    const outer = group;
    group = `${group} ${name}`;
    body();
    group = outer;
  },
  { each: eachOf((name, body) => describe(name, body)) },
);

/** The first argument stands for the name's placeholder. */
function eachOf(define: (name: string, body: Body) => void): Each {
  return (cases) => (name, body) => {
    for (const one of cases) {
      const args = (Array.isArray(one) ? one : [one]) as never[];
      define(name.replace('%s', String(args[0])), () => body(...args));
    }
  };
}
