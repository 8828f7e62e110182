import { describe, expect, it } from 'vitest';
import { S1benchError } from '../../../src/core/errors.ts';
import type { DeviceSession } from '../../../src/dcc/device/session.ts';
import { takeSnapshot } from '../../../src/migration/device-testing/snapshot.ts';
import { snapshotContents } from '../../../src/migration/device-testing/snapshot-contents.ts';
import { procedures, TakeOver } from './take-over.ts';

/** A session with a device that takes no lists, or is silent when it is given one. */
function withoutLists(session: DeviceSession, code: 'cosem-service-not-negotiated' | 'device-no-response') {
  const getList = () => Promise.reject(new S1benchError(code));
  return { get: session.get.bind(session), getList } as unknown as DeviceSession;
}

describe.each(['esme', 'gsme', 'hub'] as const)('what is asked for together of the %s', (name) => {
  it.each(['cosem-service-not-negotiated', 'device-no-response'] as const)(
    'is what is had one by one, where it cannot be (%s), in far fewer messages',
    async (code) => {
      const takeOver = await TakeOver.at();
      const { site } = takeOver;
      const at = site.clock.now();
      const taken = async (session: DeviceSession) => {
        const before = site.messages;
        const variations = site.variationsOf(site.id(name));
        const contents = snapshotContents[name];
        const snapshot = await takeSnapshot(session, contents, { at, since: at }, procedures.snapshot, variations);
        return { snapshot, messages: site.messages - before };
      };
      const session = takeOver.session('s1sp', name);
      await session.open();
      const [together, alone] = [await taken(session), await taken(withoutLists(session, code))];
      expect(together.snapshot).toEqual(alone.snapshot);
      expect(3 * together.messages).toBeLessThan(alone.messages);
    },
  );
});
