import { formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { memberIndex } from '../options.ts';
import {
  addressArgument,
  type Connection,
  type ConnectionOptions,
  classOption,
  connectionOptions,
  prepareConnection,
  withSession,
} from './connection.ts';
import { classOf } from './objects.ts';
import { parseValue, valueHelp } from './value.ts';

interface WriteInput {
  readonly connection: Connection;
  readonly object: Obis;
  readonly attribute: number;
  readonly classId: number | undefined;
  readonly value: Data;
}

export const write: CommandSpec<ConnectionOptions, WriteInput> = {
  name: 'write',
  summary: 'write an attribute of an object of a device',
  configure(command) {
    classOption(connectionOptions(addressArgument(command)))
      .argument('<object>', 'logical name, such as 0.0.96.3.10.255')
      .argument('<attribute>', 'index of the attribute', memberIndex)
      .argument('<value>', valueHelp);
  },
  async prepare([address = '', object = '', attribute = '', value = ''], options) {
    return {
      connection: await prepareConnection(address, options),
      object: parseObis(object),
      attribute: memberIndex(attribute),
      classId: options.class,
      value: await parseValue(value),
    };
  },
  async run({ connection, object, attribute, classId: given, value }, output) {
    const place = await withSession(connection, async (session) => {
      const classId = await classOf(session, object, given);
      const result = await session.set({ classId, instance: object, attribute }, value);
      return { object: formatObis(object), class: classId, attribute, result };
    });
    output.json(place);
    const success = place.result === 'success';
    output.line(`${place.object} ${attribute}: ${output.style(success ? 'green' : 'red', place.result)}`);
    return success ? exitCodes.passed : exitCodes.failed;
  },
};
