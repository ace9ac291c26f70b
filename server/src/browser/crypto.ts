/** Of `node:crypto` what the server uses, where there is none. */
import { sha1 } from '@noble/hashes/legacy.js';

class Hash {
  #text = '';

  update(text: string): this {
    this.#text += text;
    return this;
  }

  digest(_encoding: 'base64url'): string {
    const bytes = sha1(new TextEncoder().encode(this.#text));
    const base64 = btoa(String.fromCharCode(...bytes));
    return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  }
}

export function createHash(_algorithm: 'sha1'): Hash {
  return new Hash();
}
