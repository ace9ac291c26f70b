/** The validator of schemas/config.schema.json, compiled by scripts/compileConfigSchema.mjs. `errors` belongs to the latest call. */
export interface ConfigSchemaError {
  /** JSON pointer to the offending value: `/rules/oidc~1anyone`. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: {
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly string[];
    readonly type?: string;
  };
  readonly message?: string;
}

/** What the file holds once it is valid. */
export interface ConfigFile {
  readonly $schema?: string;
  readonly rules?: Readonly<Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>>;
}

export const validateConfig: {
  (data: unknown): data is ConfigFile;
  errors: readonly ConfigSchemaError[] | null;
};
