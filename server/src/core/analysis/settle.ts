/**
 * The one place where findings meet what the user has said of them: severities by configuration, and suppressions by comments and
 * by the configuration's `ignores`. What is wrong with the suppressions themselves is found here too.
 */
import type { HclFile } from '../hcl/nodes.ts';
import { nearestName } from '../oidc/nearest.ts';
import suppressionReason from '../rules/config/suppressionReason.ts';
import unknownRule from '../rules/config/unknownRule.ts';
import unusedSuppression from '../rules/config/unusedSuppression.ts';
import type { Rule } from '../rules/define.ts';
import { rules } from '../rules/index.ts';
import { type FileId, inFile, type SourceRange, sortByPlace } from '../text/range.ts';
import { once } from '../value/once.ts';
import { type FileConfig, type Ignore, isAtLeast, namesRule, type RuleSetting, settingsFor } from './config.ts';
import type { Finding, Fix, Report } from './report.ts';
import { findingOf } from './runRules.ts';
import { removalOfName, type SuppressedName, type Suppression, suppressionsIn } from './suppressions.ts';

/** The file that a report is about. */
export interface SettledFile {
  readonly file: FileId;
  readonly text: string;
  /** Undefined for what is no HCL, and holds no comments. */
  readonly tree: HclFile | undefined;
  /** All that belongs to it was read without errors, so that what is not found is not there. */
  readonly isWhole: () => boolean;
}

export interface SettledFindings {
  readonly findings: Finding[];
  /** The entries of the configuration that have suppressed something. */
  readonly used: readonly Ignore[];
}

/** What is left of the findings of one file, and what is wrong with its suppressions; in the order of the text. */
export function settle(
  report: Pick<Report, 'findings' | 'masked'>,
  { file, text, tree, isWhole }: SettledFile,
  config: FileConfig,
): SettledFindings {
  const settingOf = settingsFor(config);
  const isOff = (rule: string): boolean => settingOf(rule) === 'off';
  const isAllOff = byName((name) => rules.every(({ id }) => !namesRule(name, id) || isOff(id)));
  const unmasked = report.masked.filter(({ maskedBy }) => maskedBy.every(isOff));
  const all = unmasked.length === 0 ? report.findings : sortByPlace([...report.findings, ...unmasked]);
  const comments = tree ? suppressionsIn(text, tree) : [];
  const ignores = config.config.ignores.filter(({ files }) => files(config.path));
  const usedIgnores = new Set<Ignore>();
  const used = new Set<SuppressedName>();
  for (const finding of report.masked) for (const name of namesFor(finding, comments)) used.add(name);
  const isShown = (finding: Finding): boolean => {
    const [names, entries] = [namesFor(finding, comments), ignores.filter((ignore) => isIgnored(finding, ignore))];
    for (const name of names) used.add(name);
    for (const entry of entries) usedIgnores.add(entry);
    return names.length === 0 && entries.length === 0;
  };
  const shown = comments.length === 0 && ignores.length === 0 ? all : all.filter(isShown);
  const isRead = once(isWhole);
  const isRule = byName((name) => rules.some(({ id }) => namesRule(name, id)));
  const own = comments.flatMap((comment) =>
    faultsOf(comment, file, isRule, (name) => !used.has(name) && !isAllOff(name.name) && isRead()),
  );
  const findings = own.length === 0 ? shown : sortByPlace([...shown, ...own]);
  return { findings: cappedAll(findings, settingOf), used: [...usedIgnores] };
}

/** The configuration's `ignores` without a reason, as findings in the configuration file. */
export function ignoresWithoutReason(file: FileId, config: FileConfig): Finding[] {
  const bare = config.config.ignores.filter(({ reason }) => reason === '');
  return cappedAll(
    bare.map(({ rule, span }) => fault(suppressionReason, 'missing', inFile(file, span), { rules: rule }, [])),
    settingsFor(config),
  );
}

/** The configuration's `ignores` that have suppressed nothing, as findings in the configuration file. */
export function unusedIgnores(file: FileId, config: FileConfig, used: ReadonlySet<Ignore>): Finding[] {
  const unused = config.config.ignores.filter((ignore) => !used.has(ignore));
  return cappedAll(
    unused.map(({ rule, ruleSpan, removal }) =>
      fault(unusedSuppression, 'entry', inFile(file, ruleSpan), { rule }, [
        removing(`Remove the unused entry for ${rule}`, inFile(file, removal)),
      ]),
    ),
    settingsFor(config),
  );
}

function cappedAll(findings: readonly Finding[], settingOf: (rule: string) => RuleSetting | undefined): Finding[] {
  const result: Finding[] = [];
  for (const finding of findings) {
    const setting = settingOf(finding.rule);
    if (setting === undefined) result.push(finding);
    else if (setting !== 'off')
      result.push(isAtLeast(finding.severity, setting) ? { ...finding, severity: setting } : finding);
  }
  return result;
}

function isIgnored({ rule, sid }: Finding, ignore: Ignore): boolean {
  return namesRule(ignore.rule, rule) && (ignore.sid === undefined || ignore.sid === sid);
}

/** The names in comments that suppress a finding. */
function namesFor({ rule, range }: Finding, comments: readonly Suppression[]): SuppressedName[] {
  return comments.flatMap(({ covered, names }) =>
    covered && covered.start <= range.start && range.start <= covered.end
      ? names.filter(({ name }) => namesRule(name, rule))
      : [],
  );
}

/** The same names come again and again. */
function byName(decide: (name: string) => boolean): (name: string) => boolean {
  const decided = new Map<string, boolean>();
  return (name) => {
    let is = decided.get(name);
    if (is === undefined) {
      is = decide(name);
      decided.set(name, is);
    }
    return is;
  };
}

function faultsOf(
  comment: Suppression,
  file: FileId,
  isRule: (name: string) => boolean,
  isUnused: (name: SuppressedName) => boolean,
): Finding[] {
  const at = inFile(file, comment.span);
  if (comment.names.length === 0) return [fault(unknownRule, 'none', at, {}, [])];
  const unknown = comment.names.filter(({ name }) => !isRule(name));
  const named = comment.names.map(({ name }) => name).join(', ');
  return [
    ...(comment.reason === '' ? [fault(suppressionReason, 'missing', at, { rules: named }, [])] : []),
    ...unknown.map((name) => unknownName(name, file)),
    ...comment.names
      .filter((name) => isRule(name.name) && isUnused(name))
      .map((name) => {
        const removal = inFile(file, removalOfName(comment, name));
        return fault(unusedSuppression, 'comment', inFile(file, name.span), { rule: name.name }, [
          removing(`Remove the unused suppression of ${name.name}`, removal),
        ]);
      }),
  ];
}

function removing(title: string, range: SourceRange): Fix {
  return { title, safety: 'safe', edits: [{ range, newText: '' }] };
}

function unknownName({ name, span }: SuppressedName, file: FileId): Finding {
  const range = inFile(file, span);
  const nearest = nearestName(
    name,
    rules.map(({ id }) => id),
    4,
  );
  if (nearest === undefined) return fault(unknownRule, 'unknown', range, { name }, []);
  const edits = [{ range, newText: nearest }];
  return fault(unknownRule, 'near', range, { name, nearest }, [
    { title: `Replace with "${nearest}"`, safety: 'review', edits },
  ]);
}

function fault(
  rule: Rule,
  message: string,
  at: SourceRange,
  data: Readonly<Record<string, string>>,
  fixes: readonly Fix[],
): Finding {
  return findingOf(rule, message, at, { data, fixes: () => fixes });
}
