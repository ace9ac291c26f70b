/** All rules, in the order of the documentation. Made by scripts/compileRuleIndex.ts from the rule files. Do not edit. */
// biome-ignore-all assist/source/organizeImports: in the order of the documentation

import policyCharset from './policy/charset.ts';
import policyDuplicateKey from './policy/duplicateKey.ts';
import policyEmpty from './policy/empty.ts';
import policySize from './policy/size.ts';
import policySyntax from './policy/syntax.ts';
import policyType from './policy/type.ts';
import policyUnknownElement from './policy/unknownElement.ts';
import policyVersion from './policy/version.ts';
import statementDenied from './statement/denied.ts';
import statementEffect from './statement/effect.ts';
import statementExclusiveElements from './statement/exclusiveElements.ts';
import statementMissingAction from './statement/missingAction.ts';
import statementRedundant from './statement/redundant.ts';
import statementResource from './statement/resource.ts';
import statementSid from './statement/sid.ts';
import actionCompanionMissing from './action/companionMissing.ts';
import actionKeyMismatch from './action/keyMismatch.ts';
import actionNotAssume from './action/notAssume.ts';
import actionPrincipalMismatch from './action/principalMismatch.ts';
import actionUnknown from './action/unknown.ts';
import principalArn from './principal/arn.ts';
import principalConfusedDeputy from './principal/confusedDeputy.ts';
import principalFederatedSyntax from './principal/federatedSyntax.ts';
import principalFormat from './principal/format.ts';
import principalKey from './principal/key.ts';
import principalMissing from './principal/missing.ts';
import principalNotPrincipal from './principal/notPrincipal.ts';
import principalOtherAccountProvider from './principal/otherAccountProvider.ts';
import principalPartialWildcard from './principal/partialWildcard.ts';
import principalProviderTypo from './principal/providerTypo.ts';
import principalServiceFormat from './principal/serviceFormat.ts';
import principalStar from './principal/star.ts';
import principalUniqueId from './principal/uniqueId.ts';
import principalUnusedProvider from './principal/unusedProvider.ts';
import conditionClaimNotPublished from './condition/claimNotPublished.ts';
import conditionContradiction from './condition/contradiction.ts';
import conditionDuplicateBlock from './condition/duplicateBlock.ts';
import conditionDuplicateKeyCase from './condition/duplicateKeyCase.ts';
import conditionEmpty from './condition/empty.ts';
import conditionHostBits from './condition/hostBits.ts';
import conditionIdFormat from './condition/idFormat.ts';
import conditionIfExists from './condition/ifExists.ts';
import conditionKeyFormat from './condition/keyFormat.ts';
import conditionKeyPrefix from './condition/keyPrefix.ts';
import conditionNegated from './condition/negated.ts';
import conditionNull from './condition/null.ts';
import conditionOperator from './condition/operator.ts';
import conditionOptionalGuard from './condition/optionalGuard.ts';
import conditionPaired from './condition/paired.ts';
import conditionSensitiveWildcard from './condition/sensitiveWildcard.ts';
import conditionSetOperator from './condition/setOperator.ts';
import conditionSpoofableKey from './condition/spoofableKey.ts';
import conditionUnknownKey from './condition/unknownKey.ts';
import conditionValueType from './condition/valueType.ts';
import conditionVariable from './condition/variable.ts';
import conditionWhitespace from './condition/whitespace.ts';
import conditionWildcardLiteral from './condition/wildcardLiteral.ts';
import oidcAnyone from './oidc/anyone.ts';
import oidcAudienceMissing from './oidc/audienceMissing.ts';
import oidcAudienceUnexpected from './oidc/audienceUnexpected.ts';
import oidcAudienceUnregistered from './oidc/audienceUnregistered.ts';
import oidcClaimsSwapped from './oidc/claimsSwapped.ts';
import oidcImmutableSubject from './oidc/immutableSubject.ts';
import oidcKubernetesSubject from './oidc/kubernetesSubject.ts';
import oidcMutableName from './oidc/mutableName.ts';
import oidcNobody from './oidc/nobody.ts';
import oidcRepositoryCase from './oidc/repositoryCase.ts';
import oidcRequiredClaim from './oidc/requiredClaim.ts';
import oidcSeveralProviders from './oidc/severalProviders.ts';
import oidcSubjectMissing from './oidc/subjectMissing.ts';
import oidcSubjectScope from './oidc/subjectScope.ts';
import oidcUnexpectedOrganisation from './oidc/unexpectedOrganisation.ts';
import oidcVolatileSubject from './oidc/volatileSubject.ts';
import oidcWorkflowSubject from './oidc/workflowSubject.ts';
import providerBuiltIn from './provider/builtIn.ts';
import providerClientIds from './provider/clientIds.ts';
import providerDuplicate from './provider/duplicate.ts';
import providerEksCluster from './provider/eksCluster.ts';
import providerEksIdentityConfig from './provider/eksIdentityConfig.ts';
import providerThumbprintCertificate from './provider/thumbprintCertificate.ts';
import providerThumbprintFormat from './provider/thumbprintFormat.ts';
import providerThumbprintUnneeded from './provider/thumbprintUnneeded.ts';
import providerUrl from './provider/url.ts';
import providerUrlPrivate from './provider/urlPrivate.ts';
import providerUrlSlash from './provider/urlSlash.ts';
import providerUrlTypo from './provider/urlTypo.ts';
import providerUrlWellKnown from './provider/urlWellKnown.ts';
import terraformDocumentNotJson from './terraform/documentNotJson.ts';
import terraformWrongDocument from './terraform/wrongDocument.ts';
import configSuppressionReason from './config/suppressionReason.ts';
import configUnknownRule from './config/unknownRule.ts';
import configUnusedSuppression from './config/unusedSuppression.ts';
import type { Rule } from './define.ts';

