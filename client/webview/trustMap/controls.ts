/** The filter above the map. */
import type { Filter, Way } from './filter.ts';
import { htmlElement, signIcon } from './svg.ts';
import { VERDICTS } from './verdicts.ts';

export class Controls {
  readonly #text = element('text', HTMLInputElement);
  readonly #issuer = element('issuer', HTMLSelectElement);
  readonly #verdicts = element('verdicts', HTMLFieldSetElement);
  readonly #boxes = new Map<string, { readonly box: HTMLInputElement; readonly count: HTMLElement }>();
  #filter: Filter;

  constructor(filter: Filter, onChange: (filter: Filter) => void) {
    this.#filter = filter;
    const changed = (): void => {
      this.#filter = this.#read();
      onChange(this.#filter);
    };
    this.#text.value = filter.text;
    for (const { verdict, meaning } of VERDICTS) this.#verdicts.append(this.#choice(verdict, meaning, filter));
    this.#text.addEventListener('input', changed);
    this.#issuer.addEventListener('change', changed);
    this.#verdicts.addEventListener('change', changed);
  }

  /** Offers the issuers that there are, and says how many roles have which verdict. */
  offer(ways: readonly Way[]): void {
    const issuers = new Map(ways.map(({ issuer }) => [issuer.id, issuer]));
    const names = [...issuers.values()].map(({ id, name, issuer }) => {
      const isClear = [...issuers.values()].every((other) => other.id === id || other.name !== name);
      return htmlElement('option', { value: id }, [isClear ? name : `${name}: ${issuer}`]);
    });
    this.#issuer.replaceChildren(htmlElement('option', { value: '' }, ['all']), ...names);
    this.#issuer.value = issuers.has(this.#filter.issuer) ? this.#filter.issuer : '';
    const roles = [...new Map(ways.map(({ role }) => [role.id, role])).values()];
    for (const [verdict, { count }] of this.#boxes)
      count.textContent = String(roles.filter((role) => role.verdict === verdict).length);
  }

  #choice(verdict: string, meaning: string, { hidden }: Filter): HTMLLabelElement {
    const box = htmlElement('input', { type: 'checkbox', value: verdict });
    box.checked = !hidden.includes(verdict);
    const count = htmlElement('span', { class: 'count' });
    this.#boxes.set(verdict, { box, count });
    return htmlElement('label', { title: meaning }, [box, signIcon(verdict), ` ${verdict} `, count]);
  }

  #read(): Filter {
    const hidden = [...this.#boxes].filter(([, { box }]) => !box.checked).map(([verdict]) => verdict);
    return { issuer: this.#issuer.value, hidden, text: this.#text.value };
  }
}

/** An element that the page has. */
export function element<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
