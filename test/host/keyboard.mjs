/** What a person does in the workbench, by keyboard; every function waits until the screen shows that it was done. */

const PATIENCE_MS = 30_000;
const KEY_PATIENCE_MS = 2_000;

const yes = () => true;
const no = () => false;

export function keyboard(page) {
  page.setDefaultTimeout(PATIENCE_MS);
  const { keyboard: keys } = page;
  const quickInput = page.locator('.quick-input-widget input').first();
  /** The row that Enter would take; the list still shows older rows while it filters. */
  const chosenRow = (...texts) =>
    texts.reduce((row, hasText) => row.filter({ hasText }), page.locator('.quick-input-list .monaco-list-row.focused'));

  /** A key that the workbench is not ready for is lost, so it is pressed again until its effect shows. */
  const pressUntil = async (press, effect) => {
    for (const giveUp = Date.now() + PATIENCE_MS; Date.now() < giveUp; ) {
      await press();
      const shown = effect.waitFor({ timeout: KEY_PATIENCE_MS });
      if (await shown.then(yes, no)) return;
    }
    await effect.waitFor({ timeout: KEY_PATIENCE_MS }); // throws, and says what it waited for
  };
  const showHover = async () => {
    await keys.press('Control+K');
    await keys.press('Control+I');
  };
  const openQuickInput = async (key, text) => {
    await pressUntil(() => keys.press(key), quickInput);
    await quickInput.fill(text);
  };

  const self = {
    press: (key) => keys.press(key),

    async openFile(name) {
      await openQuickInput('Control+P', name);
      await chosenRow(...name.split('/')).waitFor();
      await keys.press('Enter');
      await self.shows(name.split('/').at(-1));
    },

    /** The file is in front, with its text and not with an error. */
    async shows(name) {
      await page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
      await page.locator('.editor-instance .view-line').first().waitFor();
    },

    /** Line and column count from 1, as the editor shows them. */
    async goTo(line, column) {
      await openQuickInput('Control+G', `:${line}:${column}`);
      await keys.press('Enter');
      await quickInput.waitFor({ state: 'hidden' });
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    },

    /** Moves to the text in the file in front, which draws only the lines that fit into the window. */
    async find(text) {
      const field = page.locator('.find-widget.visible .find-part textarea').first();
      await pressUntil(() => keys.press('Control+F'), field);
      await field.fill(text);
      await self.line(text).waitFor();
      await keys.press('Escape');
    },

    async command(title) {
      await openQuickInput('F1', `>${title}`);
      await chosenRow(title).waitFor();
      await keys.press('Enter');
    },

    /** Takes a row of the list that a command shows. */
    async pick(text) {
      await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
      await quickInput.fill(text);
      await chosenRow(text).waitFor();
      await keys.press('Enter');
    },

    /** Types into the box that a command shows, which says `prompt`. */
    async enter(prompt, text) {
      await page.locator('.quick-input-widget', { hasText: prompt }).first().waitFor();
      await quickInput.fill(text);
      await keys.press('Enter');
    },

    /** Takes the path that the editor's own dialog for files, which has a title, offers. */
    async confirmPath(title, name) {
      await page.locator('.quick-input-widget', { hasText: title }).first().waitFor();
      await page.waitForFunction(
        ([selector, end]) => document.querySelector(selector)?.value.endsWith(end),
        ['.quick-input-widget input', name],
      );
      await keys.press('Enter');
    },

    /** The hover at the cursor, holding `text`. */
    hover: (text) => pressUntil(showHover, page.locator('.monaco-hover', { hasText: text }).first()),

    /** Into the hover that is open, on to its link, and down that. */
    async followHoverLink(text) {
      await showHover();
      const link = page.locator('.monaco-hover a', { hasText: text }).first();
      await link.focus();
      await keys.press('Enter');
    },

    quickFixes: (text) =>
      pressUntil(
        () => keys.press('Control+.'),
        page.locator('.action-widget .monaco-list-row', { hasText: text }).first(),
      ),

    /** The list of completions at the cursor, with `text` as the one that Enter takes. */
    suggestions: (text) =>
      pressUntil(
        () => keys.press('Control+Space'),
        page.locator('.suggest-widget .monaco-list-row.focused', { hasText: text }),
      ),

    /** Chooses in an open list by typing what it says, as with any list of the editor. */
    async choose(text) {
      await page.locator('.action-widget .monaco-list-row.focused', { hasText: text }).waitFor();
      await keys.press('Enter');
    },

    /** Presses the first button of the notification that holds `text`. */
    async accept(text) {
      await self.toast(text).waitFor();
      await self.command('Notifications: Accept Notification Primary Action');
    },

    line: (text) => page.locator('.editor-instance .view-line', { hasText: text }).first(),
    squiggle: (kind = 'error') => page.locator(`.monaco-editor .squiggly-${kind}`).first(),
    toast: (text) => page.locator('.notification-toast', { hasText: text }).first(),
    lens: (...texts) =>
      texts.reduce((found, hasText) => found.filter({ hasText }), page.locator('.monaco-editor .codelens-decoration')),

    /** What a page of ours shows, in the frames that VS Code puts it into. */
    inPage: (selector, text) =>
      page.frameLocator('iframe.webview').frameLocator('iframe').locator(selector, { hasText: text }).first(),

    problem: (...texts) =>
      texts
        .reduce((found, hasText) => found.filter({ hasText }), page.locator('.markers-panel .monaco-list-row'))
        .first(),
  };
  return self;
}
