/** What AWS says of single condition keys beside their type: how their values look, and how far one can rely on them. */
import { AWS, type Fact } from './sources.ts';

interface Keys extends Fact {
  readonly names: readonly string[];
}

/** Keys of which AWS says that a wildcard in their value has no valid use. */
const sensitiveKeys: Keys = {
  names: [
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:ResourceAccount',
    'aws:ResourceOrgID',
    'aws:SourceAccount',
    'aws:SourceOrgID',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:VpceAccount',
    'aws:VpceOrgID',
  ],
  mark: 'S',
  source: AWS.sensitiveKeys,
};

/** Keys whose value is a header that the caller writes. */
const callerChosenKeys: Keys = { names: ['aws:UserAgent', 'aws:referer'], mark: 'S', source: AWS.globalKeys };

/** Keys that only the services have which AWS lists for them; STS is not among those. */
const keysWithoutSts: Keys = {
  names: ['aws:SourceVpcArn', 'aws:VpceAccount', 'aws:VpceOrgID', 'aws:VpceOrgPaths'],
  mark: 'S',
  source: AWS.networkKeys,
};

/** A key that tells too little without one of the others. */
export interface PairedKey extends Fact {
  readonly name: string;
  readonly oneOf: readonly string[];
}

const pairedKeys: readonly PairedKey[] = [
  {
    name: 'aws:VpcSourceIp',
    oneOf: ['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceVpcArn'],
    mark: 'S',
    source: AWS.networkKeys,
  },
];

/** How every value of a key looks. */
export interface ValueForm extends Fact {
  readonly name: string;
  /** What it is, with its article: "the id of a VPC". */
  readonly what: string;
  readonly pattern: RegExp;
  readonly example: string;
}

const valueForms: readonly ValueForm[] = [
  {
    name: 'aws:SourceVpc',
    what: 'the id of a VPC',
    pattern: /^vpc-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i,
    example: 'vpc-0123456789abcdef0',
    mark: 'S',
    source: AWS.accessAnalyzer,
  },
  {
    name: 'aws:SourceVpce',
    what: 'the id of a VPC endpoint',
    pattern: /^vpce-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i,
    example: 'vpce-0123456789abcdef0',
    mark: 'S',
    source: AWS.accessAnalyzer,
  },
  {
    // Which regions there are, AWS knows; all of them have this form.
    name: 'aws:RequestedRegion',
    what: 'the name of a region',
    pattern: /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/i,
    example: 'eu-west-1',
    mark: 'I',
    source: AWS.accessAnalyzer,
  },
];

interface RenamedKey extends Fact {
  readonly name: string;
  readonly now: string;
}

const renamedKeys: readonly RenamedKey[] = [
  { name: 'aws:ARN', now: 'aws:PrincipalArn', mark: 'S', source: AWS.accessAnalyzer },
];

export function isSensitiveKey(key: string): boolean {
  return isAmong(sensitiveKeys, key);
}

export function isCallerChosenKey(key: string): boolean {
  return isAmong(callerChosenKeys, key);
}

export function isKeyWithoutSts(key: string): boolean {
  return isAmong(keysWithoutSts, key);
}

export function pairOf(key: string): PairedKey | undefined {
  return pairedKeys.find(({ name }) => isSame(name, key));
}

export function valueFormOf(key: string): ValueForm | undefined {
  return valueForms.find(({ name }) => isSame(name, key));
}

/** What a key is called today, if AWS has given it another name. */
export function newNameOf(key: string): string | undefined {
  return renamedKeys.find(({ name }) => isSame(name, key))?.now;
}

function isAmong({ names }: Keys, key: string): boolean {
  return names.some((name) => isSame(name, key));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
