/**
 * The checks of IAM Access Analyzer, by their issue codes. Which rule of ours covers one is said in the rule; here stands what
 * no rule looks for, and why.
 */
import { AWS, type Fact } from './sources.ts';

/** As AWS calls the kinds of its findings, in its order. */
export const CHECK_KINDS = ['error', 'security warning', 'warning', 'suggestion'] as const;

export interface AnalyzerCheck {
  readonly code: string;
  readonly kind: (typeof CHECK_KINDS)[number];
  /** Why it is not looked for (`Not checked: ...`), or how far it is. */
  readonly remark?: string;
}

const LIST = "Not checked: the list is AWS's own.";
const RESOURCES = 'Of principals: a trust policy names no resources.';
const TAGS = 'Not checked: all actions of a trust policy are those of STS, which has these keys.';

function checks(kind: AnalyzerCheck['kind'], codes: Readonly<Record<string, string>>): AnalyzerCheck[] {
  return Object.entries(codes).map(([code, remark]) => ({ code, kind, ...(remark === '' ? {} : { remark }) }));
}

/** Those that can concern the trust policy of a role. */
export const analyzerChecks: Fact & { readonly checks: readonly AnalyzerCheck[] } = {
  checks: [
    ...checks('error', {
      DATA_TYPE_MISMATCH: '',
      DUPLICATE_KEYS_WITH_DIFFERENT_CASE: '',
      EMPTY_VARIABLE: '',
      INVALID_ACTION: '',
      INVALID_ARN_ACCOUNT: RESOURCES,
      INVALID_ARN_PREFIX: RESOURCES,
      INVALID_ARN_REGION: RESOURCES,
      INVALID_ARN_RESOURCE: RESOURCES,
      INVALID_ARN_SERVICE_CASE: RESOURCES,
      INVALID_CONDITION_DATA_TYPE: '',
      INVALID_CONDITION_KEY_FORMAT: '',
      INVALID_CONDITION_MULTIPLE_BOOLEAN: '',
      INVALID_CONDITION_OPERATOR: '',
      INVALID_EFFECT: '',
      INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: '',
      INVALID_GLOBAL_CONDITION_KEY: '',
      INVALID_PARTITION: RESOURCES,
      INVALID_POLICY_ELEMENT: '',
      INVALID_PRINCIPAL_FORMAT: '',
      INVALID_PRINCIPAL_KEY: '',
      INVALID_REGION: "Only the form of the name: the list of regions is AWS's own.",
      INVALID_SERVICE: "Of actions. The list of services, for condition keys, is AWS's own.",
      INVALID_SERVICE_CONDITION_KEY: 'Of STS. The lists of other services are their own.',
      INVALID_SERVICE_IN_ACTION: '',
      INVALID_SERVICE_PRINCIPAL_FORMAT: '',
      INVALID_VARIABLE_FOR_OPERATOR: '',
      INVALID_VERSION: '',
      INVALID_VPCE_FORMAT: '',
      INVALID_VPC_FORMAT: '',
      JSON_SYNTAX_ERROR: '',
      MISMATCHED_ACTION_FOR_PRINCIPAL: '',
      MISSING_ACTION: '',
      MISSING_ACTION_FOR_CONDITION_KEY: '',
      MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: '',
      MISSING_BRACE_IN_VARIABLE: '',
      MISSING_EFFECT: '',
      MISSING_PRINCIPAL: '',
      MISSING_QUALIFIER: '',
      MISSING_QUOTE_IN_VARIABLE: '',
      MISSING_STATEMENT: '',
      MISSING_TAG_KEY_IN_CONDITION: '',
      NULL_WITH_IF_EXISTS: '',
      PRIVATE_IP_ADDRESS: '',
      PRIVATE_NOT_IP_ADDRESS: '',
      ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: '',
      ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: '',
      ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: '',
      TYPE_MISMATCH_IP_RANGE: '',
      UNIQUE_SIDS_REQUIRED: '',
      UNSUPPORTED_ACTION_FOR_CONDITION_KEY: '',
      UNSUPPORTED_ACTION_IN_POLICY: '',
      UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: LIST,
      UNSUPPORTED_ELEMENT_COMBINATION: '',
      UNSUPPORTED_GLOBAL_CONDITION_KEY: '',
      UNSUPPORTED_SID: '',
      UNSUPPORTED_SPACE_IN_VARIABLE: '',
      UNSUPPORTED_WILDCARD_IN_PRINCIPAL: '',
      VARIABLE_UNSUPPORTED_IN_ELEMENT: '',
      VARIABLE_UNSUPPORTED_IN_VERSION: '',
      VARIABLE_USAGE_TOO_PERMISSIVE:
        "In the keys that AWS lists as sensitive. Which keys want six letters first is AWS's own list.",
      WILDCARD_USAGE_TOO_PERMISSIVE:
        "In the keys that AWS lists as sensitive, and in `aws:userid`. Which keys want six letters first is AWS's own list.",
    }),
    ...checks('security warning', {
      ALLOW_WITH_NOT_PRINCIPAL: '',
      DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: TAGS,
      DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: TAGS,
      FORALLVALUES_WITH_SINGLE_VALUED_KEY: '',
      FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: '',
      MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: '',
      MISSING_GITHUB_REPO_CONDITION_KEY: '',
      MISSING_PAIRED_CONDITION_KEYS: '',
      RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: '',
      STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: '',
      UNTRUSTWORTHY_CONDITION_KEY: "The headers `aws:UserAgent` and `aws:referer`. The whole list is AWS's own.",
    }),
    ...checks('warning', {
      DEPRECATED_GLOBAL_CONDITION_KEY: '',
      INVALID_DATE_VALUE: '',
      INVALID_ROLE_REFERENCE: '',
      INVALID_USER_REFERENCE: '',
      MISSING_VERSION: '',
      POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: '',
      SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED: '',
      TYPE_MISMATCH: '',
      TYPE_MISMATCH_BOOLEAN: '',
      TYPE_MISMATCH_DATE: '',
      TYPE_MISMATCH_NUMBER: '',
      TYPE_MISMATCH_STRING: '',
      UNIQUE_SIDS_RECOMMENDED: '',
      USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES: '',
      WILDCARD_WITHOUT_LIKE_OPERATOR: '',
    }),
    ...checks('suggestion', {
      ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: TAGS,
      ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: TAGS,
      CONFIRM_AUDIENCE_CLAIM_TYPE: '',
      EMPTY_ARRAY_ACTION: '',
      EMPTY_ARRAY_CONDITION: '',
      EMPTY_ARRAY_CONDITION_FORALLVALUES: '',
      EMPTY_ARRAY_CONDITION_FORANYVALUE: '',
      EMPTY_ARRAY_CONDITION_IFEXISTS: '',
      EMPTY_ARRAY_PRINCIPAL: '',
      EMPTY_OBJECT_CONDITION: '',
      EMPTY_OBJECT_PRINCIPAL: '',
      EMPTY_SID_VALUE: '',
      EQUIVALENT_TO_NULL_FALSE: '',
      EQUIVALENT_TO_NULL_TRUE: '',
      IMPROVE_IP_RANGE: '',
      IRRELEVANT_CONDITION_KEY_IN_POLICY: LIST,
      NULL_WITH_QUALIFIER: '',
      PRIVATE_IP_ADDRESS_SUBSET: '',
      PRIVATE_NOT_IP_ADDRESS_SUBSET: '',
      RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: '',
      REDUNDANT_ACTION: '',
      REDUNDANT_CONDITION_VALUE_NUM: '',
      REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION: '',
      REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY: '',
      REDUNDANT_STATEMENT: '',
      REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION: '',
      WILDCARD_IN_SERVICE_NAME: '',
    }),
  ],
  mark: 'S',
  source: AWS.accessAnalyzer,
};
