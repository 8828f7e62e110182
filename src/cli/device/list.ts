import { formatObis } from '../../core/identifiers.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import {
  addressArgument,
  type Connection,
  type ConnectionOptions,
  connectionOptions,
  prepareConnection,
  withSession,
} from './connection.ts';
import { readObjectList } from './objects.ts';

export const list: CommandSpec<ConnectionOptions, Connection> = {
  name: 'list',
  summary: 'the objects of a device, and what the client may do with them',
  configure: (command) => void connectionOptions(addressArgument(command)),
  prepare: ([address = ''], options) => prepareConnection(address, options),
  async run(connection, output) {
    const objects = await withSession(connection, readObjectList);
    for (const { classId, version, logicalName, attributes, methods } of objects) {
      const object = formatObis(logicalName);
      output.json({
        object,
        class: classId,
        version,
        attributes: Object.fromEntries(attributes),
        methods: Object.fromEntries(methods),
      });
      output.line(
        `${object.padEnd(20)} class ${String(classId).padEnd(4)} version ${version}  ${rights(attributes)}${methods.size === 0 ? '' : `; methods ${rights(methods)}`}`,
      );
    }
    return exitCodes.passed;
  },
};

/** Indices by what may be done: `2 3 read-only, 4 read-and-write`. */
function rights(modes: ReadonlyMap<number, string>): string {
  const byMode = Map.groupBy(modes.keys(), (index) => modes.get(index) as string);
  return [...byMode].map(([mode, indices]) => `${indices.join(' ')} ${mode}`).join(', ');
}
