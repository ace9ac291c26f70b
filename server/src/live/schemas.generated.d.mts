/** The validators of schemas/, compiled by scripts/compileSchemas.mjs. `errors` belongs to the latest call. */
export interface Validator<T> {
  (data: unknown): data is T;
  errors: readonly SchemaError[] | null;
}

export interface SchemaError {
  /** JSON pointer to the offending value: `/keys/0/kty`. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly missingProperty?: string };
  readonly message?: string;
}

export interface DiscoveryDocument {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly claims_supported?: readonly string[];
  readonly response_types_supported?: readonly string[];
  readonly subject_types_supported?: readonly string[];
  readonly id_token_signing_alg_values_supported?: readonly string[];
}

export interface JsonWebKeyEntry {
  readonly kty: string;
  readonly kid?: string;
  readonly use?: string;
  readonly alg?: string;
  readonly crv?: string;
  readonly key_ops?: readonly string[];
}

export interface JsonWebKeySet {
  readonly keys: readonly JsonWebKeyEntry[];
}

export const validateDiscovery: Validator<DiscoveryDocument>;
export const validateJwks: Validator<JsonWebKeySet>;
