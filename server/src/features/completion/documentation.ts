/** What there is to read about an item of a completion list, as Markdown. */
import { providerById } from '../../core/oidc/catalogue.ts';
import { issuerSkeletons, plainText } from '../../core/oidc/skeletons.ts';
import { hoverForAction, hoverForIssuer, hoverForKey, hoverForOperator } from '../hoverTexts.ts';
import type { Topic } from './items.ts';

export function documentationFor({ about, name }: Topic): string | undefined {
  switch (about) {
    case 'operator':
      return hoverForOperator(name);
    case 'action':
      return hoverForAction(name);
    case 'key':
      return hoverForKey(name);
    case 'issuer':
      return hoverForIssuer(name);
    case 'block': {
      const provider = providerById(name);
      return provider && hoverForIssuer(plainText(issuerSkeletons(provider)[0]!));
    }
  }
}
