import { expect, it } from 'vitest';
import { OnceATurn } from '../../../src/migration/planning/once-a-turn.ts';

it('something is done once in each turn of the event loop', async () => {
  const once = new OnceATurn();
  let times = 0;
  for (const expected of [1, 2, 3]) {
    for (let i = 0; i < 1000; i++) once.do(() => times++);
    expect(times).toBe(expected);
    await Promise.resolve();
  }
});
