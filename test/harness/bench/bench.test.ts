import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RealClock } from '../../../src/core/clock.ts';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { parseBench } from '../../../src/harness/bench/bench.ts';
import { sha256 } from '../../../src/harness/evidence/line.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { benchTarget } from '../../../src/harness/runner/bench-target.ts';
import { runPacks } from '../../../src/harness/runner/run-packs.ts';
import { declaredDevicesOf } from '../../../src/harness/runner/target.ts';
import { formatLinkAddress } from '../../../src/links/address.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { serveDevice } from '../../../src/sim/serve.ts';

const file = 'hardware/benches/simulated.yaml';
const text = readFileSync(file, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 's1bench-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(changed: string) {
  try {
    parseBench(changed, 'bench.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof DocumentErrors)) throw error;
    return error.problems.map(({ code, where }) => [code, `${where?.line}:${where?.column}`, where?.path]);
  }
}

describe('bench file', () => {
  it('declares devices by their role, with address, model, keys and identity', () => {
    const { name, devices } = parseBench(text, file);
    expect(name).toBe('simulated');
    expect(Object.keys(devices)).toEqual(['esme']);
    expect(formatLinkAddress(devices['esme']?.address as never)).toBe('tcp://127.0.0.1:4059');
  });

  it.each([
    ['tcp://127.0.0.1:4059', 'tcp:/127.0.0.1', ['link-address-invalid', '9:14', 'devices.esme.address']],
    ['00-00-5E-EF-10-00-00-01', '00-00', ['eui64-invalid', '12:12', 'devices.esme.eui64']],
    ['"1200000000011"', '"1200000000012"', ['mpan-invalid', '13:11', 'devices.esme.mpan']],
    ['firmware:', 'firm:', ['document-key-unknown', '14:5', 'devices.esme.firm']],
    ['  esme:', '  ESME:', ['document-key-unknown', '8:3', 'devices.ESME']],
  ])('refuses %s written as %s, with its place', (from, to, problem) => {
    expect(problemsOf(text.replace(from, to))).toEqual([problem]);
  });

  it('says what its devices can be updated to, which others are known, and what the installation has', async () => {
    const image = Buffer.from('an image');
    writeFileSync(join(folder, 'next.bin'), image);
    const next = `    next-firmware: { version: "SL1-0200", image: ${join(folder, 'next.bin')} }\n    mprn: "4000300101"\n`;
    const more = 'features: [export]\nknown:\n  ppmid: { eui64: 00-00-5E-EF-10-00-00-44, type: PPMID }\n';
    const bench = join(folder, 'more.yaml');
    writeFileSync(bench, `${text.replaceAll('../', `${resolve('hardware')}/`).trimEnd()}\n${next}${more}`);
    const target = await benchTarget(bench);
    expect([...target.features].sort()).toEqual(['export', 'ppmid']);
    expect(target.known).toEqual([{ role: 'ppmid', eui64: '00-00-5E-EF-10-00-00-44', type: 'PPMID' }]);
    const [esme] = target.devices;
    expect(esme?.features).toContain('next-firmware');
    expect(esme?.features).toContain('terminal-cover');
    expect(esme?.nextFirmware).toEqual({ version: 'SL1-0200', hash: sha256(image).toUpperCase(), image });
    expect(declaredDevicesOf(target)).toMatchObject({
      esme: { mprn: '4000300101', 'next-firmware': 'SL1-0200', 'next-firmware-hash': sha256(image).toUpperCase() },
      ppmid: { eui64: '00-00-5E-EF-10-00-00-44' },
    });
  });

  it('is refused an image that is not there', async () => {
    const bench = join(folder, 'none.yaml');
    const next = '    next-firmware: { version: "2", image: none.bin }\n';
    writeFileSync(bench, `${text.replaceAll('../', `${resolve('hardware')}/`).trimEnd()}\n${next}`);
    await expect(benchTarget(bench)).rejects.toThrow(/none\.bin.*file-unreadable/);
  });

  it('leads a run to real addresses, in real time', async () => {
    const clock = new RealClock();
    const { seed, devices } = await loadInstallation('hardware/installations/first-light.yaml');
    const meter = createEsme(devices.esme, clock, seed);
    const server = createServer((socket) => serveDevice(socket, meter, { framing: 'hdlc', clock })).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const bench = join(folder, 'bench.yaml');
    const address = `tcp://127.0.0.1:${port}?framing=hdlc&physical=17`;
    writeFileSync(
      bench,
      text.replace('tcp://127.0.0.1:4059?framing=wrapper', address).replaceAll('../', `${resolve('hardware')}/`),
    );
    const packs = ['testpacks/first-light/esme.yaml'];
    const run = await runPacks({ packs, target: { bench }, out: join(folder, 'runs'), tool: 's1bench 0' });
    server.close();
    await once(server, 'close');
    expect(run.tests.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(run).toMatchObject({ exitCode: 0, seed: expect.stringMatching(/^simulated /) });
    expect(verifyRun(run.folder).state).toBe('intact');
  }, 60_000);
});
