/** Runs the tests of the rules in a worker, and ends at the first one that fails. Those that name the mutated rule come first. */
import { parentPort, workerData } from 'node:worker_threads';
import { collected } from './vitestShim.ts';
import '../../test/rules/examples.test.ts';
import '../../test/rules/fixtures.test.ts';
import '../../test/rules/oidcClaims.test.ts';
import '../../test/rules/peers.test.ts';

const { rule } = workerData as { readonly rule: string };
const names = ({ name }: { readonly name: string }): boolean => name.trimStart().startsWith(`${rule} `);
const ordered = [...collected.filter(names), ...collected.filter((test) => !names(test))];

function firstFailure(): string | undefined {
  for (const { name, run } of ordered) {
    try {
      run();
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return undefined;
}

parentPort!.postMessage({ tests: ordered.length, failure: firstFailure() });
