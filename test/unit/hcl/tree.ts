/** Shows a syntax tree on one line, and visits its nodes. */
import type { Attribute, Block, Body, Expression, HclFile, TemplatePart } from '../../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import type { Span } from '../../../server/src/core/text/range.ts';

/** The value of the first argument. */
export function valueOfFirst(file: HclFile): Expression {
  const [item] = file.body.items;
  if (item?.kind !== 'attribute') throw new Error('an argument is expected first');
  return item.value;
}

export function expression(source: string): string {
  return shown(valueOfFirst(parseHcl(`a = ${source}\n`)), `a = ${source}\n`);
}

export function body(source: string): string {
  return items(parseHcl(source).body, source);
}

function items({ items, complete }: Body, text: string): string {
  const shownItems = items.map((item) => {
    if (item.kind === 'attribute') return `${item.name}=${shown(item.value, text)}`;
    const labels = item.labels.map((label) => ` ${JSON.stringify(label.text)}`).join('');
    return `${item.type}${labels}{${itemsOf(item, text)}}`;
  });
  return [...shownItems, ...(complete ? [] : ['?'])].join('; ');
}

function itemsOf(block: Block, text: string): string {
  return items(block.body, text);
}

function shown(node: Expression, text: string): string {
  const open = 'complete' in node && !node.complete ? '?' : '';
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'keyword':
      return String(node.value);
    case 'variable':
      return node.name;
    case 'missing':
      return '_';
    case 'splat-item':
      return '@';
    case 'template': {
      const kind = { quoted: '', heredoc: '<<', 'flush-heredoc': '<<-' }[node.form];
      return `${kind}"${node.parts.map((part) => partShown(part, text)).join('|')}${node.closed ? '' : '?'}"`;
    }
    case 'parentheses':
      return `(${shown(node.value, text)})`;
    case 'unary':
      return `{${node.operator}${shown(node.operand, text)}}`;
    case 'binary':
      return `{${shown(node.left, text)} ${node.operator} ${shown(node.right, text)}}`;
    case 'conditional':
      return `{${shown(node.condition, text)} ? ${shown(node.yes, text)} : ${shown(node.no, text)}}`;
    case 'get':
      return `${shown(node.target, text)}.${node.name}`;
    case 'index':
      return `${shown(node.target, text)}[${shown(node.key, text)}]`;
    case 'splat':
      return `${shown(node.target, text)}${node.form === 'full' ? '[*]' : '.*'}<${shown(node.each, text)}>`;
    case 'call':
      return `${node.name}(${[...node.args.map((arg) => shown(arg, text)), ...(node.expandFinal ? ['...'] : [])].join(', ')}${open})`;
    case 'tuple':
      return `[${node.items.map((item) => shown(item, text)).join(', ')}${open}]`;
    case 'object':
      return `{${node.entries.map(({ key, value, colon }) => `${shown(key, text)}${colon ? ':' : '='}${shown(value, text)}`).join(', ')}${open}}`;
    case 'for': {
      const key = node.key ? `${shown(node.key, text)} => ` : '';
      const condition = node.condition ? ` if ${shown(node.condition, text)}` : '';
      return `for-${node.form}<${node.names.join(',')} in ${shown(node.collection, text)}: ${key}${shown(node.value, text)}${node.grouping ? '...' : ''}${condition}>`;
    }
  }
}

function partShown(part: TemplatePart, text: string): string {
  if (part.kind === 'text') return text.slice(part.start, part.end).replaceAll('\n', '⏎').replaceAll('\r', '␍');
  const [left, right] = [part.stripLeft ? '~' : '', part.stripRight ? '~' : ''];
  if (part.kind === 'interpolation') return `$${left}${shown(part.value, text)}${right}`;
  const names = part.names.length > 0 ? ` ${part.names.join(',')}` : '';
  return `%${left}${part.keyword}${names}${part.value ? ` ${shown(part.value, text)}` : ''}${right}`;
}

/** The spans right inside a node, in the order of the source. */
export function children(
  node: Body | Attribute | Block | Expression | TemplatePart,
): readonly (Span & { kind?: string })[] {
  switch (node.kind) {
    case 'body':
      return node.items;
    case 'attribute':
      return [node.nameSpan, node.value];
    case 'block':
      return [node.typeSpan, ...node.labels, node.body];
    case 'template':
      return node.parts;
    case 'interpolation':
    case 'parentheses':
      return [node.value];
    case 'directive':
      return node.value ? [node.value] : [];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.yes, node.no];
    case 'get':
      return [node.target, node.nameSpan];
    case 'index':
      return [node.target, node.key];
    case 'splat':
      return [node.target, node.each];
    case 'call':
      return [node.nameSpan, ...node.args];
    case 'tuple':
      return node.items;
    case 'object':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [
        node.collection,
        ...(node.key ? [node.key] : []),
        node.value,
        ...(node.condition ? [node.condition] : []),
      ];
    case 'number':
    case 'keyword':
    case 'variable':
    case 'splat-item':
    case 'missing':
    case 'text':
      return [];
  }
}
