import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/harness/checks/evaluate.ts';
import type { JsonObject } from '../../../src/harness/json.ts';
import { parseTestPack } from '../../../src/harness/pack/test-pack.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { dateTimeFromInstant, encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import {
  ignoresSelection,
  inAttribute,
  inMethod,
  inPolicy,
  reads,
  rowsOf,
  withObject,
  withoutObject,
} from './defects.ts';
import { firstLight, installation, runAndVerify } from './targets.ts';

const profile = '1.0.99.1.0.255';
const supply = '0.0.96.3.10.255';
const register = '1.0.1.8.0.255';
const clock = '0.0.1.0.0.255';

const yesterday = dateTimeFromInstant(Temporal.Instant.from('2026-01-14T10:20:00Z'));
const scalerUnit = (scaler: number, unit: number) =>
  ({
    type: 'structure',
    value: [
      { type: 'integer', value: scaler },
      { type: 'enum', value: unit },
    ],
  }) as const;

/** Meters with one defect each, and the tests that find it. */
const defects: readonly (readonly [name: string, defect: Defect, finders: readonly string[]])[] = [
  ['a register with the wrong scaler', reads(register, 3, scalerUnit(1, 30)), ['SRV-4.1.1']],
  [
    'a register that stands still',
    reads(register, 2, { type: 'double-long-unsigned', value: 7 }),
    ['SRV-4.1.1-goes-on', 'COSEM-rates'],
  ],
  [
    'a profile with gaps',
    rowsOf(profile, (rows) => rows.filter((_, i) => i % 3 !== 2)),
    ['SRV-4.8.1', 'SRV-4.8.1-captures', 'SRV-4.8.1-thirteen-months', 'COSEM-blocks', 'COSEM-entries'],
  ],
  [
    'a profile that captures nothing',
    rowsOf(profile, () => []),
    ['SRV-4.8.1', 'SRV-4.8.1-captures', 'SRV-4.1.1-goes-on'],
  ],
  [
    'a profile whose rows come in the wrong order',
    rowsOf(profile, (rows) => rows.toReversed()),
    ['SRV-4.8.1-captures', 'COSEM-entries', 'COSEM-blocks'],
  ],
  [
    'a profile that ignores what is asked for',
    ignoresSelection(profile),
    ['SRV-4.8.1', 'SRV-4.8.1-outside', 'COSEM-entries'],
  ],
  ['power in kW', reads('1.0.1.7.0.255', 3, scalerUnit(3, 27)), ['SRV-4.16']],
  [
    'the identity of another meter',
    reads('0.0.96.1.3.255', 2, { type: 'octet-string', value: new Uint8Array(8) }),
    ['SRV-6.2.4'],
  ],
  [
    'another firmware than declared',
    reads('1.0.0.2.0.255', 2, { type: 'visible-string', value: '09090909' }),
    ['SRV-11.2'],
  ],
  ['an event log that records nothing', rowsOf('0.0.99.98.0.255', () => []), ['SRV-6.13-event', 'SRV-7.2-logged']],
  [
    'a switch that only says that it opened',
    inMethod(supply, 1, () => ({ invoke: () => 'success' })),
    ['SRV-7.2', 'COSEM-critical', 'SRV-7.3'],
  ],
  [
    'a switch that never closes again',
    inMethod(supply, 2, () => ({ invoke: () => 'temporary-failure' })),
    ['SRV-7.2', 'SRV-7.1-again', 'COSEM-replay'],
  ],
  ['a control mode that cannot be changed', inAttribute(supply, 4, () => ({ write: () => 'success' })), ['SRV-7.3']],
  ['a control mode that takes any value', inAttribute(supply, 4, () => ({ write: () => 'success' })), ['COSEM-values']],
  [
    'a supply state that never changes',
    reads(supply, 3, { type: 'enum', value: 0 }),
    ['DCC-role', 'DCC-registration', 'COSEM-non-critical-rights'],
  ],
  [
    'a clock that is a day late',
    reads(clock, 2, { type: 'octet-string', value: encodeDateTime(yesterday) }),
    ['SRV-6.11', 'SRV-6.11-late'],
  ],
  ['no clock', withoutObject(clock), ['SRV-6.11', 'COSEM-public']],
  [
    'consumption that anyone reads',
    inAttribute(register, 2, () => ({ access: { 1: 'read-only', 2: 'read-only', 16: 'read-only' } })),
    ['COSEM-public-rights'],
  ],
  [
    'consumption that its own client may not read',
    inAttribute(register, 2, () => ({ access: {} })),
    ['SRV-4.1.1', 'COSEM-non-critical-rights', 'COSEM-unprotected'],
  ],
  [
    'a switch for every secured client',
    inMethod(supply, 1, () => ({ access: { 1: 'access', 2: 'access' } })),
    ['COSEM-non-critical-rights'],
  ],
  ['a client that needs no authentication', inPolicy(2, () => ({ mechanism: 'none' })), ['COSEM-no-authentication']],
  [
    'a client for which a password is enough',
    inPolicy(2, () => ({ mechanism: 'lls', secret: new TextEncoder().encode('00000000') })),
    ['COSEM-low-level-security'],
  ],
  [
    'a client for which authentication is enough',
    inPolicy(2, () => ({ securityPolicy: 'authenticated' })),
    ['COSEM-weak-protection'],
  ],
  [
    'a client that needs no protection',
    inPolicy(2, () => ({ securityPolicy: 'none' })),
    ['COSEM-unprotected', 'COSEM-weak-protection'],
  ],
  [
    'other keys for the non-critical client',
    inPolicy(2, () => ({ keys: () => ({ encryption: new Uint8Array(16), authentication: new Uint8Array(16) }) })),
    ['COSEM-encryption-key', 'SRV-4.1.1', 'SRV-6.2.4'],
  ],
  [
    'other keys for the critical client',
    inPolicy(1, () => ({ keys: () => ({ encryption: new Uint8Array(16), authentication: new Uint8Array(16) }) })),
    ['COSEM-authentication-key', 'SRV-7.2', 'COSEM-read-only'],
  ],
  ['counters that may come back', inPolicy(1, () => ({ nextCounterAccepted: () => 0 })), ['COSEM-replay']],
  [
    'a counter that it tells wrong',
    reads('0.0.43.1.2.255', 2, { type: 'double-long-unsigned', value: 5 }),
    ['COSEM-counter'],
  ],
  ['a security log that records nothing', inPolicy(2, () => ({ refused: () => undefined })), ['COSEM-security-log']],
  ['an object too many', withObject('1.0.99.99.99.255', register), ['COSEM-not-there']],
  [
    'a register that can be written',
    inAttribute(register, 2, () => ({ access: { 1: 'read-and-write', 2: 'read-only' }, write: () => 'success' })),
    ['COSEM-read-only'],
  ],
  ['voltage in whole volts', reads('1.0.32.7.0.255', 2, { type: 'long-unsigned', value: 230 }), ['COSEM-mains']],
  [
    'a rate that counts too much',
    reads('1.0.1.8.2.255', 2, { type: 'double-long-unsigned', value: 0xffffffff }),
    ['COSEM-rates'],
  ],
];

