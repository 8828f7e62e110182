import { quantities } from '../readings/energy.ts';
import type { Esme } from './esme.ts';

/** The data lines of a readout (IEC 62056-21 mode C): identity, and each register in kWh or kvarh. */
export function readout(esme: Esme): string {
  const now = esme.now();
  const lines = [`0.0.0(${esme.entry.serial})`, `0.2.0(${esme.state.firmware})`];
  for (const [index, quantity] of quantities.entries()) {
    const unit = quantity.startsWith('active') ? 'kWh' : 'kvarh';
    const total = esme.registers.total(index as 0 | 1 | 2 | 3, now);
    lines.push(`${index + 1}.8.0(${(total / 1000).toFixed(3).padStart(10, '0')}*${unit})`);
  }
  return lines.map((line) => `${line}\r\n`).join('');
}
