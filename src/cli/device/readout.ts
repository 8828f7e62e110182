import type { LinkAddress } from '../../links/address.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

export const readout: CommandSpec<object, LinkAddress> = {
  name: 'readout',
  summary: 'the data readout of a meter at its optical port (IEC 62056-21 mode C)',
  configure(command) {
    command.argument('<address>', 'serial:/dev/ttyUSB0?baud=9600&sign-on=e');
  },
  async prepare([address = '']) {
    const { parseLinkAddress } = await import('../../links/address.ts');
    return parseLinkAddress(address);
  },
  async run(address, output) {
    const { RealClock } = await import('../../core/clock.ts');
    const { readOut } = await import('../../links/sign-on.ts');
    const { device, data } = await readOut(address, { clock: new RealClock() });
    output.json({ ...device, data: data.split('\r\n').filter((line) => line !== '') });
    output.line(`${device.manufacturer} ${device.identification}`);
    output.line(data.trimEnd());
    return exitCodes.passed;
  },
};
