import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type RunningCommand, s1bench } from '../support/command.ts';
import { type PtyPair, ptyPair } from '../support/pty-pair.ts';
import { lacks } from '../support/requires.ts';
import { benchAt, firstLight, simulator } from './meter.ts';

/** Needs socat, which makes a pair of pseudo-terminals. */
describe.skipIf(lacks('socat')).each([
  ['HDLC', [], ''],
  ['HDLC after a sign-on (IEC 62056-21 mode E)', ['--sign-on'], '&sign-on=e'],
] as const)('s1bench sim, over a serial line: %s', (_, options, query) => {
  let line: PtyPair;
  let address: string;
  let sim: RunningCommand;

  beforeAll(async () => {
    line = await ptyPair();
    address = `serial:${line.near}?physical=17${query}`;
    sim = await simulator('--serial', line.far, ...options);
  });

  afterAll(async () => {
    await sim.stop();
    await line.close();
  });

  it('says where it is', () => {
    expect(jsonLines(sim.stdout)[0]).toMatchObject({ address: expect.stringContaining(line.far) });
  });

  it('device read', async () => {
    const { status, stdout, stderr } = await s1bench(['device', 'read', address, '0.0.42.0.0.255']);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('"XMP');
  });

  if (options.length > 0) {
    it('device readout (IEC 62056-21 mode C)', async () => {
      const { status, stdout, stderr } = await s1bench(['device', 'readout', address, '--json']);
      expect(status, stderr).toBe(0);
      expect(jsonLines(stdout)).toMatchObject([
        { manufacturer: 'XMP', data: expect.arrayContaining([expect.any(String)]) },
      ]);
    });
  }

  it('run --bench', async () => {
    const only = options.length === 0 ? [] : ['--only', 'SRV-4.1.1', 'SRV-7.3', 'COSEM-public', 'COSEM-blocks'];
    const { status, stdout } = await s1bench(['run', firstLight, '--bench', benchAt(address), ...only]);
    expect(stdout).toMatch(/^run complete: \d+ passed$/m);
    expect(status).toBe(0);
  });

  it('a port that another program holds: exit 3, with the code', async () => {
    const { status, stderr } = await s1bench(['device', 'list', `serial:${line.far}`]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/in use by another program \(EBUSY\).*\[link-open-failed\]/);
  });
});
