/** The published schema of SARIF 2.1.0, as the package @microsoft/jest-sarif ships it. */
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv, type ErrorObject } from 'ajv';

// It is written in draft 4, of which it uses nothing that means something else in draft 7: only the name of its id differs.
const { id: _id, $schema: _draft, ...rules } = schema;
const validate = new Ajv({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(text) && !/%(?![0-9A-F]{2})/.test(text),
    'date-time': true,
  },
}).compile(rules);

/** What the schema objects to. */
export function sarifErrors(log: unknown): readonly ErrorObject[] {
  return validate(log) ? [] : (validate.errors ?? []);
}
