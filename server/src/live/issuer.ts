/** An issuer seen as AWS STS sees it: every step from its name to its keys, each with a verdict of its own. */
import { type Chain, type ChainEntry, describe, readChain, requiresTls13 } from './chain.ts';
import { type HttpAnswer, type Route, UntrustedError } from './connect.ts';
import { fetchDiscovery, remarksOnDiscovery } from './discovery.ts';
import { LookupError, printable, type Step } from './error.ts';
import { ALGORITHMS, describeKeys, fetchKeys, type KeyEntry, remarksOnKeys } from './keys.ts';
import { type IssuerOptions, openRoute } from './options.ts';
import { privateCa, remarksOn, replacedOnTheWay, type Warning } from './remarks.ts';
import { StepClock } from './stepClock.ts';
import { parseIssuer, parseJwksUri, type Target, targetOf } from './target.ts';
import { publicRoots, type Roots } from './trust.ts';
import { discoveryNotRead, keysNotRead } from './untrusted.ts';

/** The steps that are told of, in order. `latency` is the whole way that STS goes for a token. */
export type ProbedStep = Extract<Step, 'resolve' | 'connect' | 'proxy' | 'tls' | 'discovery' | 'keys'> | 'latency';

export interface StepReport {
  readonly step: ProbedStep;
  /** `keys.example`, `localhost:8443`. */
  readonly host: string;
  readonly verdict: 'ok' | 'warning' | 'failed' | 'skipped';
  /** In milliseconds; null for a step that was not made. */
  readonly durationMs: number | null;
  /** What came out, as a sentence. */
  readonly message: string;
  /** What to know or to do. */
  readonly remarks: readonly Warning[];
}

/** A public contract: `oidc-trust issuer --format json` prints exactly this. */
export interface IssuerProbe {
  readonly version: 1;
  readonly issuer: string;
  /** The worst of all steps. */
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly steps: readonly StepReport[];
  readonly hosts: readonly HostReport[];
  readonly discovery: DiscoveryReport | null;
  readonly keys: readonly KeyEntry[] | null;
  /** Whether AWS compares the thumbprints of its IAM provider; null while the host of the keys is not known. */
  readonly awsComparesThumbprint: boolean | null;
}

export interface HostReport {
  readonly host: string;
  /** The addresses that its name leads to; none behind a proxy, which resolves names itself. */
  readonly addresses: readonly string[];
  readonly tls: {
    readonly protocol: string;
    /** `public`: by the public roots, as AWS does. `local`: by this machine or the given CA only. */
    readonly trusted: 'public' | 'local' | 'no';
    /** As sent. */
    readonly chain: readonly ChainEntry[];
  } | null;
}

export interface DiscoveryReport extends HttpAnswer {
  readonly issuer: string;
  /** Letter by letter the URL that was asked about. */
  readonly issuerMatches: boolean;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
}

/** STS gives up after this time (re:Post, AWS Knowledge Center, "Couldn't retrieve verification key"). */
const STS_PATIENCE_MS = 5_000;

/** Throws a `LookupError` only where nothing could be probed: wrong input, or cancelled. No socket is open when it settles. */
export async function probeIssuer(issuer: string, options: IssuerOptions = {}): Promise<IssuerProbe> {
  const url = parseIssuer(issuer);
  const publicOnes = publicRoots(options.publicRoots);
  const probe = new Probe(issuer, publicOnes, options);
  const route = openRoute(options, publicOnes, (step) => probe.clock.begin(step), probe);
  try {
    route.task.check();
    await probe.run(url, route);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    route.task.end();
  }
  return probe.report();
}

/** A step failed, and the rest cannot be tried. It is in the report already. */
class Stopped extends Error {}

class Probe {
  readonly clock = new StepClock();
  readonly #issuer: string;
  readonly #publicOnes: Roots;
  readonly #options: IssuerOptions;
  readonly #steps: StepReport[] = [];
  readonly #hosts: HostReport[] = [];
  #discovery: DiscoveryReport | null = null;
  #keys: readonly KeyEntry[] | null = null;
  #comparesThumbprint: boolean | null = null;
  #addresses: readonly string[] = [];
  #connectedTo = '';
  #answer: HttpAnswer | undefined;
  /** What STS waits for: both documents, each on a connection of its own. */
  #fetchingMs = 0;

