/** The page of the trust map in a Chromium, with a stand-in for what VS Code gives it: its style, its messages, its state. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { trustMapPage } from '../../client/src/views/trustMapPage.ts';
import { ensureVscodeHost, HostUnavailable } from '../../scripts/vscodeHost.mjs';
import { THEMES } from './themes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ORIGIN = 'http://trust-map.test';
const NONCE = 'bm9uY2U=';

interface Locator {
  count(): Promise<number>;
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  focus(): Promise<void>;
  first(): Locator;
  nth(index: number): Locator;
  selectOption(choice: { label: string }): Promise<unknown>;
  allTextContents(): Promise<string[]>;
  textContent(): Promise<string | null>;
  getAttribute(name: string): Promise<string | null>;
  waitFor(): Promise<void>;
  isVisible(): Promise<boolean>;
  isDisabled(): Promise<boolean>;
}

/** As much of Playwright's page as is used. */
export interface Page {
  locator(selector: string, options?: { hasText: string | RegExp }): Locator;
  getByRole(role: string, options?: { name: string | RegExp; exact?: boolean }): Locator;
  readonly keyboard: { press(key: string): Promise<void> };
  /** Runs an expression in the page; the editor's rules for scripts do not hold for it. */
  evaluate<Result>(expression: string): Promise<Result>;
  screenshot(options: { path: string }): Promise<unknown>;
  goto(url: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
  addInitScript(script: { content: string }): Promise<void>;
  route(
    matches: (url: URL) => boolean,
    answer: (route: {
      request(): { url(): string };
      fulfill(response: { body: string; contentType: string }): Promise<void>;
      abort(): Promise<void>;
    }) => Promise<void>,
  ): Promise<void>;
}

interface Playwright {
  readonly chromium: { launchPersistentContext(folder: string, options: object): Promise<Context> };
}

export class Browser {
  readonly #context: Context;
  readonly #home: string;
  /** What the page asked for beside its own files. */
  readonly outside: string[] = [];

  private constructor(context: Context, home: string) {
    this.#context = context;
    this.#home = home;
  }

  /** The reason in a sentence, where there is no Chromium here. */
  static async start(): Promise<Browser | string> {
    const host = await ensureVscodeHost({ log: console.log }).catch((error: unknown) => {
      if (error instanceof HostUnavailable) return error.message;
      throw error;
    });
    if (typeof host === 'string') return host;
    const home = mkdtempSync(path.join(os.tmpdir(), 'oidc-page-'));
    const context = await (host.playwright as Playwright).chromium.launchPersistentContext(home, {
      executablePath: host.chromium,
      env: { ...process.env, HOME: home, TMPDIR: home, ...host.chromiumEnv },
      headless: true,
      viewport: { width: 1280, height: 800 },
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
        '--host-resolver-rules=MAP * ~NOTFOUND',
      ],
    });
    const browser = new Browser(context, home);
    await browser.#serve();
    return browser;
  }

  /** A new page, which has said that it is ready. */
  async open(theme: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(`${ORIGIN}/?${new URLSearchParams({ theme })}`);
    await page.evaluate(`new Promise((resolve) => {
      const look = () => (sent.some(({ kind }) => kind === 'ready') ? resolve() : setTimeout(look, 5));
      look();
    })`);
    return page;
  }

  async stop(): Promise<void> {
    await this.#context.close();
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  async #serve(): Promise<void> {
    await this.#context.addInitScript({ content: standIn() });
    await this.#context.route(
      (url) => /^(https?|wss?):$/.test(url.protocol),
      async (route) => {
        const { origin, pathname } = new URL(route.request().url());
        const answer = origin === ORIGIN ? fileAt(pathname) : undefined;
        if (answer) return route.fulfill(answer);
        if (pathname !== '/favicon.ico') this.outside.push(route.request().url());
        return route.abort();
      },
    );
  }
}

function fileAt(pathname: string): { body: string; contentType: string } | undefined {
  const built = (name: string): string => readFileSync(path.join(root, 'dist', name), 'utf8');
  switch (pathname) {
    case '/':
      return {
        contentType: 'text/html',
        body: trustMapPage({ script: '/trustMap.js', style: '/trustMap.css', styleSource: ORIGIN, nonce: NONCE }),
      };
    case '/trustMap.js':
      return { contentType: 'text/javascript', body: built('trustMap.js') };
    case '/trustMap.css':
      return { contentType: 'text/css', body: built('trustMap.css') };
    default:
      return undefined;
  }
}

/** What VS Code does before a page's script runs. `sent` are the messages of the page, `violations` what its own rules stopped. */
function standIn(): string {
  return `
    window.sent = [];
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => sent.push(message),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    });
    addEventListener('DOMContentLoaded', () => {
      const themes = ${JSON.stringify(THEMES)};
      const { className, colours } = themes[new URLSearchParams(location.search).get('theme')];
      document.body.className = className;
      for (const [name, colour] of Object.entries(colours))
        document.documentElement.style.setProperty('--vscode-' + name, colour);
    });`;
}
