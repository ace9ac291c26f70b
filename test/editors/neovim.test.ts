/** The documented set-up in a real Neovim, where there is one: an old one is pushed its diagnostics. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const version = /^NVIM v(\d+)\.(\d+)/.exec(spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? '');
const isOld = version !== null && Number(version[1]) === 0 && Number(version[2]) < 11;
if (!isOld) console.warn('skipped: no Neovim before 0.11 is installed (Debian: apt-get install neovim)');

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-neovim-'));
  fs.cpSync(path.join(root, 'examples/github-actions'), path.join(folder, 'work'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'bin'));
  const program = `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'dist/cli.js')}" "$@"\n`;
  fs.writeFileSync(path.join(folder, 'bin/oidc-trust'), program, { mode: 0o755 });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Seen {
  readonly codes: readonly string[];
  readonly hover: string;
  readonly line: string;
}

describe.skipIf(!isOld)('Neovim', () => {
  it('shows findings and hovers, and applies a quick fix', () => {
    const seen = drive('github-deploy.tf', 'docs:ref:refs/heads/', 'StringLike');
    expect(seen.codes).toContain('condition/wildcard-literal');
    expect(seen.hover).toContain('sub');
    expect(seen.line).toContain('StringLike');
  }, 60_000);
});

/** Opens a file, waits for findings, hovers at a text, and applies the first fix there whose title holds a text. */
function drive(file: string, text: string, fix: string): Seen {
  const resultFile = path.join(folder, 'seen.json');
  fs.writeFileSync(path.join(folder, 'init.lua'), setUp());
  fs.writeFileSync(path.join(folder, 'drive.lua'), DRIVER);
  const { status, stderr } = spawnSync(
    'nvim',
    ['--headless', '--clean', '-u', path.join(folder, 'init.lua'), '-c', `luafile ${path.join(folder, 'drive.lua')}`],
    {
      cwd: path.join(folder, 'work'),
      encoding: 'utf8',
      timeout: 50_000,
      env: {
        ...process.env,
        PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH']}`,
        HOME: folder,
        DRIVE_FILE: file,
        DRIVE_TEXT: text,
        DRIVE_FIX: fix,
        DRIVE_RESULT: resultFile,
      },
    },
  );
  if (status !== 0 || !fs.existsSync(resultFile)) throw new Error(`nvim ended with ${status}: ${stderr}`);
  return JSON.parse(fs.readFileSync(resultFile, 'utf8')) as Seen;
}

/** As the page for users has it. */
function setUp(): string {
  const page = fs.readFileSync(path.join(root, 'docs/editors.md'), 'utf8');
  const section = page.slice(page.indexOf('## Neovim before 0.11'));
  const block = /```lua\n(.*?)```/s.exec(section)?.[1];
  if (block === undefined) throw new Error('docs/editors.md has no set-up for an old Neovim');
  return block;
}

const DRIVER = `
local env = vim.env
local ok, problem = pcall(function()
  vim.cmd('edit ' .. env.DRIVE_FILE)
  local function await(what, condition)
    if not vim.wait(30000, condition, 50) then error('waited in vain for ' .. what) end
  end
  await('findings', function() return #vim.diagnostic.get(0) > 0 end)
  local codes = vim.tbl_map(function(one) return one.code or one.user_data.lsp.code end, vim.diagnostic.get(0))

  vim.fn.search(env.DRIVE_TEXT, 'w')
  local row = vim.api.nvim_win_get_cursor(0)[1]
  local function ask(method, params)
    for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 10000) or {}) do
      if answer.result then return answer.result end
    end
    error(method .. ' was not answered')
  end

  vim.fn.search(':sub', 'bW', row)
  local hover = ask('textDocument/hover', vim.lsp.util.make_position_params())
  vim.api.nvim_win_set_cursor(0, { row, 0 })
  vim.fn.search(env.DRIVE_TEXT, 'cW')
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, row - 1) }
  local action
  for _, one in ipairs(ask('textDocument/codeAction', params)) do
    if not action and one.title:find(env.DRIVE_FIX, 1, true) then action = one end
  end
  if not action then error('no fix is called ' .. env.DRIVE_FIX) end
  local edit = action.edit or ask('codeAction/resolve', action).edit
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')
  local before = text:sub(1, text:find(env.DRIVE_TEXT, 1, true))
  local seen = { codes = codes, hover = vim.inspect(hover.contents), line = before:sub(-200) }
  vim.fn.writefile({ vim.fn.json_encode(seen) }, env.DRIVE_RESULT)
end)
if not ok then io.stderr:write(tostring(problem) .. '\\n') end
vim.cmd(ok and 'qall!' or 'cquit 1')
`;
