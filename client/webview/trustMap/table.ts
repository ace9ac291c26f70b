/** The same as a table: a row a role. */
import type { TrustMapRole } from '../../../server/src/protocol.ts';
import type { Way } from './filter.ts';
import { htmlElement, signIcon } from './svg.ts';
import { rankOf } from './verdicts.ts';

const COLUMNS = ['Role', 'Verdict', 'Issuer', 'Who gets in', 'Place'];

/** What must be seen first comes first. */
export function tableOf(
  ways: readonly Way[],
  fileOf: (uri: string) => string,
  open: (id: string) => void,
): HTMLTableElement {
  const byRole = Map.groupBy(ways, ({ role }) => role.id);
  const groups = [...byRole.values()].sort((a, b) => rankOf(a[0]!.role.verdict) - rankOf(b[0]!.role.verdict));
  return htmlElement('table', {}, [
    htmlElement('caption', {}, ['Who can assume each role']),
    htmlElement('thead', {}, [
      htmlElement(
        'tr',
        {},
        COLUMNS.map((column) => htmlElement('th', { scope: 'col' }, [column])),
      ),
    ]),
    htmlElement(
      'tbody',
      {},
      groups.map((group) => row(group[0]!.role, group, fileOf, open)),
    ),
  ]);
}

function row(
  { id, title, verdict, uri, range }: TrustMapRole,
  ways: readonly Way[],
  fileOf: (uri: string) => string,
  open: (id: string) => void,
): HTMLTableRowElement {
  const button = htmlElement('button', { type: 'button', class: 'link' }, [title]);
  button.addEventListener('click', () => open(id));
  const cell = (...children: (Node | string)[]): HTMLElement => htmlElement('td', {}, children);
  const issuers = [...new Set(ways.map(({ issuer }) => issuer.name))];
  return htmlElement('tr', {}, [
    htmlElement('th', { scope: 'row' }, [button]),
    cell(htmlElement('span', { class: 'verdict' }, [signIcon(verdict), ` ${verdict}`])),
    cell(...lines(issuers)),
    cell(...lines(ways.map(({ subject }) => subject.text))),
    cell(`${fileOf(uri)}:${range.start.line + 1}`),
  ]);
}

function lines(texts: readonly string[]): HTMLElement[] {
  return texts.map((text) => htmlElement('div', {}, [text]));
}
