import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import type { FileSystem } from '../../../server/src/workspace/fileSystem.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

/** Notes every question to the disk. */
class Watched implements FileSystem {
  readonly asked: string[] = [];
  readonly #disk = new DiskFileSystem();

  read(file: string): ReturnType<FileSystem['read']> {
    this.asked.push(`read ${file}`);
    return this.#disk.read(file);
  }

  list(directory: string): ReturnType<FileSystem['list']> {
    this.asked.push(`list ${directory}`);
    return this.#disk.list(directory);
  }

  exists(file: string): boolean {
    this.asked.push(`exists ${file}`);
    return this.#disk.exists(file);
  }

  realPath(file: string): string | undefined {
    return this.#disk.realPath(file);
  }
}

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keystroke-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it('asks the disk nothing at a keystroke, in a module with neighbours, callers and files that it reads', () => {
  const files = {
    'main.tf': 'module "role" {\n  source = "./role"\n}\n',
    'role/main.tf': 'resource "aws_iam_role" "ci" {\n  assume_role_policy = file("${path.module}/trust.json")\n}\n',
    'role/trust.json': '{ "Statement": [] }',
    'role/variables.tf': 'variable "org" {}\n',
    'envs/prod/main.tf': 'module "role" {\n  source = "../../role"\n}\n',
    'other/main.tf': 'resource "aws_iam_role" "other" {}\n',
  };
  fs.mkdirSync(path.join(folder, '.git'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const disk = new Watched();
  const workspace = new Workspace(disk);
  const file = path.join(folder, 'role/main.tf');
  workspace.open(file, { languageId: 'terraform', text: files['role/main.tf'] });
  workspace.report(file);
  expect(disk.asked.filter((question) => question.includes('/other'))).toEqual([]);
  disk.asked.length = 0;
  workspace.change(file, `${files['role/main.tf']}# more\n`);
  workspace.report(file);
  expect(disk.asked).toEqual([]);

  workspace.addFolder(folder);
  while (workspace.indexNext());
  workspace.report(file);
  expect(disk.asked).toContain(`read ${path.join(folder, 'envs/prod/main.tf')}`);
  disk.asked.length = 0;
  workspace.change(file, files['role/main.tf']);
  workspace.report(file);
  expect(disk.asked).toEqual([]);
});