/** Tests of what no meter has a part in: outcomes that they may not pass with. */
const wrongOutcomes: Readonly<Record<string, readonly JsonObject[]>> = {
  'SRV-6.13-other-device': [{ responseCode: 'I0', body: { Log: { LogEntry: [] } } }, { responseCode: 'E1000' }],
  'DCC-user': [{ responseCode: 'I0', body: {} }, { responseCode: 'E2' }],
  'DCC-device': [{ responseCode: 'I0', body: {} }, { responseCode: 'E5' }],
  'COSEM-released': [{ result: 'get-response-normal', answer: { result: 'success' } }],
};

describe('the first-light pack', () => {
  it.each(defects)('finds %s', async (_, defect, finders) => {
    const run = await runAndVerify({
      target: { open: () => simTarget(installation, { defects: [defect] }) },
      only: finders,
    });
    const verdictOf = (id: string) => run.tests.find(({ test }) => test === `first-light-esme/${id}`)?.verdict;
    expect(Object.fromEntries(finders.map((id) => [id, verdictOf(id)]))).toEqual(
      Object.fromEntries(finders.map((id) => [id, 'failed'])),
    );
    expect(run).toMatchObject({ status: 'complete', exitCode: 1, verification: { state: 'intact' } });
    expect(run.counts['not-run']).toBe(0);
  });

  const { tests } = parseTestPack(readFileSync(firstLight, 'utf8'), firstLight);

  it.each(Object.entries(wrongOutcomes))('%s passes with the right outcome alone', (id, outcomes) => {
    const steps = tests.find((test) => test.id === id)?.steps ?? [];
    const last = steps.at(-1);
    const scope = { now: Temporal.Instant.from('2026-01-15T10:20:00Z'), remembered: new Map() };
    for (const outcome of outcomes) {
      const { checks } = evaluate({ expect: last?.expect ?? {}, remember: {} }, outcome, scope);
      expect(checks.map(({ verdict }) => verdict)).toContain('fail');
    }
  });

  it('has no test that nothing can fail', () => {
    const found = new Set([...defects.flatMap(([, , finders]) => finders), ...Object.keys(wrongOutcomes)]);
    expect(tests.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });
});
