import type { Obis } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { RecordedAttribute } from './state.ts';

/** What the objects of a recorded device show. */
export interface RecordedValues {
  /** What its clock shows, milliseconds from 1970. */
  time(): number;
  setTime(time: number): void;
  /** The lowest invocation counter that is accepted from a client. */
  nextAccepted(client: 1 | 2): number;
  /** What was found at an attribute; nothing where nobody could look. */
  recorded(object: Obis, attribute: number): RecordedAttribute | undefined;
  /** What was written to it since. */
  written(object: Obis, attribute: number): Data | undefined;
  write(object: Obis, attribute: number, value: Data): void;
}
