import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { RunningCommand, shipped } from '../support/command.ts';
import { newFile } from '../support/scratch.ts';

export const installation = shipped('hardware/installations/first-light.yaml');
export const firstLight = shipped('testpacks/first-light/esme.yaml');
export const keys = shipped('hardware/keys/test-keys.yaml');

const simulators: RunningCommand[] = [];

// Registered when a test file is read: a hook that is asked for while tests run is not called.
afterAll(async () => {
  await Promise.all(simulators.map((simulator) => simulator.stop()));
});

/** `s1bench sim` with the simulated electricity meter, until the tests of the file have ended. */
export async function simulator(...args: readonly string[]): Promise<RunningCommand> {
  const command = new RunningCommand(['sim', installation, '--json', ...args], {});
  simulators.push(command);
  await command.says(/Ctrl-C stops/);
  return command;
}

/** `simulator` on a free TCP port, and the address that it announces. */
export async function tcpSimulator(framing: 'wrapper' | 'hdlc', ...args: readonly string[]) {
  const command = await simulator('--tcp', '0', '--framing', framing, ...args);
  const [, address = ''] = await command.says(/"address":"(tcp:[^"]+)"/);
  return { command, address };
}

/** A bench file with the meter of the installation at an address. */
export function benchAt(address: string): string {
  return newFile(
    'bench.yaml',
    `kind: bench
name: e2e
devices:
  esme:
    address: ${JSON.stringify(address)}
    model: ${JSON.stringify(shipped('hardware/models/simulated-esme.yaml'))}
    keys: ${JSON.stringify(keys)}
    eui64: 00-00-5E-EF-10-00-00-01
    mpan: "1200000000011"
    firmware: "01000000"
`,
  );
}

/** A test pack of these tests. */
export function packOf(...tests: readonly string[]): string {
  return newFile('small.yaml', `kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\ntests:\n${tests.join('')}`);
}

/** A test that reads the clock. */
export const readsClock = (id: string): string => `
  - id: ${id}
    title: Reads the clock
    traces: [Blue Book 4.5.1]
    needs: [esme]
    steps:
      - associate: { client: public }
      - get: { class: 8, object: 0.0.1.0.0.255, attribute: 2 }
        expect: { type: octet-string }
`;

/** A test that disables the supply, waits for an hour, and enables it again. */
export const waits = (id: string): string => `
  - id: ${id}
    title: Waits for an hour
    traces: [SRV 7.2]
    needs: [esme]
    steps:
      - request: { srv: "7.2" }
        expect: { responseCode: I0 }
      - wait: 1h
      - request: { srv: "7.4" }
    cleanup:
      - request: { srv: "7.1" }
`;

/** The folder that the evidence of a run is in, as the command told it. */
export function evidenceOf(stdout: string): string {
  return /^evidence: (?<folder>.+)$/m.exec(stdout)?.groups?.['folder'] ?? '';
}

export type Event = Readonly<Record<string, unknown>>;

export function eventsOf(folder: string): readonly Event[] {
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
