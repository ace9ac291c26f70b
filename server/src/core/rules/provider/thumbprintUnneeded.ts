import { findProvider } from '../../oidc/catalogue.ts';
import { AWS, GENERAL } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

const THUMBPRINT = 'thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]';

/** AWS trusts the certificates of public authorities by itself. */
export default defineRule({
  id: 'provider/thumbprint-unneeded',
  severity: 'hint',
  since: '0.1.0',
  summary: 'AWS ignores the thumbprints of this issuer.',
  fixable: true,
  docs: {
    what: 'A provider lists thumbprints although the certificate of its issuer comes from a public authority.',
    why: 'AWS checks such certificates with its own list of authorities and looks at thumbprints only when that fails.',
    fix: 'Leave `thumbprint_list` out: since version 5.81 of the AWS provider it is optional. Taking it out later changes nothing in AWS: an old list stays.',
    sources: [AWS.thumbprint, AWS.createProvider, GENERAL.thumbprintOptional],
  },
  messages: {
    unneeded:
      'The certificate of {issuer} comes from a public authority, so AWS does not look at thumbprints. Since version 5.81 of the AWS provider the list may be left out.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://token.actions.githubusercontent.com', THUMBPRINT),
      at: THUMBPRINT,
      fixed: sample('https://token.actions.githubusercontent.com'),
    },
    { surface: 'terraform', valid: sample('https://idp.example.com', THUMBPRINT) },
  ],
  provider(provider, context) {
    const { thumbprints, issuer, managed, editor } = provider;
    if (thumbprints.is !== 'present' || !managed) return;
    if (thumbprints.value.items.length === 0 && !thumbprints.value.open) return;
    const name = known(issuer);
    const found = name === undefined ? undefined : findProvider(name);
    if (found?.certificate !== 'public') return;
    context.report('unneeded', thumbprints.at, {
      data: { issuer: found.name },
      fixes: () => fix('Delete thumbprint_list', 'review', editor.removeArgument(thumbprints)),
    });
  },
});
