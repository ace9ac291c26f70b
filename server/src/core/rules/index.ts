/** All rules, in the order of the documentation. */
import actionPrincipalMismatch from './action/principalMismatch.ts';
import actionUnknown from './action/unknown.ts';
import conditionKeyFormat from './condition/keyFormat.ts';
import conditionKeyPrefix from './condition/keyPrefix.ts';
import conditionSetOperator from './condition/setOperator.ts';
import conditionWildcardLiteral from './condition/wildcardLiteral.ts';
import type { Rule } from './define.ts';
import oidcAudienceMissing from './oidc/audienceMissing.ts';
import oidcAudienceUnregistered from './oidc/audienceUnregistered.ts';
import oidcKubernetesSubject from './oidc/kubernetesSubject.ts';
import oidcNobody from './oidc/nobody.ts';
import oidcRequiredClaim from './oidc/requiredClaim.ts';
import policyDuplicateKey from './policy/duplicateKey.ts';
import policySyntax from './policy/syntax.ts';
import principalFederatedSyntax from './principal/federatedSyntax.ts';
import providerThumbprintFormat from './provider/thumbprintFormat.ts';
import providerUrl from './provider/url.ts';
import providerUrlSlash from './provider/urlSlash.ts';
import providerUrlTypo from './provider/urlTypo.ts';
import providerUrlWellKnown from './provider/urlWellKnown.ts';
import statementResource from './statement/resource.ts';

export type { Rule } from './define.ts';

export const rules: readonly Rule[] = [
  policySyntax,
  policyDuplicateKey,
  statementResource,
  actionUnknown,
  actionPrincipalMismatch,
  principalFederatedSyntax,
  conditionKeyFormat,
  conditionKeyPrefix,
  conditionWildcardLiteral,
  conditionSetOperator,
  oidcRequiredClaim,
  oidcAudienceUnregistered,
  oidcAudienceMissing,
  oidcKubernetesSubject,
  oidcNobody,
  providerUrl,
  providerUrlTypo,
  providerUrlWellKnown,
  providerUrlSlash,
  providerThumbprintFormat,
];