export type { Rule } from './define.ts';

export const rules: readonly Rule[] = [
  policyCharset,
  policyDuplicateKey,
  policyEmpty,
  policySize,
  policySyntax,
  policyType,
  policyUnknownElement,
  policyVersion,
  statementDenied,
  statementEffect,
  statementExclusiveElements,
  statementMissingAction,
  statementRedundant,
  statementResource,
  statementSid,
  actionCompanionMissing,
  actionKeyMismatch,
  actionNotAssume,
  actionPrincipalMismatch,
  actionUnknown,
  principalArn,
  principalConfusedDeputy,
  principalFederatedSyntax,
  principalFormat,
  principalKey,
  principalMissing,
  principalNotPrincipal,
  principalOtherAccountProvider,
  principalPartialWildcard,
  principalProviderTypo,
  principalServiceFormat,
  principalStar,
  principalUniqueId,
  principalUnusedProvider,
  conditionClaimNotPublished,
  conditionContradiction,
  conditionDuplicateBlock,
  conditionDuplicateKeyCase,
  conditionEmpty,
  conditionHostBits,
  conditionIdFormat,
  conditionIfExists,
  conditionKeyFormat,
  conditionKeyPrefix,
  conditionNegated,
  conditionNull,
  conditionOperator,
  conditionOptionalGuard,
  conditionPaired,
  conditionSensitiveWildcard,
  conditionSetOperator,
  conditionSpoofableKey,
  conditionUnknownKey,
  conditionValueType,
  conditionVariable,
  conditionWhitespace,
  conditionWildcardLiteral,
  oidcAnyone,
  oidcAudienceMissing,
  oidcAudienceUnexpected,
  oidcAudienceUnregistered,
  oidcClaimsSwapped,
  oidcImmutableSubject,
  oidcKubernetesSubject,
  oidcMutableName,
  oidcNobody,
  oidcRepositoryCase,
  oidcRequiredClaim,
  oidcSeveralProviders,
  oidcSubjectMissing,
  oidcSubjectScope,
  oidcUnexpectedOrganisation,
  oidcVolatileSubject,
  oidcWorkflowSubject,
  providerBuiltIn,
  providerClientIds,
  providerDuplicate,
  providerEksCluster,
  providerEksIdentityConfig,
  providerThumbprintCertificate,
  providerThumbprintFormat,
  providerThumbprintUnneeded,
  providerUrl,
  providerUrlPrivate,
  providerUrlSlash,
  providerUrlTypo,
  providerUrlWellKnown,
  terraformDocumentNotJson,
  terraformWrongDocument,
  configSuppressionReason,
  configUnknownRule,
  configUnusedSuppression,
];
