import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';

export default {
  id: 'ibm-turbonomic',
  name: 'IBM Turbonomic SaaS',
  issuer: {
    kind: 'fixed',
    urls: [
      'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
      'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
      'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
      'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
      'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
      'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
    ],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'unknown', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject(
    { mark: 'I', source: AWS.oidcControls },
    ['system:serviceaccount:turbonomic:t8c-operator'],
    false,
  ),
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'One OpenShift cluster serves many customers: the namespace in the subject is the customer.',
      mark: 'I',
      source: AWS.oidcControls,
    },
  ],
} satisfies Provider;
