/** Steps in the workbench, one after another: each leaves a picture, and a failed one ends the run, since what follows builds on it. */
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{title: string, image?: string, work: () => Promise<unknown>}} Step */

/**
 * @param {Step[]} list
 * @param {object} options
 * @param {string} options.shots  the folder for the pictures
 * @param {(shot: string, image: string) => void} [options.keepImage]  for those that the documentation shows
 * @returns {Promise<('passed' | 'failed' | 'skipped')[]>}
 */
export async function runSteps(list, { page, shots, keepImage }) {
  fs.rmSync(shots, { recursive: true, force: true });
  fs.mkdirSync(shots, { recursive: true });
  const results = [];
  for (const [index, { title, image, work }] of list.entries()) {
    if (results.includes('failed')) {
      results.push('skipped');
      console.log(`skipped ${title}`);
      continue;
    }
    const start = performance.now();
    try {
      await work();
      results.push('passed');
      console.log(`passed  ${title} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      results.push('failed');
      console.log(`failed  ${title}\n${error.message}`);
    }
    const shot = path.join(shots, `${String(index + 1).padStart(2, '0')}-${title.replace(/\W+/g, '-')}.png`);
    await page.screenshot({ path: shot });
    if (image && !results.includes('failed')) keepImage?.(shot, image);
  }
  return results;
}

/** Says how many went how; the exit code. */
export function tally(results) {
  const count = (state) => results.filter((result) => result === state).length;
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
  console.log(`${count('passed')} passed, ${count('failed')} failed${skipped}`);
  return count('failed') > 0 ? 1 : 0;
}

/** Where the text stands, as the editor counts: line and column from 1. */
export function position(file, text, behind = '') {
  const content = fs.readFileSync(file, 'utf8');
  const offset = content.indexOf(text, content.indexOf(behind));
  if (offset < 0) throw new Error(`${file} does not hold ${text}`);
  const before = content.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1).length + 1 };
}
