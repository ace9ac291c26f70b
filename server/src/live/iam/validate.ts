/** Asks IAM Access Analyzer what it finds in trust policies. Their text is sent to AWS; nothing is stored or changed there. */
import {
  AccessAnalyzerClient,
  type Location,
  type PathElement,
  ValidatePolicyCommand,
  type ValidatePolicyCommandOutput,
  type ValidatePolicyFinding,
} from '@aws-sdk/client-accessanalyzer';
import type { AnalyzerFinding, AnalyzerLocation } from '../../protocol.ts';
import { clientFor } from './clientFor.ts';
import { type AwsOptions, AwsSession } from './session.ts';

/** AWS gives so many findings at once at most. */
const PAGE = 100;

/** The host that `validatePolicies` would ask, with the same options. Contacts nobody. */
export async function analyzerHost(options: AwsOptions): Promise<string> {
  const client = await newClient(options);
  try {
    if (options.endpoint !== undefined) return new URL(options.endpoint).host;
    const { url } = client.config.endpointProvider({ Region: await client.config.region() });
    return url.host;
  } finally {
    client.destroy();
  }
}

/** The findings of each text, in the order of the texts. Throws an `IamError`. */
export async function validatePolicies(texts: readonly string[], options: AwsOptions): Promise<AnalyzerFinding[][]> {
  const client = await newClient(options);
  const session = new AwsSession(options, client, 'IAM Access Analyzer');
  try {
    const found: AnalyzerFinding[][] = [];
    for (const text of texts) found.push(await validate(text, client, session));
    return found;
  } finally {
    session.close();
  }
}

function newClient(options: AwsOptions): Promise<AccessAnalyzerClient> {
  return clientFor(options, (config) => new AccessAnalyzerClient(config));
}

async function validate(text: string, client: AccessAnalyzerClient, session: AwsSession): Promise<AnalyzerFinding[]> {
  const found: AnalyzerFinding[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ValidatePolicyCommand({
      policyDocument: text,
      policyType: 'RESOURCE_POLICY',
      validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument',
      maxResults: PAGE,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const answer: ValidatePolicyCommandOutput = await session.ask('access-analyzer:ValidatePolicy', (options) =>
      client.send(command, options),
    );
    found.push(...(answer.findings ?? []).map(findingOf));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function findingOf(finding: ValidatePolicyFinding): AnalyzerFinding {
  return {
    type: finding.findingType ?? 'WARNING',
    code: finding.issueCode ?? '',
    details: finding.findingDetails ?? '',
    link: finding.learnMoreLink ?? '',
    locations: (finding.locations ?? []).map(locationOf),
  };
}

function locationOf({ path, span }: Location): AnalyzerLocation {
  return {
    path: (path ?? []).flatMap(stepOf),
    span: { start: span?.start?.offset ?? 0, end: span?.end?.offset ?? 0 },
  };
}

/** A kind of step that is not known yet leads no further. */
function stepOf({ index, key, value, substring }: PathElement): AnalyzerLocation['path'] {
  if (index !== undefined) return [{ index }];
  if (key !== undefined) return [{ key }];
  if (value !== undefined) return [{ value }];
  const { start = 0, length = 0 } = substring ?? {};
  return substring ? [{ substring: { start, length } }] : [];
}
