import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isOnDisk } from './fileId.ts';
import { isConfiguration } from './moduleMembers.ts';

/**
 * How a document is read: as a `member` of its directory's module, as Terraform or JSON that stands `alone`, or not at all.
 */
export type DocumentKind = 'member' | 'hcl-alone' | 'json-alone' | 'none';

const HCL_LANGUAGES: ReadonlySet<string> = new Set(['terraform', 'opentofu', 'hcl']);
const JSON_LANGUAGES: ReadonlySet<string> = new Set(['json', 'jsonc']);

/** The language counts only where the name does not say it already: people map odd names to languages, and untitled documents have none. */
export function kindOf(file: FileId, languageId?: string): DocumentKind {
  const name = path.posix.basename(file.replaceAll('\\', '/')).toLowerCase();
  if (isOnDisk(file) && isConfiguration(path.basename(file))) return 'member';
  if (/\.(?:tf|tofu)(?:\.json)?$/.test(name)) return 'hcl-alone';
  if (/\.tfvars(?:\.json)?$/.test(name)) return 'none';
  if (name.endsWith('.json') || name.endsWith('.jsonc')) return 'json-alone';
  if (languageId === undefined) return 'none';
  if (HCL_LANGUAGES.has(languageId)) return 'hcl-alone';
  return JSON_LANGUAGES.has(languageId) ? 'json-alone' : 'none';
}