  constructor(issuer: string, publicOnes: Roots, options: IssuerOptions) {
    this.#issuer = issuer;
    this.#publicOnes = publicOnes;
    this.#options = options;
  }

  resolved(addresses: readonly string[]): void {
    this.#addresses = addresses;
  }

  connected(address: string): void {
    this.#connectedTo = address;
  }

  answered(answer: HttpAnswer): void {
    this.#answer = answer;
  }

  async run(url: URL, route: Route): Promise<void> {
    const issuerHost = targetOf(url);
    const issuerChain = await this.#reach(issuerHost, route);
    const document = await this.#fetch('discovery', issuerHost, () => fetchDiscovery(this.#issuer, route));
    const answer = this.#answer!;
    const algorithms = (document.id_token_signing_alg_values_supported ?? []).map((name) => printable(name, 40));
    this.#discovery = {
      ...answer,
      issuer: printable(document.issuer),
      issuerMatches: document.issuer === this.#issuer,
      jwksUri: printable(document.jwks_uri),
      algorithms,
    };
    const remarks = [...remarksOnDiscovery(document, this.#issuer), ...remarksOnAlgorithms(algorithms)];
    this.#tell(
      'discovery',
      issuerHost,
      remarks,
      `Status ${answer.status}, ${answer.contentType ?? 'no content type'}, ${answer.bytes} bytes`,
    );

    const keysUrl = this.#keysUrl(document.jwks_uri, issuerHost);
    const keysHost = targetOf(keysUrl);
    const keysChain = keysHost.host === issuerHost.host ? issuerChain : await this.#reach(keysHost, route);
    const keys = await this.#fetch('keys', keysHost, () => fetchKeys(keysUrl, route));
    this.#keys = await describeKeys(keys);
    const usable = this.#keys.filter(({ unusable }) => unusable === null).length;
    const keyRemarks = [...(await remarksOnKeys(keys)), ...remarksOnNames(this.#keys)];
    this.#tell(
      'keys',
      keysHost,
      keyRemarks,
      `Status ${this.#answer!.status}, ${this.#answer!.bytes} bytes, ${this.#keys.length} keys, of which IAM can use ${usable}`,
      usable === 0,
    );
    this.#tellLatency(issuerHost);
    this.#comparesThumbprint =
      !keysChain.publiclyTrusted || (keysChain.protocol === 'TLSv1.3' && (await requiresTls13(keysHost, route)));
  }

  report(): IssuerProbe {
    const verdict = this.#steps.some((step) => step.verdict === 'failed')
      ? 'failed'
      : this.#steps.some((step) => step.verdict === 'warning')
        ? 'warning'
        : 'ok';
    return {
      version: 1,
      issuer: this.#issuer,
      verdict,
      steps: [...this.#steps, ...this.#skipped()],
      hosts: this.#hosts,
      discovery: this.#discovery,
      keys: this.#keys,
      awsComparesThumbprint: this.#comparesThumbprint,
    };
  }

  /** Name, connection and chain of a host. Nothing is sent over this connection. */
  async #reach(target: Target, route: Route): Promise<Chain> {
    this.#options.onContact?.(target.host);
    this.#addresses = [];
    this.#connectedTo = '';
    this.clock.take();
    try {
      const chain = await readChain(target, route, this.#publicOnes);
      const spent = this.clock.take();
      this.#tellWay(target, spent, route);
      this.#tellChain(target, chain, spent.get('tls') ?? 0);
      return chain;
    } catch (error) {
      const failed = stepFailure(error);
      const spent = this.clock.take();
      this.#hosts.push({ host: target.host, addresses: this.#addresses, tls: null });
      this.#tellWay(target, new Map([...spent].filter(([step]) => step !== failed.step)), route);
      this.#fail(failed, target, spent.get(failed.step) ?? 0);
      throw new Stopped();
    }
  }

  #tellWay(target: Target, spent: ReadonlyMap<Step, number>, route: Route): void {
    if (spent.has('resolve')) {
      const message = `${target.hostname} is ${this.#addresses.join(', ')}`;
      this.#push('resolve', target, 'ok', spent.get('resolve')!, message);
    }
    if (spent.has('connect')) {
      const message = `Connected to ${this.#connectedTo}, port ${target.port}`;
      this.#push('connect', target, 'ok', spent.get('connect')!, message);
    }
    if (spent.has('proxy')) {
      const message = `Connected through the proxy ${route.proxy?.target.host ?? ''}, which resolves the name`;
      this.#push('proxy', target, 'ok', spent.get('proxy')!, message);
    }
  }

  #tellChain(target: Target, chain: Chain, durationMs: number): void {
    const entries = chain.sent.map(describe);
    const trusted = chain.publiclyTrusted ? 'public' : 'local';
    this.#hosts.push({
      host: target.host,
      addresses: this.#addresses,
      tls: { protocol: chain.protocol, trusted, chain: entries },
    });
    // Without trust by the public roots AWS compares a thumbprint; only then it matters which certificate comes last.
    const remarks = remarksOn(chain, Date.now()).filter(
      ({ code }) => !chain.publiclyTrusted || !ABOUT_THUMBPRINT.has(code),
    );
    if (!chain.publiclyTrusted) remarks.push(replacedOnTheWay(chain, this.#options.wellKnownAs) ?? privateCa(chain));
    const trust = chain.publiclyTrusted ? 'ends in a public root' : 'ends in no public root';
    const sent = `${entries.length} ${entries.length === 1 ? 'certificate' : 'certificates'} sent`;
    const message = `${chain.protocol}, ${sent}, ${trust}, valid until ${entries[0]!.notAfter.slice(0, 10)}`;
    this.#push('tls', target, remarks.length > 0 ? 'warning' : 'ok', durationMs, message, remarks);
  }

  /** Fetches a document over a verified connection. A failure is told, and ends the probe. */
  async #fetch<T>(step: 'discovery' | 'keys', target: Target, fetch: () => Promise<T>): Promise<T> {
    this.#answer = undefined;
    this.clock.take();
    try {
      return await fetch();
    } catch (error) {
      const failed = stepFailure(error);
      if (failed instanceof UntrustedError) this.#distrust(step, target, failed);
      else this.#fail(new LookupError(step, failed.code, failed.message), target, this.clock.take().get(step) ?? 0);
      throw new Stopped();
    }
  }

  /** The handshake came about, but not with anybody that this machine trusts. */
  #distrust(step: 'discovery' | 'keys', target: Target, { code }: UntrustedError): void {
    const told = this.#steps.findLastIndex((one) => one.step === 'tls' && one.host === target.host);
    const message = step === 'discovery' ? discoveryNotRead(target.host, code) : keysNotRead(target.host, code);
    const { durationMs, remarks, message: sent } = this.#steps[told]!;
    this.#steps[told] = {
      ...this.#steps[told]!,
      verdict: 'failed',
      durationMs,
      message: `${sent}; not trusted here (${code})`,
      remarks: [...remarks, { code: 'UNTRUSTED', message }],
    };
    const host = this.#hosts.findIndex((one) => one.host === target.host);
    const known = this.#hosts[host]!;
    this.#hosts[host] = { ...known, tls: known.tls && { ...known.tls, trusted: 'no' } };
  }

  #keysUrl(jwksUri: string, issuerHost: Target): URL {
    try {
      return parseJwksUri(jwksUri, issuerHost.host);
    } catch (error) {
      this.#fail(stepFailure(error), issuerHost, 0);
      throw new Stopped();
    }
  }

  #tell(
    step: 'discovery' | 'keys',
    target: Target,
    remarks: readonly Warning[],
    message: string,
    failed = false,
  ): void {
    const spent = this.clock.take();
    for (const ms of spent.values()) this.#fetchingMs += ms;
    const verdict = failed ? 'failed' : remarks.length > 0 ? 'warning' : 'ok';
    this.#push(step, target, verdict, spent.get(step) ?? 0, message, remarks);
  }

  #tellLatency(target: Target): void {
    const slow = this.#fetchingMs > STS_PATIENCE_MS;
    const message = `Both documents took ${Math.round(this.#fetchingMs)} ms from here; AWS STS gives up after 5 s`;
    const advice =
      'STS answers "Couldn\'t retrieve verification key" when it waits longer. Serve both documents from a cache or a static store.';
    this.#push(
      'latency',
      target,
      slow ? 'warning' : 'ok',
      this.#fetchingMs,
      message,
      slow ? [{ code: 'SLOW', message: advice }] : [],
    );
  }

  #fail({ step, code, message }: LookupError, target: Target, durationMs: number): void {
    const probed = PROBED.find((one) => one === step) ?? 'discovery';
    const earlier = this.#steps.findIndex((one) => one.step === probed && one.host === target.host);
    // A document that was told to be there may name a key set that cannot be.
    const remarks = earlier >= 0 ? this.#steps.splice(earlier, 1)[0]!.remarks : [];
    this.#push(probed, target, 'failed', durationMs, message, [...remarks, { code, message: ADVICE[probed] }]);
  }

  #push(
    step: ProbedStep,
    { host }: Target,
    verdict: StepReport['verdict'],
    durationMs: number,
    message: string,
    remarks: readonly Warning[] = [],
  ): void {
    this.#steps.push({ step, host, verdict, durationMs: Math.round(durationMs), message, remarks });
  }

  #skipped(): StepReport[] {
    const last = this.#steps.at(-1);
    if (last === undefined || last.step === 'latency') return [];
    const isProxied = this.#steps.some(({ step }) => step === 'proxy');
    return PROBED.slice(PROBED.indexOf(last.step) + 1)
      .filter((step) => step !== 'proxy' && !(isProxied && step === 'connect'))
      .filter((step) => step !== 'discovery' || this.#discovery === null)
      .map((step) => ({
        step,
        host: last.host,
        verdict: 'skipped',
        durationMs: null,
        message: 'Not tried',
        remarks: [],
      }));
  }
}

