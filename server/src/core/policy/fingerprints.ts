/** Thumbprints that a module reads from `tls_certificate`. */
import type { Evaluator } from '../terraform/evaluate.ts';
import { optionsOf, type Value } from '../value/value.ts';
import { argumentFrom } from './arguments.ts';
import type { Fingerprint, Listing, Presence } from './model.ts';

const CERTIFICATE =
  /^((?:module\.[^.[]+\.)*)(data\.tls_certificate\.[^.[]+)(?:\[[^\]]*\])?\.certificates(?:\[([^\]]*)\]|\.(\d+))\.(\w+)$/;

/** Those among the items of a `thumbprint_list` that name one certificate. */
export function fingerprintsOf(evaluator: Evaluator, thumbprints: Presence<Listing<Value>>): Fingerprint[] {
  if (thumbprints.is !== 'present') return [];
  return thumbprints.value.items.flatMap((item) => {
    const options = optionsOf(item).map((option) => fingerprintOf(evaluator, option));
    return options.filter((option) => option !== undefined);
  });
}

function fingerprintOf(evaluator: Evaluator, value: Value): Fingerprint | undefined {
  const match = value.kind === 'reference' ? CERTIFICATE.exec(value.address) : null;
  if (!match) return undefined;
  const [, path, address, index, legacyIndex, attribute] = match;
  const owner = evaluator.instances.get(path!);
  const declaration = owner?.module.find(address!);
  return {
    value,
    index: placeOf(index ?? legacyIndex!),
    attribute: attribute!,
    url: owner && declaration ? argumentFrom(owner, declaration, 'url', (url) => url) : { is: 'maybe' },
  };
}

function placeOf(index: string): Fingerprint['index'] {
  if (index === 'last') return 'last';
  return /^\d+$/.test(index) ? Number(index) : undefined;
}
