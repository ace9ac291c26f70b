/** The text that belongs into the generated file. */
export function compileSchemas(): Promise<string>;
/** Its absolute path. */
export const GENERATED: string;
