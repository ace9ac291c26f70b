/** Loaded by the extension host, which awaits run(). Results also go to a file: from a remote host the console does not arrive. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

interface Result {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms?: number;
  readonly error?: string;
}

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // Only now, since describe() exists from here on.
  await import('./access.test.ts');
  await import('./activation.test.ts');
  await import('./assistant.test.ts');
  await import('./convert.test.ts');
  await import('./createTrust.test.ts');
  await import('./diagnostics.test.ts');
  await import('./difference.test.ts');
  await import('./fixes.test.ts');
  await import('./hover.test.ts');
  await import('./navigation.test.ts');
  await import('./workspace.test.ts');

  const results: Result[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed', ms: test.duration ?? 0 }));
    runner.on('pending', (test) => results.push({ title: test.fullTitle(), state: 'skipped' }));
    runner.on('fail', (test, error: Error) => {
      results.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? String(error) });
    });
  });
  const file = process.env['OIDC_TRUST_TEST_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed`);
}
