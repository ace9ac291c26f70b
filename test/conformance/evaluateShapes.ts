/** Expressions as real configurations write them, with their names replaced by those of `module.tf`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** By what a name says, which of the module's values stands for it. */
const STAND_INS: readonly (readonly [RegExp, string])[] = [
  [/^(?:enable|create|is_|use_|has_|allow|should)|_enabled$|enabled$/, 'local.yes'],
  [/(?:count|size|index|number|port|days|duration)$/, 'local.number'],
  [/(?:tags|labels|map|mapping|config|settings|annotations)$/, 'local.map'],
  [/(?:url|issuer|endpoint)$/, 'local.issuer'],
  [/arn$/, 'local.arn'],
  [
    /(?:ids|arns|names|urls|subjects|claims|list|branches|repos|repositories|accounts|statements|policies|[a-z]s)$/,
    'local.list',
  ],
];

function standIn(name: string): string {
  return STAND_INS.find(([pattern]) => pattern.test(name))?.[1] ?? 'local.text';
}

/** The expressions of one line with a call, a template, a loop or a choice in them. */
export function corpusShapes(folder: string, limit: number): string[] {
  const found = new Map<string, boolean>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.tf')) continue;
    let text = '';
    try {
      text = readFileSync(path.join(folder, name), 'utf8');
    } catch {
      continue;
    }
    const federated = /AssumeRoleWithWebIdentity|openid_connect_provider/.test(text);
    for (const [, written = ''] of text.matchAll(/^\s*"?[\w:.-]+"?\s*=\s*(.*[({?$[].*)$/gm)) {
      const shape = generalised(written.trim());
      if (shape !== undefined) found.set(shape, (found.get(shape) ?? false) || federated);
    }
  }
  // Those next to a trust policy first, the others evenly from all over.
  const first = [...found].filter(([, federated]) => federated).map(([shape]) => shape);
  const rest = [...found].filter(([, federated]) => !federated).map(([shape]) => shape);
  const step = Math.max(1, rest.length / Math.max(1, limit - first.length));
  return [...first, ...rest.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))].slice(0, limit);
}

const IMPURE =
  /\b(?:file\w*|template\w*|timestamp|uuid\w*|bcrypt|abspath|pathexpand|plantimestamp)\(|path\.|terraform\.|provider::/;

function generalised(written: string): string | undefined {
  if (/[^ -~]|<<|\\$|#|\/\*|\/\/ /.test(written) || written.length > 200 || IMPURE.test(written)) return undefined;
  if (/,$/.test(written) || !balanced(written) || !/\w\(|\$\{|%\{|\?|\bfor\b|\[/.test(written)) return undefined;
  const shape = written.replace(
    /(?<![\w"./$-])(?:var|local|module|data|each|count|self|aws_\w+|google_\w+|azurerm_\w+|kubernetes_\w+|random_\w+|tls_\w+|helm_\w+|null_\w+)(?:\.[\w-]+|\[(?:\d+|"[^"]*"|\*|each\.\w+|count\.index)\])+/g,
    (reference) => standIn(/([A-Za-z_-]+)[^A-Za-z]*$/.exec(reference)?.[1] ?? ''),
  );
  return namesOnlyWhatIsThere(shape) ? shape : undefined;
}

/** Whether each name is one of the module or of a loop: the iterators of dynamic blocks have none here. */
function namesOnlyWhatIsThere(shape: string): boolean {
  const bound = new Set(['local', 'var']);
  for (const [, names = ''] of shape.matchAll(/\bfor\s+([\w\s,]+?)\s+in\b/g))
    for (const name of names.split(',')) bound.add(name.trim());
  const code = shape.replace(/"[^"$]*"/g, '""');
  return [...code.matchAll(/(?<![\w".$-])([a-z_]\w*)[.[]/g)].every(([, root = '']) => bound.has(root));
}

function balanced(text: string): boolean {
  const stack: string[] = [];
  const ends: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
  for (const c of text) {
    if ('([{'.includes(c)) stack.push(c);
    else if (ends[c] && stack.pop() !== ends[c]) return false;
  }
  return stack.length === 0 && (text.split('"').length - 1) % 2 === 0;
}
