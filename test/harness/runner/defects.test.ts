import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/harness/checks/evaluate.ts';
import type { JsonObject } from '../../../src/harness/json.ts';
import { parseTestPack } from '../../../src/harness/pack/test-pack.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../../src/sim/defects/catalogue.ts';
import { firstLight, installation, runAndVerify } from './targets.ts';

/** Defects of an electricity meter that the pack can see, and the tests that find them. */
const finders: Readonly<Record<string, readonly string[]>> = {
  'eui64-of-another': ['SRV-6.2.4'],
  'firmware-version-of-before': ['SRV-11.2'],
  'clock-a-day-late': ['SRV-6.11', 'SRV-6.11-late'],
  'clock-in-local-time': ['SRV-6.11'],
  'clock-set-by-anyone': ['COSEM-non-critical-rights'],
  'clock-missing': ['SRV-6.11', 'COSEM-public'],
  'event-log-empty': ['SRV-6.13-event', 'SRV-7.2-logged'],
  'security-log-empty': ['COSEM-security-log'],
  'unauthorised-access-not-logged': ['COSEM-security-log'],
  'no-authentication-wanted': ['COSEM-no-authentication', 'SRV-4.1.1'],
  'password-is-enough': ['COSEM-low-level-security'],
  'non-critical-keys-are-others': ['SRV-4.1.1', 'COSEM-encryption-key', 'COSEM-counter'],
  'critical-keys-are-others': ['SRV-7.2', 'COSEM-authentication-key', 'COSEM-read-only'],
  'plain-text-accepted': ['COSEM-unprotected'],
  'encryption-not-required': ['COSEM-weak-protection'],
  'replay-accepted': ['COSEM-replay'],
  'counter-skips': ['SRV-4.1.1', 'COSEM-counter'],
  'import-register-wrong-scaler': ['SRV-4.1.1', 'SRV-4.1.1-goes-on'],
  'import-register-in-kwh': ['SRV-4.1.1-goes-on', 'COSEM-rates'],
  'import-register-wrong-unit': ['SRV-4.8.1', 'SRV-4.8.1-captures'],
  'import-register-frozen': ['SRV-4.1.1-goes-on'],
  'consumption-for-anyone': ['COSEM-public-rights'],
  'consumption-for-no-one': ['SRV-4.1.1', 'COSEM-non-critical-rights'],
  'import-register-writable': ['COSEM-read-only'],
  'object-too-many': ['COSEM-not-there'],
  'import-and-export-swapped': ['SRV-4.1.1-goes-on', 'COSEM-rates'],
  'voltage-in-whole-volts': ['COSEM-mains'],
  'power-says-kilowatts': ['SRV-4.16'],
  'profile-ignores-range': ['SRV-4.8.1-outside', 'COSEM-entries'],
  'profile-newest-first': ['SRV-4.8.1-captures', 'COSEM-blocks'],
  'profile-row-twice-at-midnight': ['SRV-4.8.1-thirteen-months'],
  'profile-row-missing-at-noon': ['SRV-4.8.1-captures'],
  'supply-not-disabled': ['SRV-7.2', 'COSEM-critical', 'SRV-7.3'],
  'supply-state-not-updated': ['SRV-7.2'],
  'supply-state-always-disabled': ['DCC-role', 'DCC-registration'],
  'supply-never-enabled-again': ['SRV-7.1-again', 'COSEM-replay'],
  'supply-enabled-by-arming': ['SRV-7.3'],
  'supply-by-anyone': ['COSEM-non-critical-rights'],
  'supply-mode-not-stored': ['COSEM-values'],
  'supply-change-not-logged': ['SRV-7.2-logged'],
};

/** Tests of what no meter has a part in: outcomes that they may not pass with. */
const wrongOutcomes: Readonly<Record<string, readonly JsonObject[]>> = {
  'SRV-6.13-other-device': [{ responseCode: 'I0', body: { Log: { LogEntry: [] } } }, { responseCode: 'E1000' }],
  'DCC-user': [{ responseCode: 'I0', body: {} }, { responseCode: 'E2' }],
  'DCC-device': [{ responseCode: 'I0', body: {} }, { responseCode: 'E5' }],
  'COSEM-released': [{ result: 'get-response-normal', answer: { result: 'success' } }],
};

describe('the first-light pack', () => {
  it.each(Object.entries(finders))('finds %s', async (name, only) => {
    const defect = findDefect(name);
    const defects = defect === undefined ? [] : [defect];
    const run = await runAndVerify({ target: { open: () => simTarget(installation, { defects }) }, only });
    const verdictOf = (id: string) => run.tests.find(({ test }) => test === `first-light-esme/${id}`)?.verdict;
    expect(Object.fromEntries(only.map((id) => [id, verdictOf(id)]))).toEqual(
      Object.fromEntries(only.map((id) => [id, 'failed'])),
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
    const found = new Set([...Object.values(finders).flat(), ...Object.keys(wrongOutcomes)]);
    expect(tests.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });
});
