/** The text of the generated validator. */
export function compileConfigSchema(): Promise<string>;
/** Where it belongs. */
export const GENERATED: string;
