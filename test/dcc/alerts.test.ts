import { afterEach, describe, expect, it } from 'vitest';
import { Enrolled } from './enrolled.ts';

describe('tmp', () => {
  it('goes', async () => {
    const e = await Enrolled.open();
    await e.stand.listen();
    const { operate } = e.target;
    await operate?.call(e.target, 'esme', { kind: 'cover', which: 'terminal', is: 'open' });
    await e.sleep({ minutes: 5 });
    await operate?.call(e.target, 'esme', { kind: 'power', is: 'off' });
    await e.sleep({ minutes: 5 });
    await operate?.call(e.target, 'esme', { kind: 'power', is: 'on' });
    await e.sleep({ minutes: 5 });
    console.log(JSON.stringify(e.messages, null, 1), e.refusedPushes, e.takeOperations('ch'));
    await e.close();
  });
});
