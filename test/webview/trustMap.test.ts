/** The page of the trust map as it ships, in a browser, with maps that the server made. Run `npm run build` first. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MapMessage } from '../../client/src/views/trustMapMessages.ts';
import { TRUST_MAP, type TrustMapResult } from '../../server/src/protocol.ts';
import { Folder, TestClient } from '../lsp/support.ts';
import { Browser, type Page } from './browser.ts';
import { FIVE, FIVE_HUNDRED } from './samples.ts';
import { THEMES } from './themes.ts';

const started = await startBrowser();
const maps = new Map<string, MapMessage>();
let page: Page;

async function startBrowser(): Promise<Browser | undefined> {
  if (!existsSync(path.resolve(import.meta.dirname, '../../dist/trustMap.js')))
    throw new Error('dist/ is empty: run `npm run build` first');
  const found = await Browser.start();
  if (typeof found !== 'string') return found;
  if (process.env['CI'] === 'true') throw new Error(`there is no browser: ${found}`);
  console.warn(`\nThe tests of the trust map in a browser DID NOT RUN: ${found}\n`);
  return undefined;
}

describe.skipIf(!started)('the page of the trust map', () => {
  const browser = started!;

  beforeAll(async () => {
    maps.set('five', await mapOf(FIVE));
    maps.set('five hundred', await mapOf(FIVE_HUNDRED));
  }, 60_000);
  afterAll(() => browser.stop());
  beforeEach(async () => {
    page = await browser.open('dark');
  });
  afterEach(async () => {
    expect(await page.evaluate('violations')).toEqual([]);
    expect(browser.outside).toEqual([]);
    await page.close();
  });

  describe.each(Object.keys(THEMES))('in %s', (theme) => {
    beforeEach(async () => {
      await page.close();
      page = await browser.open(theme);
    });

    it.each(['five', 'five hundred'])('has no fault that axe finds, of %s roles as a graph', async (size) => {
      await show(size);
      await page.locator('.node [role=button]').first().focus();
      expect(await faults()).toEqual([]);
    });

    it('has no fault that axe finds as a table', async () => {
      await show('five');
      await page.getByRole('button', { name: 'Table' }).click();
      expect(await faults()).toEqual([]);
    });

    it('shows every verdict in a colour that stands out, and with a sign of its own', async () => {
      await show('five');
      const signs = await page.evaluate<{ colour: string; shape: string }[]>(
        `[...document.querySelectorAll('#verdicts .sign .fill')].map((sign) => ({
          colour: getComputedStyle(sign).fill, shape: sign.getAttribute('d') }))`,
      );
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(signs.length).toBe(7);
      expect(signs.filter(({ colour }) => contrast(colour, background) < 3)).toEqual([]);
      expect(new Set(signs.map(({ shape }) => shape)).size).toBe(7);
    });
  });

  it('draws five roles with what they accept', async () => {
    await show('five');
    expect(await status()).toBe('5 roles. Without 1 role that no web identity can assume.');
    expect([await node('issuer').count(), await node('role').count()]).toEqual([2, 5]);
    expect(await names('role')).toContain(
      'role aws_iam_role.deploy: exact, issuer GitHub Actions, subjects a workflow of repository acme/api: branch main; ' +
        'a workflow of repository acme/api: environment production, in main.tf:2',
    );
    expect(await page.locator('.edge').count()).toBe((await node('subject').count()) + 6);
  });

  it('walks by keyboard and opens the source', async () => {
    await show('five');
    await page.locator('#save-json').focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^issuer /);
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toMatch(/^subject /);
    await page.keyboard.press('ArrowRight');
    const role = await focused();
    expect(role).toMatch(/^role /);
    await page.keyboard.press('ArrowDown');
    const next = await focused();
    expect(next).toMatch(/^role /);
    expect(next).not.toBe(role);
    await page.keyboard.press('Enter');
    const title = /^role ([^:]+):/.exec(next)![1];
    const id = maps.get('five')!.map.roles.find((one) => one.title === title)!.id;
    expect(await lastSent()).toEqual({ kind: 'open', id });
    await page.keyboard.press('Tab');
    expect(await focused()).not.toMatch(/^role /);
  });

  it('shows where the focus is, and says in full what has it', async () => {
    await show('five');
    await node('role').first().focus();
    const ring = `getComputedStyle(document.activeElement.querySelector('.ring')).stroke`;
    expect(await page.evaluate(ring)).toBe('rgb(0, 120, 212)');
    expect(await page.locator('#details').textContent()).toBe(await focused());
  });

  it('filters by text, issuer and verdict', async () => {
    await show('five');
    await page.locator('#text').fill('acme/api');
    expect(await names('role')).toHaveLength(1);
    expect(await status()).toContain('1 of 5 roles.');
    await page.locator('#text').fill('nothing like this');
    expect(await status()).toContain('0 of 5 roles.');
    await page.locator('#text').fill('');
    await page.locator('#issuer').selectOption({ label: 'GitLab.com CI/CD' });
    expect(await names('issuer')).toEqual([expect.stringContaining('GitLab.com')]);
    await page.locator('#issuer').selectOption({ label: 'all' });
    await page.getByRole('checkbox', { name: /^anyone/ }).click();
    expect(await status()).toContain('4 of 5 roles.');
    expect((await names('role')).join()).not.toContain('anyone');
  });

  it('groups five hundred roles, opens a group by parts and closes it', async () => {
    await show('five hundred');
    expect(await status()).toContain('500 roles.');
    const before = await page.locator('.node').count();
    expect(before).toBeLessThan(60);
    const group = node('subjects.exact').first();
    expect(await group.getAttribute('aria-expanded')).toBe('false');
    await group.focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toMatch(/^subject /);
    expect(await page.locator('.node').count()).toBeGreaterThan(before + 20);
    await page.getByRole('button', { name: 'Close groups' }).click();
    expect(await page.locator('.node').count()).toBe(before);
  });

  it('finds one of five hundred', async () => {
    await show('five hundred');
    await page.locator('#text').fill('service-123 ');
    expect(await names('role')).toEqual([expect.stringContaining('role aws_iam_role.service_123:')]);
  });

  it('has all five hundred in the table, and opens what is clicked', async () => {
    await show('five hundred');
    await page.getByRole('button', { name: 'Table' }).click();
    expect(await page.locator('tbody tr').count()).toBe(500);
    await page.getByRole('button', { name: 'aws_iam_role.service_77', exact: true }).click();
    const id = maps.get('five hundred')!.map.roles.find(({ title }) => title === 'aws_iam_role.service_77')!.id;
    expect(await lastSent()).toEqual({ kind: 'open', id });
  });

  it('follows changes, and leaves the focus and the filter where they are', async () => {
    await show('five');
    await page.getByRole('checkbox', { name: /^anyone/ }).click();
    await node('role').nth(1).focus();
    const before = await focused();
    const { map, files } = maps.get('five')!;
    const roles = map.roles.filter(({ verdict }) => verdict !== 'nobody');
    await send({ kind: 'map', map: { ...map, roles }, files });
    expect(await status()).toContain('3 of 4 roles.');
    expect(await focused()).toBe(before);
  });

  it('is as it was when it is shown again', async () => {
    await show('five');
    await page.locator('#text').fill('acme/api');
    await page.evaluate('location.reload()');
    await page.locator('#status', { hasText: 'Reading' }).waitFor();
    await show('five');
    expect(await status()).toContain('1 of 5 roles.');
  });

  it('says that there is nothing to draw', async () => {
    const map: TrustMapResult = { issuers: [], subjects: [], roles: [], edges: [], notFederated: 2 };
    await send({ kind: 'map', map, files: {} });
    expect(await status()).toBe('No role here trusts a web identity. Without 2 roles that no web identity can assume.');
    expect(await faults()).toEqual([]);
  });

  it('saves an SVG that stands by itself', async () => {
    await show('five');
    await page.getByRole('button', { name: 'SVG' }).click();
    const { text } = await lastSent<{ text: string }>();
    expect(text).not.toMatch(/var\(|class=|<script|href=/);
    const parsed = await page.evaluate<{ root: string; texts: number; fault: boolean }>(
      `(() => {
        const parsed = new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml');
        const fault = parsed.querySelector('parsererror') !== null;
        return { root: parsed.documentElement.namespaceURI, texts: parsed.querySelectorAll('text').length, fault };
      })()`,
    );
    expect(parsed).toEqual({ root: 'http://www.w3.org/2000/svg', texts: expect.any(Number), fault: false });
    expect(parsed.texts).toBeGreaterThan(10);
    expect(text).toContain('<title>role aws_iam_role.open: anyone, issuer GitHub Actions');
  });

  it('saves a PNG', async () => {
    await show('five');
    await page.getByRole('button', { name: 'PNG' }).click();
    await page.evaluate(`new Promise((resolve) => {
      const look = () => (sent.at(-1).format === 'png' ? resolve() : setTimeout(look, 5));
      look();
    })`);
    const { base64 } = await lastSent<{ base64: string }>();
    const content = Buffer.from(base64, 'base64');
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    const svgWidth = await page.evaluate<number>(`document.querySelector('#graph svg').viewBox.baseVal.width`);
    expect(content.readUInt32BE(16)).toBe(Math.ceil(svgWidth * 2));
  });

  it('leaves the data to the editor', async () => {
    await show('five');
    await page.getByRole('button', { name: 'JSON' }).click();
    expect(await lastSent()).toEqual({ kind: 'save', format: 'json' });
  });

  it('zooms by key, and back', async () => {
    await show('five');
    await node('role').first().focus();
    const width = (): Promise<number> => page.evaluate(`document.querySelector('#graph svg').width.baseVal.value`);
    const before = await width();
    await page.keyboard.press('-');
    expect(await width()).toBeLessThan(before);
    await page.keyboard.press('0');
    expect(await width()).toBe(before);
  });
});

/** What the server says of a folder with these files. */
async function mapOf(texts: Readonly<Record<string, string>>): Promise<MapMessage> {
  const folder = new Folder();
  const client = await TestClient.start();
  try {
    for (const [name, text] of Object.entries(texts)) folder.write(name, text);
    const names = Object.keys(texts);
    const map = await client.request<TrustMapResult>(TRUST_MAP, { files: names.map((name) => folder.uri(name)) });
    return { kind: 'map', map, files: Object.fromEntries(names.map((name) => [folder.uri(name), name])) };
  } finally {
    await client.stop();
    folder.dispose();
  }
}

const show = (size: string): Promise<void> => send(maps.get(size)!);
const send = (message: MapMessage): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    addEventListener('message', () => resolve(), { once: true });
    postMessage(${JSON.stringify(message)}, '*');
  })`);
const node = (kind: string) => page.locator(`.node.${kind} [role=button]`);
const status = (): Promise<string | null> => page.locator('#status').textContent();
const lastSent = <Message = unknown>(): Promise<Message> => page.evaluate('sent.at(-1)');
const focused = (): Promise<string> => page.evaluate(`document.activeElement.getAttribute('aria-label') ?? ''`);
const names = (kind: string): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.node.${kind} [role=button]')].map((element) => element.getAttribute('aria-label'))`,
  );

/** What axe complains about: rule and elements. */
async function faults(): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ').slice(0, 300)))`,
  );
}

/** After WCAG 2: from 1 to 21. Colours as a browser computes them. */
function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const scale = colour.startsWith('color(') ? 1 : 255;
  const [red, green, blue] = colour
    .match(/-?[\d.]+/g)!
    .map((part) => Number(part) / scale)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
