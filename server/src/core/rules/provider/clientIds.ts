import { findProvider } from '../../oidc/catalogue.ts';
import { nearestName } from '../../oidc/nearest.ts';
import { AWS } from '../../oidc/sources.ts';
import type { OidcProvider } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { knownString, type Value } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';

const MOST = 100;
const LONGEST = 255;
const USUAL = 'sts.amazonaws.com';
const OTHERS = ['sts.amazonaws.com.cn', 'sts.amazonaws.eu'];

type Message = 'none' | 'many' | 'length' | 'twice' | 'near' | 'usual';

function sample(clientIds: string, url = 'https://gitlab.com'): string {
  return `resource "aws_iam_openid_connect_provider" "this" {
  url            = "${url}"
  client_id_list = ${clientIds}
}
`;
}

/** The audiences that a provider takes. */
export default defineRule({
  id: 'provider/client-ids',
  severity: 'error',
  since: '0.1.0',
  summary: 'The audiences of the provider are none, too many, misspelled or not those of the issuer.',
  fixable: true,
  docs: {
    what: '`client_id_list` is empty, has more than 100 items or one of more than 255 characters, one twice, or one that is nearly `sts.amazonaws.com`; or it lacks the one audience that the issuer puts into its tokens.',
    why: 'STS refuses every token whose audience is not in the list ("Incorrect token audience"); IAM refuses lists that are too long.',
    fix: 'List the audiences of the tokens that roles are assumed with, mostly `sts.amazonaws.com`.',
    sources: [AWS.createProviderApi, AWS.createProvider],
  },
  messages: {
    none: 'The list is empty, so no audience is registered: STS refuses every token ("Incorrect token audience").',
    many: 'IAM takes 100 audiences at most; this is number {number}.',
    length: 'An audience has 1 to 255 characters. IAM refuses this one.',
    twice: 'This audience stands twice in the list: once is enough.',
    near: '"{value}" is nearly "{nearest}", the audience that the tools of AWS ask for. If that is meant, STS refuses every token with "{nearest}": "Incorrect token audience".',
    usual:
      '{issuer} puts "{usual}" into its tokens as audience, which is not in the list: STS refuses them ("Incorrect token audience").',
  },
  examples: [
    { surface: 'terraform', invalid: sample('[]'), at: '[]' },
    {
      surface: 'terraform',
      invalid: sample('["sts.amazon.com"]'),
      at: '"sts.amazon.com"',
      fixed: sample('["sts.amazonaws.com"]'),
    },
    {
      surface: 'terraform',
      invalid: sample('["https://gitlab.com", "https://gitlab.com"]'),
      at: '"https://gitlab.com"',
      fixed: sample('["https://gitlab.com"]'),
    },
    { surface: 'terraform', valid: sample('["https://gitlab.com", "sts.amazonaws.com.cn"]') },
    {
      surface: 'terraform',
      project: { audiences: ['sts.amazon.com'] },
      valid: sample('["https://gitlab.com", "sts.amazon.com"]'),
    },
  ],
  provider(provider, context) {
    const { clientIds, managed } = provider;
    if (clientIds.is !== 'present' || !managed) return;
    const { items, open, at } = clientIds.value;
    if (items.length === 0 && !open) context.report('none', at);
    const seen = new Set<string>();
    items.forEach((value, i) => {
      if (i >= MOST) context.report('many', value, { data: { number: String(i + 1) } });
      else reportItem(value, seen, provider, context);
    });
    if (items.length > 0 && !open) reportUsual(provider, items, context);
  },
});

function reportItem(
  value: Value,
  seen: Set<string>,
  { clientIds, editor }: OidcProvider,
  context: Context<Message>,
): void {
  const text = knownString(value);
  if (text === undefined || clientIds.is !== 'present') return;
  const { items } = clientIds.value;
  const isExpected = context.project.audiences.includes(text);
  const nearest = isExpected ? undefined : nearAudience(text, items);
  if (text.length === 0 || text.length > LONGEST) context.report('length', value);
  else if (seen.has(text))
    context.report('twice', value, {
      severity: 'information',
      fixes: () => fix('Delete this audience', 'safe', editor.removeItem(items, value)),
    });
  else if (nearest !== undefined)
    context.report('near', value, {
      data: { value: text, nearest },
      severity: 'warning',
      fixes: () => fix(`Replace with "${nearest}"`, 'review', editor.replaceString(value, nearest)),
    });
  seen.add(text);
}

/** The usual audience, where this looks like it and the list does not have it as well. */
function nearAudience(text: string, items: readonly Value[]): string | undefined {
  const bare = text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  if ([USUAL, ...OTHERS].includes(text) || items.some((item) => knownString(item) === USUAL)) return undefined;
  if (OTHERS.includes(bare)) return bare;
  return bare === 'sts.amazon.com' ? USUAL : nearestName(bare, [USUAL], 2);
}

/** An issuer that has one audience for all, which nobody can change. */
function reportUsual({ issuer, editor }: OidcProvider, items: readonly Value[], context: Context<Message>): void {
  const name = known(issuer);
  const found = name === undefined ? undefined : findProvider(name, context.project.issuers);
  const fixed = found?.audiences.chosenBy === 'platform' ? found.audiences.known : [];
  if (fixed.length !== 1 || fixed[0]!.pattern !== undefined || fixed[0]!.mark !== 'S') return;
  const usual = fixed[0]!.value;
  if (items.some((item) => (knownString(item) ?? usual) === usual)) return;
  context.report('usual', items[0]!, {
    data: { issuer: found!.name, usual },
    severity: 'warning',
    fixes: () => fix(`Add "${usual}"`, 'review', editor.addItem(items, usual)),
  });
}
