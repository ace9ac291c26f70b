/** The Kubernetes service accounts that a Terraform text names, found by a look at it without parsing. */

export interface ServiceAccount {
  readonly namespace: string;
  /** Missing where only the namespace is named. */
  readonly name?: string;
}

/** A text names few; a generated one may name thousands. */
const MAX_ACCOUNTS = 200;

const NAME = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?';
const SUBJECT = new RegExp(`system:serviceaccount:(${NAME}):(${NAME})(?=["'])`, 'g');
const HEADER = /^resource\s+"kubernetes_(service_account|namespace)(?:_v1)?"[^{\n]*\{/gm;

/** Those in subjects and those that the resources of the Kubernetes provider make, as far as they are written out. */
export function serviceAccountsIn(text: string): readonly ServiceAccount[] {
  if (!/serviceaccount|kubernetes_/.test(text)) return [];
  const found: ServiceAccount[] = [];
  for (const [, namespace, name] of text.matchAll(SUBJECT)) found.push({ namespace: namespace!, name: name! });
  for (const { kind, body } of resourcesIn(text)) {
    const name = written(body, 'name');
    const namespace = kind === 'namespace' ? name : (written(body, 'namespace') ?? 'default');
    if (namespace !== undefined) found.push(kind === 'namespace' || !name ? { namespace } : { namespace, name });
  }
  return [...new Map(found.map((each) => [`${each.namespace}:${each.name ?? ''}`, each])).values()].slice(
    0,
    MAX_ACCOUNTS,
  );
}

interface Resource {
  readonly kind: string;
  readonly body: string;
}

/** Each up to the first brace that begins a line. Where there is none any more, nothing behind is looked at. */
function* resourcesIn(text: string): Generator<Resource> {
  const headers = new RegExp(HEADER);
  for (let header = headers.exec(text); header; header = headers.exec(text)) {
    const end = text.indexOf('\n}', headers.lastIndex);
    if (end < 0) return;
    yield { kind: header[1]!, body: text.slice(headers.lastIndex, end) };
    headers.lastIndex = end;
  }
}

function written(body: string, argument: string): string | undefined {
  return new RegExp(`\\b${argument}\\s*=\\s*"(${NAME})"`).exec(body)?.[1];
}
