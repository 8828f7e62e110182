import { toHex } from '../../src/core/bytes.ts';
import type { Simulation } from './simulation.ts';

const HEX = /[0-9A-Fa-f]{32,}/g;
const BASE64 = /[A-Za-z0-9+/_-]{22,}/g;
const HEX_LENGTH = 32;
const BASE64_LENGTH = 21;

/** Whether any key can be read in a file of the exchange or in a log, as hexadecimal or as base64 of its own. */
export function secretsIn({ exchange, logged }: Simulation, secrets: readonly Uint8Array[]): readonly string[] {
  const known = new Set<string>();
  for (const secret of secrets) {
    known.add(toHex(secret).toLowerCase());
    known.add(secret.toBase64().slice(0, BASE64_LENGTH));
    known.add(secret.toBase64({ alphabet: 'base64url' }).slice(0, BASE64_LENGTH));
  }
  const texts = exchange
    .names()
    .map((name) => [name, Buffer.from(exchange.get(name) ?? []).toString('latin1')] as const);
  return [...texts, ['the logs', logged.join('\n')] as const].flatMap(([name, text]) =>
    holds(text, known) ? [`a key in ${name}`] : [],
  );
}

function holds(text: string, known: ReadonlySet<string>): boolean {
  for (const [run] of text.matchAll(HEX)) {
    const small = run.toLowerCase();
    for (let i = 0; i + HEX_LENGTH <= small.length; i++) if (known.has(small.slice(i, i + HEX_LENGTH))) return true;
  }
  // A key that is sealed begins nowhere that could be told; one that is open begins a text of its own.
  for (const [run] of text.matchAll(BASE64)) if (known.has(run.slice(0, BASE64_LENGTH))) return true;
  return false;
}
