/** The validator of schemas/config.schema.json, compiled by scripts/compileConfigSchema.mjs. `errors` belongs to the latest call. */
export interface ConfigSchemaError {
  /** JSON pointer to the offending value: `/rules/oidc~1anyone`. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: {
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly string[];
    readonly missingProperty?: string;
    readonly type?: string;
  };
  readonly message?: string;
}

type Rules = Readonly<Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>>;

/** What the file holds once it is valid. */
export interface ConfigFile {
  readonly $schema?: string;
  readonly rules?: Rules;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: Rules }[];
  readonly ignores?: readonly {
    readonly files: readonly string[];
    readonly rule: string;
    readonly sid?: string;
    readonly reason?: string;
  }[];
  readonly organisations?: readonly string[];
  readonly audiences?: readonly string[];
  readonly issuers?: readonly IssuerEntry[];
  readonly policyFiles?: readonly string[];
}

export interface IssuerEntry {
  readonly name: string;
  readonly url: string;
  readonly like?: 'gitlab-self-managed' | 'k8s-self-hosted' | 'spire';
  readonly audiences?: readonly string[];
  readonly subjects?: readonly string[];
  readonly contexts?: readonly string[];
}

export const validateConfig: {
  (data: unknown): data is ConfigFile;
  errors: readonly ConfigSchemaError[] | null;
};

/** Which keys an object may have: the file itself under an empty name, else that of the list that it stands in. */
export const allowedKeys: Readonly<Record<string, readonly string[]>>;