const PROBED: readonly ProbedStep[] = ['resolve', 'connect', 'proxy', 'tls', 'discovery', 'keys', 'latency'];

/** Remarks that matter only while AWS compares thumbprints. */
const ABOUT_THUMBPRINT: ReadonlySet<string> = new Set(['LEAF_ONLY', 'ROOT_SENT', 'SELF_SIGNED', 'EXPIRES_SOON']);

const ADVICE: Readonly<Record<ProbedStep, string>> = {
  resolve: 'AWS asks the public DNS. A name that only a company network knows does not exist for it.',
  connect:
    'AWS connects from the internet to port 443. Open it, or serve discovery document and keys from a public place.',
  proxy: 'The proxy is the way of this machine only: whether AWS reaches the issuer is not known.',
  tls: 'AWS fetches the documents over TLS and gives up without it.',
  discovery: 'STS answers "Couldn\'t retrieve verification key from your identity provider" without this document.',
  keys: 'STS answers "Couldn\'t retrieve verification key from your identity provider" without the keys.',
  latency: '',
};

function remarksOnAlgorithms(algorithms: readonly string[]): Warning[] {
  if (algorithms.length === 0 || algorithms.some((name) => ALGORITHMS.includes(name))) return [];
  const message = `The discovery document offers ${algorithms.join(', ')} only, and IAM takes ${ALGORITHMS.join(', ')}.`;
  return [{ code: 'NO_USABLE_ALGORITHM', message }];
}

/** RFC 7517 section 4.5: `kid` chooses among several keys. */
function remarksOnNames(keys: readonly KeyEntry[]): Warning[] {
  const nameless = keys.filter(({ kid }) => kid === null).length;
  if (nameless === 0) return [];
  const message = `${nameless} of ${keys.length} keys have no "kid". AWS has been seen to find no key then: give each key one, and name it in the header of the tokens.`;
  return [{ code: 'NO_KID', message }];
}

/** A failed look-up, unless the person stopped it. */
function stepFailure(error: unknown): LookupError {
  if (!(error instanceof LookupError) || error.code === 'CANCELLED' || !PROBED.some((step) => step === error.step))
    throw error;
  return error;
}
