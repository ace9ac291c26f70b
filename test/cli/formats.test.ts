import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sarifErrors } from './sarifSchema.ts';
import { type CheckOutput, cli, ROOT, workspace } from './support.ts';

const EXAMPLES = path.join(ROOT, 'examples');

const ROLE = `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdendity"
      Condition = {
        StringEquals = {
          "gitlab.com:aud" = "https://gitlab.com"
          "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:*"
        }
      }
    }]
  })
}
`;

/** Two errors, and nothing else. */
const RULES = ['action/unknown', 'condition/wildcard-literal'];

async function report(format: string, cwd: string, ...args: string[]): Promise<string> {
  return (await cli(cwd, ['check', '--format', format, ...args])).stdout;
}

async function findings(cwd: string, ...args: string[]): Promise<CheckOutput['findings']> {
  return (JSON.parse(await report('json', cwd, ...args)) as CheckOutput).findings;
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: Region;
  };
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly semanticVersion: string;
      readonly rules: readonly { readonly id: string; readonly help: { readonly markdown: string } }[];
    };
  };
  readonly columnKind: string;
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly {
      readonly message: { readonly text: string };
      readonly locations?: readonly Location[];
    }[];
  }[];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly Location[];
    readonly fixes?: readonly {
      readonly properties: { readonly safety: string };
      readonly artifactChanges: readonly {
        readonly artifactLocation: { readonly uri: string };
        readonly replacements: readonly {
          readonly deletedRegion: Region;
          readonly insertedContent?: { readonly text: string };
        }[];
      }[];
    }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  }[];
}

async function sarif(cwd: string, ...args: string[]): Promise<SarifRun> {
  const log = JSON.parse(await report('sarif', cwd, ...args)) as { runs: [SarifRun] };
  expect(sarifErrors(log)).toEqual([]);
  return log.runs[0];
}

/** The offset of a line and a UTF-16 column, both from 1. */
function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

