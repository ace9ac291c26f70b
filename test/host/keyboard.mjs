/** What a person does in the workbench, by keyboard; every function waits until the screen shows that it was done. */

const PATIENCE_MS = 30_000;
const KEY_PATIENCE_MS = 2_000;

export function keyboard(page) {
  page.setDefaultTimeout(PATIENCE_MS);
  const { keyboard: keys } = page;
  const quickInput = page.locator('.quick-input-widget input').first();
  const quickRow = (text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  /** A key that the workbench is not ready for is lost, so it is pressed again until the input shows. */
  const openQuickInput = async (key, text) => {
    for (let left = PATIENCE_MS / KEY_PATIENCE_MS; ; left--) {
      await keys.press(key);
      const shown = quickInput.waitFor({ timeout: KEY_PATIENCE_MS });
      if (left <= 1) await shown;
      else if (
        !(await shown.then(
          () => true,
          () => false,
        ))
      )
        continue;
      return quickInput.fill(text);
    }
  };

  const self = {
    press: (key) => keys.press(key),

    async openFile(name) {
      await openQuickInput('Control+P', name);
      await quickRow(name.split('/').at(-1)).waitFor();
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

    async command(title) {
      await openQuickInput('F1', `>${title}`);
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
      await keys.press('Enter');
    },

    /** The hover at the cursor, holding `text`. */
    async hover(text) {
      await keys.press('Control+K');
      await keys.press('Control+I');
      const hover = page.locator('.monaco-hover', { hasText: text }).first();
      await hover.waitFor();
      return hover;
    },

    /** Into the hover that is open, on to its link, and down that. */
    async followHoverLink(text) {
      await keys.press('Control+K');
      await keys.press('Control+I');
      const link = page.locator('.monaco-hover a', { hasText: text }).first();
      await link.focus();
      await keys.press('Enter');
    },

    async quickFixes(text) {
      await keys.press('Control+.');
      await page.locator('.action-widget .monaco-list-row', { hasText: text }).first().waitFor();
    },

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
    problem: (text) => page.locator('.markers-panel .monaco-list-row', { hasText: text }).first(),
  };
  return self;
}
