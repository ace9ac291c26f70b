/**
 * Runs the tests of the rules in a worker, and ends at the first one that fails. Those that name the mutated rule come first;
 * of the slow ones no others are run.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { collected } from './vitestShim.ts';
import '../../test/rules/examples.test.ts';
import '../../test/rules/failures.test.ts';
import '../../test/rules/fixtures.test.ts';
import '../../test/rules/oidcClaims.test.ts';
import '../../test/rules/peers.test.ts';
import '../../test/surfaces/surfaces.test.ts';
import '../../test/properties/unknowns.test.ts';

const { rule } = workerData as { readonly rule: string };
const names = ({ name }: { readonly name: string }): boolean => rule !== '' && name.includes(` ${rule}`);
const isSlow = ({ name }: { readonly name: string }): boolean =>
  /^ *(one policy|rule examples|example workspaces)/.test(name);
const ordered = [...collected.filter(names), ...collected.filter((test) => !names(test) && !isSlow(test))];

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
