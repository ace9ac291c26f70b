/** Which roles the workflows of a repository assume, and with which subject: as much as a workflow file says for certain. */
import { parse } from 'yaml';
import type { WorkflowJob } from '../core/oidc/project.ts';

/** Where GitHub looks for workflows, from the root of a repository. */
export const WORKFLOWS = '.github/workflows';

/** Longer files are not read. UTF-16 units. */
const MAX_LENGTH = 200_000;
const ACTION = 'aws-actions/configure-aws-credentials';
/** Inputs that let the action take other credentials than the token of the job. */
const NOT_BY_TOKEN = ['aws-access-key-id', 'web-identity-token-file', 'role-chaining', 'force-skip-oidc'];
const ROLE = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;
/** Of the event `pull_request` alone the subject names no branch. */
const PULL_REQUEST = 'pull_request';

/** Anything may stand behind any key. */
interface Mapping extends Readonly<Record<string, unknown>> {
  readonly on?: unknown;
  readonly jobs?: unknown;
  readonly environment?: unknown;
  readonly permissions?: unknown;
  readonly name?: unknown;
  readonly steps?: unknown;
  readonly uses?: unknown;
  readonly with?: unknown;
}

/** Whether GitHub reads a file of this name as a workflow. */
export function isWorkflow(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

/** The jobs of a workflow that assume a role, where their subject does not depend on the run. */
export function jobsIn(file: string, text: string): readonly WorkflowJob[] {
  if (text.length > MAX_LENGTH || !text.includes(ACTION)) return [];
  const workflow = mapping(read(text));
  const events = eventsOf(workflow?.on);
  // A workflow that others call runs for the repository of the caller.
  if (!events || events.length === 0 || events.includes('workflow_call')) return [];
  return Object.entries(mapping(workflow?.jobs) ?? {}).flatMap(([name, value]) => {
    const job = mapping(value);
    const context = mayHaveToken(job?.permissions ?? workflow?.permissions) ? contextOf(job, events) : undefined;
    return context ? rolesOf(job).map((role) => ({ file, name, role, ...context })) : [];
  });
}

/** GitHub's files are YAML 1.2, where `on` is a word like others. */
function read(text: string): unknown {
  try {
    return parse(text, { schema: 'core', logLevel: 'silent', maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

function mapping(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;
}

/** Without this permission the action takes whatever credentials it finds. */
function mayHaveToken(permissions: unknown): boolean {
  return permissions === 'write-all' || mapping(permissions)?.['id-token'] === 'write';
}

function eventsOf(on: unknown): readonly string[] | undefined {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.every((event) => typeof event === 'string') ? on : undefined;
  const events = mapping(on);
  return events && Object.keys(events);
}

/** What the subject says behind the repository: an environment comes before the event. */
function contextOf(
  job: Mapping | undefined,
  events: readonly string[],
): Pick<WorkflowJob, 'context' | 'reason'> | undefined {
  const { environment } = job ?? {};
  if (environment !== undefined && environment !== null) {
    const name = literal(mapping(environment)?.name ?? environment);
    return name === undefined
      ? undefined
      : { context: `environment:${name.replaceAll(':', '%3A')}`, reason: 'environment' };
  }
  return events.every((event) => event === PULL_REQUEST) ? { context: PULL_REQUEST, reason: PULL_REQUEST } : undefined;
}

/** The roles that the steps of a job name. */
function rolesOf(job: Mapping | undefined): string[] {
  const steps = Array.isArray(job?.steps) ? (job.steps as readonly unknown[]) : [];
  return steps.flatMap((step) => {
    const { uses, with: inputs } = mapping(step) ?? {};
    const given = mapping(inputs) ?? {};
    const role = literal(given['role-to-assume']);
    const isByToken = NOT_BY_TOKEN.every((input) => given[input] === undefined);
    const isOwn = typeof uses === 'string' && uses.split('@')[0] === ACTION;
    return isOwn && isByToken && role !== undefined && ROLE.test(role) ? [role] : [];
  });
}

/** A text without expressions and wildcards. */
function literal(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !/\$\{\{|[*?]/.test(value) ? value : undefined;
}
