import { expect, it } from 'vitest';
import { formatObis } from '../../../src/core/identifiers.ts';
import { GasBench } from './gas-bench.ts';

it('x', () => {
  const bench = new GasBench();
  const c = bench.associate(2);
  console.log(
    bench.logicalDevice.tree.objects
      ?.map((o: any) => `${o.classId} ${formatObis(o.logicalName)} ${o.description}`)
      .join('\n'),
  );
  console.log(
    JSON.stringify(c.read(3, '7.0.3.0.0.255', 2)),
    JSON.stringify(c.read(3, '7.0.33.2.0.255', 2)),
    JSON.stringify(c.read(3, '7.0.43.0.0.255', 2)),
  );
  console.log(bench.device.opticalPort?.readout(), bench.recorded('event'), bench.device.energyPerUnit);
});
