/** What a person does in the workbench, by keyboard; every function waits until the screen shows that it was done. */

const PATIENCE_MS = 30_000;

export function keyboard(page) {
  page.setDefaultTimeout(PATIENCE_MS);
  const { keyboard: keys } = page;
  const quickInput = page.locator('.quick-input-widget input').first();
  const quickRow = (text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  const self = {
    press: (key) => keys.press(key),

    async openFile(name, shows) {
      await keys.press('Control+P');
      await quickInput.fill(name);
      await quickRow(name.split('/').at(-1)).waitFor();
      await keys.press('Enter');
      await self.line(shows).waitFor();
    },

    /** Line and column count from 1, as the editor shows them. */
    async goTo(line, column) {
      await keys.press('Control+G');
      await quickInput.fill(`:${line}:${column}`);
      await keys.press('Enter');
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    },

    async command(title) {
      await keys.press('F1');
      await quickInput.fill(`>${title}`);
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

    async quickFixes(text) {
      await keys.press('Control+.');
      await page.locator('.action-widget .monaco-list-row', { hasText: text }).first().waitFor();
    },

    /** Chooses in an open list by typing what it says, as with any list of the editor. */
    async choose(text) {
      await page.locator('.action-widget .monaco-list-row.focused', { hasText: text }).waitFor();
      await keys.press('Enter');
    },

    /** Says yes to the notification that holds `text`. */
    async accept(text) {
      await self.toast(text).waitFor();
      await keys.press('Control+Shift+A');
    },

    line: (text) => page.locator('.editor-instance .view-line', { hasText: text }).first(),
    squiggle: (kind = 'error') => page.locator(`.monaco-editor .squiggly-${kind}`).first(),
    toast: (text) => page.locator('.notification-toast', { hasText: text }).first(),
    problem: (text) => page.locator('.markers-panel .monaco-list-row', { hasText: text }).first(),
  };
  return self;
}
