import { VirtualClock } from '../../../src/core/clock.ts';
import { parseDocument } from '../../../src/core/documents.ts';
import type { Random } from '../../../src/core/random.ts';
import { CosemClient } from '../../../src/protocol/cosem/client/client.ts';
import { parseObjectList } from '../../../src/protocol/cosem/client/object-list.ts';
import { CosemServer } from '../../../src/protocol/cosem/server/server.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { RecordedDevice } from '../../../src/sim/recorded/device.ts';
import { recordedDeviceSchema } from '../../../src/sim/recorded/load.ts';
import { type RecordedModel, recordedModelSchema } from '../../../src/sim/recorded/model.ts';
import { stateOf } from '../../../src/sim/recorded/state.ts';
import { deviceText, modelText, stateText } from '../../../src/sim/recorded/texts.ts';
import { Client, DeviceBench } from '../../sim/bench.ts';
import { dualFuel } from '../../sim/installation/dwelling.ts';
import { recordingOfDevice } from '../../sim/recorded/recorded.ts';
import type { Taker, Target } from '../target.ts';
import { textOf } from './sample.ts';
import { saps } from './subject.ts';

const MOST_ROWS = 2;
const { esme } = dualFuel.devices;

interface Recorded {
  readonly model: RecordedModel;
  readonly texts: readonly string[];
}

/** What `device dump` writes of a meter: model, state, and the file that names them. */
async function recorded(): Promise<Recorded> {
  const clock = new VirtualClock(dualFuel.start);
  const bench = new DeviceBench(createEsme(esme, clock, 'recorded'), clock, esme.keys);
  const { model, state } = await recordingOfDevice(bench, esme.keys, MOST_ROWS);
  const names = { name: 'fuzzed', eui64: state.eui64, model: 'm.yaml', state: 's.yaml', keys: 'k.yaml' };
  return { model, texts: [modelText(model), stateText(state), deviceText(names)] };
}

/** What isn't refused can be served, and every object of it be asked for. */
async function serving(random: Random): Promise<Taker> {
  const { model, texts } = await recorded();
  const [, state = ''] = texts;
  return (input, mutated) => {
    const text = textOf(input);
    const changed = textOf(mutated(input));
    if (text.includes('kind: recorded-device')) {
      parseDocument(changed, 'fuzzed.yaml', recordedDeviceSchema);
      return;
    }
    const isModel = text === texts[0];
    const read = isModel ? parseDocument(changed, 'm.yaml', recordedModelSchema) : model;
    const recording = { model: read, state: parseDocument(isModel ? state : changed, 's.yaml', stateOf(read)) };
    const device = new RecordedDevice({ ...recording, keys: esme.keys }, new VirtualClock(dualFuel.start));
    const cosem = new CosemClient({ mechanism: 'none', random: (length) => random.bytes(length) });
    const client = new Client(new CosemServer(device.logicalDevices), saps.public, cosem, []);
    client.perform(cosem.associate());
    for (const { classId, logicalName, attributes } of parseObjectList(client.read(15, '0.0.40.0.0.255', 2))) {
      for (const attribute of attributes.keys()) {
        client.perform(cosem.get({ classId, instance: logicalName, attribute }));
      }
    }
    new RecordedDevice({ ...recording, keys: esme.keys }, new VirtualClock(dualFuel.start), device.save());
  };
}

async function corpus(): Promise<readonly Uint8Array[]> {
  const { texts } = await recorded();
  return texts.map((text) => new TextEncoder().encode(text));
}

export const recordedFileTargets: readonly Target[] = [{ name: 'recorded files', cost: 150, corpus, start: serving }];
