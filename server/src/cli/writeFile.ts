/** Replaces a file's text all at once: a reader, or a crash half-way, sees the old file or the new one. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Writes `text` where `before` was read. A byte order mark and the file's permissions stay; a symbolic link keeps
 * pointing to the file that it names.
 * @throws Error when the file has changed since it was read, or cannot be written.
 */
export function replaceText(file: FileId, before: string, text: string): void {
  const target = fs.realpathSync(file);
  const onDisk = fs.readFileSync(target, 'utf8');
  const mark = onDisk.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  if (onDisk !== mark + before) throw new Error('it was changed by someone else in the meantime');
  fs.accessSync(target, fs.constants.W_OK);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  const handle = fs.openSync(temporary, 'wx', fs.statSync(target).mode);
  try {
    try {
      fs.writeFileSync(handle, mark + text);
      fs.fchmodSync(handle, fs.statSync(target).mode);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
