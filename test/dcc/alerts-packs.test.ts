import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carryOut, prepareRun, type RunOptions } from '../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../src/sim/defects/catalogue.ts';
import { newPath } from '../support/scratch.ts';

type Device = 'hub' | 'esme' | 'gsme';

/** Defects of alerts and logs, by device, each with a test that fails with it. */
const finders: { readonly [D in Device]: Readonly<Record<string, string>> } = {
  hub: {
    'event-log-empty': 'LOG-hub',
    'event-log-wraps-early': 'LOG-hub',
    'event-log-newest-first': 'LOG-hub',
    'event-log-not-cleared': 'LOG-hub',
    'security-log-empty': 'ALERT-security-ch',
    'unauthorised-access-not-logged': 'ALERT-security-ch',
    'encryption-not-required': 'ALERT-security-ch',
    'replay-accepted': 'ALERT-security-ch',
    'lost-meter-not-told': 'ALERT-hub-meter',
    'han-device-not-added': 'ALERT-hub-device-log',
    'han-device-not-removed': 'ALERT-hub-device-log',
    'clock-set-not-stored': 'ALERT-clock-ch',
  },
  esme: {
    'event-log-empty': 'LOG-clear-esme',
    'event-log-wraps-early': 'LOG-clear-esme',
    'event-log-newest-first': 'LOG-clear-esme',
    'event-log-not-cleared': 'LOG-clear-esme',
    'security-log-empty': 'ALERT-security-esme',
    'unauthorised-access-not-logged': 'ALERT-security-esme',
    'supply-change-not-logged': 'ALERT-supply-untold-esme',
    'voltage-not-told': 'ALERT-voltage-over',
    'outage-not-told': 'ALERT-outage-long',
    'outage-not-logged': 'ALERT-outage-long',
    'power-failures-not-counted': 'ALERT-outage-long',
    'billing-not-told': 'ALERT-billing-esme',
    'payment-mode-change-not-logged': 'ALERT-payment-mode-esme',
    'message-cannot-be-acknowledged': 'ALERT-message-esme',
    'emergency-credit-not-activated': 'ALERT-credit-esme',
    'top-up-by-hand-not-credited': 'ALERT-utrn-esme',
    'debt-not-stored': 'ALERT-debt-esme',
    'load-limit-not-stored': 'ALERT-load-limit',
    'tamper-not-told': 'ALERT-tamper-esme-meter-cover',
    'tamper-not-logged': 'ALERT-tamper-esme-meter-cover',
    'tamper-not-counted': 'ALERT-tamper-esme-meter-cover',
    'magnet-unnoticed': 'ALERT-tamper-esme-magnet',
  },
  gsme: {
    'event-log-empty': 'LOG-clear-gsme',
    'event-log-wraps-early': 'LOG-clear-gsme',
    'event-log-newest-first': 'LOG-clear-gsme',
    'event-log-not-cleared': 'LOG-clear-gsme',
    'security-log-empty': 'ALERT-security-gsme',
    'unauthorised-access-not-logged': 'ALERT-security-gsme',
    'supply-change-not-logged': 'ALERT-supply-untold-gsme',
    'low-battery-not-told': 'ALERT-battery',
    'reverse-flow-unnoticed': 'ALERT-gas-reverse',
    'billing-not-told': 'ALERT-billing-gsme',
    'payment-mode-change-not-logged': 'ALERT-payment-mode-gsme',
    'message-cannot-be-acknowledged': 'ALERT-message-gsme',
    'emergency-credit-not-activated': 'ALERT-credit-gsme',
    'top-up-by-hand-not-credited': 'ALERT-utrn-gsme',
    'debt-not-stored': 'ALERT-debt-gsme',
    'tamper-not-told': 'ALERT-tamper-gsme-battery-cover',
    'tamper-not-logged': 'ALERT-tamper-gsme-battery-cover',
    'tamper-not-counted': 'ALERT-tamper-gsme-battery-cover',
    'magnet-unnoticed': 'ALERT-tamper-gsme-magnet',
  },
};

const installation = 'hardware/installations/moc-mds-dual-fuel.yaml';
const options: RunOptions = { packs: [packOfThese()], target: { sim: installation }, tool: 's1bench 0' };
const whole = await prepareRun(options);

/** A pack of these two sets alone: a pack names files below its own folder. */
function packOfThese(): string {
  const folder = newPath();
  mkdirSync(folder, { recursive: true });
  const sets = ['alerts', 'scheduling'];
  for (const set of sets) cpSync(`testpacks/standard-dmct-srv/shared/${set}.yaml`, join(folder, `${set}.yaml`));
  const include = sets.map((set) => `${set}.yaml`).join(', ');
  const file = join(folder, 'pack.yaml');
  writeFileSync(file, `kind: test-pack\nid: sets\ntitle: Sets\nversion: 1.0.0\ninclude: [${include}]\n`);
  return file;
}

describe('alerts and schedules of the standard DMCT SRV packs', () => {
  it('SVTAD 20.15(b): have at least 30 tests on alerts, of at least 25 codes', () => {
    const tests = whole.tests.filter(({ test: { id } }) => id.startsWith('ALERT-'));
    const codes = tests.flatMap(({ test: { steps } }) =>
      steps.flatMap(({ action, expect: asked }) => {
        const isWanted = asked['result']?.equals === 'arrived';
        return action.name === 'await' && 'alert' in action.with && isWanted ? [action.with.alert] : [];
      }),
    );
    expect(tests.length).toBeGreaterThanOrEqual(30);
    expect(new Set(codes).size).toBeGreaterThanOrEqual(25);
  });

  it('pass on a sound installation', async () => {
    const run = await carryOut(whole, { ...options, out: newPath() });
    expect(run.tests.filter(({ verdict }) => verdict !== 'passed').map(({ test }) => test)).toEqual([]);
  });

  describe.each(['hub', 'esme', 'gsme'] as const)('%s', (device) => {
    it.each(Object.entries(finders[device]))('%s makes %s fail', async (name, id) => {
      const defect = findDefect(name) ?? expect.fail(`no defect ${name}`);
      const target = await simTarget(installation, { defects: { [device]: [defect] } });
      const tests = whole.tests.filter(({ test }) => test.id === id);
      const run = await carryOut({ ...whole, target, tests }, { ...options, out: newPath() });
      expect(run.tests.map(({ verdict }) => verdict)).toEqual(['failed']);
    });
  });
});