describe('check --format sarif', () => {
  it('is valid by the published schema, which refuses what is wrong', async () => {
    const run = await sarif(EXAMPLES, '.');
    expect(run.results.length).toBeGreaterThan(20);
    const driver = { ...run.tool.driver, rules: [{}] };
    expect(sarifErrors({ version: '2.1.0', runs: [{ ...run, tool: { driver } }] })).not.toEqual([]);
    expect(sarifErrors({ version: '2.1.0', runs: [{ ...run, columnKind: 'bytes' }] })).not.toEqual([]);
  });

  it('tells every finding with its rule, level, message and place', async () => {
    const cwd = workspace({ 'a b/rôle%.tf': ROLE, 'main.tf': ROLE.replace('deploy', '🚀') });
    const run = await sarif(cwd, '.');
    const expected = await findings(cwd, '.');
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.results.map(({ ruleId }) => ruleId)).toEqual([...RULES, ...RULES]);
    expect(
      run.results.map(({ ruleId, ruleIndex, level, message, locations: [location] }) => {
        const { artifactLocation, region } = location!.physicalLocation;
        expect(artifactLocation.uriBaseId).toBe('%SRCROOT%');
        expect(run.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
        return {
          rule: ruleId,
          severity: level,
          message: message.text,
          file: decodeURIComponent(artifactLocation.uri),
          range: {
            start: { line: region.startLine, column: region.startColumn },
            end: { line: region.endLine, column: region.endColumn },
          },
        };
      }),
    ).toEqual(expected.map(({ fixes, witness: _, ...finding }) => finding));
    expect(run.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe('a%20b/r%C3%B4le%25.tf');
  });

  it('explains every rule', async () => {
    const { driver } = (await sarif(workspace({ 'main.tf': ROLE }), '.')).tool;
    const rules = JSON.parse((await cli(ROOT, ['rules', '--format', 'json'])).stdout) as { id: string }[];
    expect(driver.rules.map(({ id }) => id).sort()).toEqual(rules.map(({ id }) => id));
    const aboutAws = driver.rules.filter(({ id }) => !id.startsWith('config/'));
    for (const { id, help } of aboutAws) expect(help.markdown, id).toContain('](https://');
    expect(driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\n', '\ufeff'],
  ])('offers fixes that do what --fix does (line end %j, mark %j)', async (lineEnd, mark) => {
    const text = ROLE.replaceAll('\n', lineEnd);
    const cwd = workspace({ 'main.tf': mark + text });
    const { results } = await sarif(cwd, '.');
    let fixed = text;
    for (const { fixes } of [...results].reverse()) {
      const fix = fixes!.find(({ properties }) => properties.safety === 'safe')!;
      const [change, ...others] = fix.artifactChanges;
      expect([change!.artifactLocation.uri, others]).toEqual(['main.tf', []]);
      for (const { deletedRegion: region, insertedContent } of [...change!.replacements].reverse()) {
        const start = offsetOf(text, region.startLine, region.startColumn);
        const end = offsetOf(text, region.endLine, region.endColumn);
        fixed = fixed.slice(0, start) + (insertedContent?.text ?? '') + fixed.slice(end);
      }
    }
    await cli(cwd, ['check', '--fix', '.']);
    expect(mark + fixed).toBe(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8'));
  });

  it('knows a finding again when its lines shift, its spaces change or its file moves', async () => {
    const of = async (files: Record<string, string>) =>
      (await sarif(workspace(files), '.')).results.map(({ partialFingerprints }) => partialFingerprints);
    const before = await of({ 'main.tf': ROLE });
    expect(await of({ 'main.tf': `# x\n\n\n${ROLE}` })).toEqual(before);
    expect(await of({ 'main.tf': ROLE.replaceAll('      ', '\t') })).toEqual(before);
    expect(await of({ 'deep/er.tf': ROLE })).toEqual(before);
    expect(await of({ 'main.tf': ROLE.replace('acme', 'other') })).not.toEqual(before);
    const twice = (await of({ 'main.tf': ROLE + ROLE.replace('deploy', 'x') })).map((each) => JSON.stringify(each));
    expect(new Set(twice).size).toBe(4);
  });

  it('says what could not be checked', async () => {
    const cwd = workspace({ 'main.tf': ROLE, 'half.tf': 'locals {', 'binary.tf': new Uint8Array([0, 1]) });
    const beside = (await sarif(cwd, '.')).invocations[0]!;
    expect(beside.executionSuccessful).toBe(true);
    const named = beside.toolExecutionNotifications.map(
      ({ locations }) => locations?.[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(new Set(named)).toEqual(new Set(['half.tf', 'binary.tf']));
    const missing = (await sarif(cwd, 'main.tf', 'missing')).invocations[0]!;
    expect(missing.executionSuccessful).toBe(false);
    expect(missing.toolExecutionNotifications.at(-1)!.message.text).toBe('missing: no such file or directory');
  });

  it('names a file outside of the working directory by its whole address', async () => {
    const root = workspace({ 'infra/main.tf': ROLE, 'here/x.tf': '' });
    const { results } = await sarif(path.join(root, 'here'), '../infra');
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation).toEqual({
      uri: pathToFileURL(path.join(root, 'infra/main.tf')).href,
    });
  });
});

/** What the runner makes of a line: first it takes the command apart, then it undoes the escapes. */
function annotation(line: string): { level: string; properties: Record<string, string>; message: string } {
  const [, level, list, message] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const undo = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = list!.split(',').map((each) => each.split('=') as [string, string]);
  return {
    level: level!,
    properties: Object.fromEntries(properties.map(([name, value]) => [name, undo(value)])),
    message: undo(message!),
  };
}

describe('check --format github', () => {
  it('is a command a finding, which the runner reads back as it was', async () => {
    const name = '50%, a:b.tf';
    const cwd = workspace({ [name]: ROLE.replace('acme/api', 'acme%0A::error::/api') });
    const lines = (await report('github', cwd, '.')).trimEnd().split('\n').map(annotation);
    const expected = await findings(cwd, '.');
    expect(lines).toHaveLength(expected.length);
    for (const [i, { rule, severity, message, range }] of expected.entries()) {
      expect(lines[i]).toEqual({
        level: severity,
        message,
        properties: {
          file: name,
          line: String(range.start.line),
          endLine: String(range.end.line),
          col: String(range.start.column),
          endColumn: String(range.end.column - 1),
          title: `oidc-trust: ${rule}`,
        },
      });
    }
    expect(lines.some(({ message }) => message.includes('acme%0A::error::/api'))).toBe(true);
  });

  it('gives no columns for more than one line, and a notice for what is less than a warning', async () => {
    const arguments_ = 'url = join("", [\n"http://",\n"gitlab.com",\n])\nclient_id_list = ["x"]';
    const cwd = workspace({ 'main.tf': `resource "aws_iam_openid_connect_provider" "x" {\n${arguments_}\n}\n` });
    fs.writeFileSync(path.join(cwd, '.oidc-trust.json'), '{"rules": {"provider/*": "hint"}}');
    const [finding, ...others] = await findings(cwd, '.');
    expect([finding!.rule, others]).toEqual(['provider/url', []]);
    const { start, end } = finding!.range;
    expect(end.line).toBeGreaterThan(start.line);
    expect(annotation((await report('github', cwd, '.')).trimEnd())).toMatchObject({
      level: 'notice',
      properties: { file: 'main.tf', line: String(start.line), endLine: String(end.line), title: expect.anything() },
    });
    expect(await report('github', cwd, '.')).not.toMatch(/,(col|endColumn)=/);
  });

  it('warns of a file that could not be read', async () => {
    const lines = await report('github', workspace({ 'main.tf': '', 'half.tf': 'locals {' }), '.');
    expect(annotation(lines.trimEnd())).toMatchObject({ level: 'warning', properties: { file: 'half.tf', line: '1' } });
  });
});

describe('check --format gitlab', () => {
  it('is a list with one fingerprint for each finding', async () => {
    const cwd = workspace({ 'main.tf': ROLE + ROLE.replace('deploy', 'again'), 'b/main.tf': ROLE });
    const issues = JSON.parse(await report('gitlab', cwd, '.')) as Record<string, unknown>[];
    const expected = await findings(cwd, '.');
    expect(issues).toEqual(
      expected.map(({ rule, message, file, range }) => ({
        description: message,
        check_name: rule,
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        severity: 'critical',
        location: { path: file, lines: { begin: range.start.line, end: range.end.line } },
      })),
    );
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(6);
  });

  it('tells errors on standard error, for want of a better place', async () => {
    const cwd = workspace({ 'main.tf': '', 'half.tf': 'locals {' });
    const { code, stdout, stderr } = await cli(cwd, ['check', '--format', 'gitlab', '.']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toMatch(/^note: half\.tf:1:/);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads the XML that the report may hold: elements, attributes, text. Anything else throws. */
function parseXml(xml: string): Element {
  const [, body] = /^<\?xml version="1.0" encoding="UTF-8"\?>\n([\s\S]*)$/.exec(xml) ?? [];
  expect(body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  const decode = (text: string) => {
    if (/[<>"]|&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`not escaped: ${text}`);
    const plain: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
    return text.replaceAll(/&(\w+);/g, (_, name: string) => plain[name]!);
  };
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, tag, text] of body!.matchAll(/<([^>]*)>|([^<]+)/g)) {
    const current = open.at(-1)!;
    if (text !== undefined) current.text += decode(text.trim());
    else if (tag!.startsWith('/')) {
      if (open.pop()!.name !== tag!.slice(1)) throw new Error(`</${tag}> closes nothing`);
    } else {
      const [, name, list, end] = /^(\w[\w-]*)((?: [\w-]+="[^"]*")*)(\/?)$/.exec(tag!)!;
      const attributes = [...list!.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decode(value!)]);
      const element = { name: name!, attributes: Object.fromEntries(attributes), children: [], text: '' };
      current.children.push(element);
      if (!end) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error('an element is open at the end');
  return root.children[0]!;
}

describe('check --format junit', () => {
  const NAME = 'a<b>&"c".tf';

  it('is a suite a file and a test case a finding, whatever is in the file', async () => {
    const hostile = ROLE.replace('acme/api', 'a]]><x>&\u{1f680}\uffff/b');
    const cwd = workspace({ [NAME]: hostile, 'good.tf': '', 'half.tf': 'locals {' });
    const suites = parseXml(await report('junit', cwd, '.'));
    expect(suites.attributes).toMatchObject({ name: 'oidc-trust', tests: '5', failures: '3', errors: '1' });
    expect(
      suites.children.map(({ attributes, children }) => [
        attributes['name'],
        children.map((each) => [each.attributes['name'], each.children[0]?.name ?? 'passed']),
      ]),
    ).toEqual([
      [
        NAME,
        [
          ['action/unknown', 'failure'],
          ['condition/wildcard-literal', 'failure'],
          ['policy/charset', 'failure'],
        ],
      ],
      ['good.tf', [['no findings', 'passed']]],
      ['half.tf', [['not checked', 'error']]],
    ]);
    const [{ message, range }] = (await findings(cwd, '.')) as [CheckOutput['findings'][number]];
    const [first] = suites.children[0]!.children as [Element];
    expect(first.attributes).toEqual({
      classname: NAME,
      name: 'action/unknown',
      file: NAME,
      line: String(range.start.line),
    });
    expect(first.children[0]!.attributes).toEqual({ type: 'error', message });
    expect(first.children[0]!.text).toBe(`${NAME}:${range.start.line}: ${message}`);
  });

  it('fails only where the check fails', async () => {
    const cwd = workspace({ 'main.tf': ROLE, '.oidc-trust.json': '{"rules": {"condition/*": "warning"}}' });
    const failures = async (...args: string[]) =>
      parseXml(await report('junit', cwd, ...args, '.')).attributes['failures'];
    expect(await failures()).toBe('1');
    expect(await failures('--fail-on', 'warning')).toBe('2');
    expect(await failures('--fail-on', 'never')).toBe('0');
  });

  it('names a finding that stands twice twice', async () => {
    const suites = parseXml(await report('junit', workspace({ 'main.tf': ROLE + ROLE.replace('deploy', 'x') }), '.'));
    const names = suites.children[0]!.children.map(({ attributes }) => attributes['name']);
    expect(names.sort()).toEqual([...RULES, ...RULES.map((rule) => `${rule} (2)`)].sort());
  });
});

describe('every format', () => {
  it.each(['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit'])('%s is the same every time', async (format) => {
    const [first, second] = [await report(format, EXAMPLES, '.'), await report(format, EXAMPLES, '.')];
    expect(createHash('sha256').update(second).digest('hex')).toBe(createHash('sha256').update(first).digest('hex'));
    expect(first.endsWith('\n')).toBe(true);
  });
});
