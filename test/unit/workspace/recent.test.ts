import { describe, expect, it } from 'vitest';
import { Recent } from '../../../server/src/workspace/recent.ts';

describe('what was used recently', () => {
  it('stays, and what was not asked for longest goes', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect(recent.keys()).toEqual(['a', 'c']);
    expect(recent.has('b')).toBe(false);
    recent.delete('a');
    expect(recent.get('a')).toBeUndefined();
  });
});
