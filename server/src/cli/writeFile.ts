/** Replaces a file's text, all at once where nothing is lost by that: a reader, or a crash half-way, sees the old file or the new one. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Writes `text` where `before` was read. A byte order mark, owner, permissions and links stay; a symbolic link keeps pointing to
 * the file that it names.
 * @throws Error when the file has changed since it was read, or cannot be written.
 */
export function replaceText(file: FileId, before: string, text: string): void {
  const target = fs.realpathSync(file);
  const onDisk = fs.readFileSync(target, 'utf8');
  const mark = onDisk.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  if (onDisk !== mark + before) throw new Error('it was changed by someone else in the meantime');
  fs.accessSync(target, fs.constants.W_OK);
  const status = fs.statSync(target);
  // Another file in its place would not be the one that the other names lead to.
  if (status.nlink > 1) writeOver(target, mark + text);
  else exchange(target, status, mark + text);
}

/** Puts another file in the place of one. */
function exchange(target: string, status: fs.Stats, text: string): void {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  const handle = fs.openSync(temporary, 'wx', status.mode);
  let isSame: boolean;
  try {
    try {
      isSame = giveTo(handle, status);
      if (isSame) {
        fs.writeFileSync(handle, text);
        fs.fchmodSync(handle, status.mode);
        fs.fsyncSync(handle);
      }
    } finally {
      fs.closeSync(handle);
    }
    if (isSame) fs.renameSync(temporary, target);
    else fs.rmSync(temporary);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  if (!isSame) writeOver(target, text);
}

/** Whether an open file could be given the owner and the group of another one. */
function giveTo(handle: number, { uid, gid }: fs.Stats): boolean {
  const own = fs.fstatSync(handle);
  if (own.uid === uid && own.gid === gid) return true;
  try {
    fs.fchownSync(handle, uid, gid);
    return true;
  } catch {
    return false;
  }
}

function writeOver(target: string, text: string): void {
  const handle = fs.openSync(target, 'r+');
  try {
    fs.ftruncateSync(handle);
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
