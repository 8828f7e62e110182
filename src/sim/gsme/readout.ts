import { VOLUME } from '../readings/gas.ts';
import type { Gsme } from './gsme.ts';

/** The data lines of a readout (IEC 62056-21 mode C): identity, and the volume in m3. */
export function readout(gsme: Gsme): string {
  const volume = gsme.registers.total(VOLUME, gsme.now()) / 1000;
  const lines = [
    `0.0.0(${gsme.entry.serial})`,
    `0.2.0(${gsme.state.firmware})`,
    `7-0:3.0.0(${volume.toFixed(3).padStart(9, '0')}*m3)`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
