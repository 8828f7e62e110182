import { formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import type { AttributeDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { memberIndex } from '../options.ts';
import type { Output } from '../output.ts';
import {
  addressArgument,
  type Connection,
  type ConnectionOptions,
  classOption,
  connectionOptions,
  prepareConnection,
  withSession,
} from './connection.ts';
import { instantOf } from './instant.ts';
import { classOf, readObjectList } from './objects.ts';

interface ReadOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
}

interface ReadInput {
  readonly connection: Connection;
  /** One attribute, or all that are readable. */
  readonly wanted:
    | { readonly object: Obis; readonly attribute: number; readonly classId: number | undefined }
    | undefined;
  readonly period: { readonly from: Temporal.Instant; readonly to: Temporal.Instant } | undefined;
}

export const read: CommandSpec<ReadOptions, ReadInput> = {
  name: 'read',
  summary: 'read an attribute, or everything that the client may read',
  configure(command) {
    classOption(connectionOptions(addressArgument(command)))
      .argument('[object]', 'logical name, such as 1.0.1.8.0.255; without it, everything readable is read')
      .argument('[attribute]', 'index of the attribute', memberIndex, 2)
      .option('--from <instant>', 'rows of a profile from here, such as 2026-01-14T00:00Z')
      .option('--to <instant>', 'rows of a profile to here');
  },
  async prepare([address = '', object, attribute], options) {
    const wanted =
      object === undefined
        ? undefined
        : { object: parseObis(object), attribute: memberIndex(attribute ?? '2'), classId: options.class };
    return { connection: await prepareConnection(address, options), wanted, period: periodOf(options) };
  },
  async run({ connection, wanted, period }, output) {
    const failures = await withSession(connection, async (session) => {
      const attributes = wanted === undefined ? await readable(session) : [await descriptorOf(session, wanted, period)];
      let refused = 0;
      for (const attribute of attributes) if (!(await readOne(session, attribute, output))) refused++;
      return refused;
    });
    return failures === 0 ? exitCodes.passed : exitCodes.failed;
  },
};

async function readOne(session: DeviceSession, attribute: AttributeDescriptor, output: Output): Promise<boolean> {
  const { dataToJson, dataTypeName } = await import('../../harness/cosem-data.ts');
  const { shownData } = await import('./shown-data.ts');
  const result = await session.get(attribute);
  const place = { class: attribute.classId, object: formatObis(attribute.instance), attribute: attribute.attribute };
  const name = `${place.object} ${place.attribute}`;
  if ('error' in result) {
    output.json({ ...place, error: result.error });
    output.line(`${name}: ${output.style('red', result.error)}`);
    return false;
  }
  output.json({ ...place, type: dataTypeName(result.data), value: dataToJson(result.data) });
  output.line(`${name}: ${shownData(result.data)}`);
  return true;
}

async function descriptorOf(
  session: DeviceSession,
  { object, attribute, classId }: NonNullable<ReadInput['wanted']>,
  period: ReadInput['period'],
): Promise<AttributeDescriptor> {
  const descriptor = { classId: await classOf(session, object, classId), instance: object, attribute };
  if (period === undefined) return descriptor;
  const { rangeByTime } = await import('../../protocol/cosem/selective-access.ts');
  return { ...descriptor, selection: rangeByTime(period.from, period.to) };
}

async function readable(session: DeviceSession): Promise<readonly AttributeDescriptor[]> {
  const { isReadable } = await import('../../protocol/cosem/client/object-list.ts');
  return (await readObjectList(session)).flatMap(({ classId, logicalName: instance, attributes }) =>
    [...attributes].filter(([, access]) => isReadable(access)).map(([attribute]) => ({ classId, instance, attribute })),
  );
}

function periodOf({ from, to }: ReadOptions): ReadInput['period'] {
  if (from === undefined && to === undefined) return undefined;
  return { from: instantOf(from ?? '2000-01-01T00:00Z'), to: instantOf(to ?? '2099-12-31T23:59Z') };
}
