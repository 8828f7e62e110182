import { toHex } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { decodeDateTime, instantFromDateTime } from '../../protocol/cosem/date-time.ts';

/** Rows of a long array that a person is shown. */
const ROWS_SHOWN = 12;

/** A COSEM value for a person: its type, and what its octets may stand for. */
export function shownData(data: Data, indent = ''): string {
  switch (data.type) {
    case 'null-data':
    case 'dont-care':
      return data.type;
    case 'array':
    case 'structure':
    case 'compact-array':
      return shownElements(data, indent);
    case 'octet-string':
      return `octet-string ${toHex(data.value)}${meaning(data.value)}`;
    case 'date':
    case 'time':
    case 'date-time':
      return `${data.type} ${JSON.stringify(data.value)}`;
    case 'visible-string':
    case 'utf8-string':
      return `${data.type} ${JSON.stringify(data.value)}`;
    default:
      return `${data.type} ${data.value}`;
  }
}

function shownElements(
  { type, value }: Extract<Data, { type: 'array' | 'structure' | 'compact-array' }>,
  indent: string,
): string {
  const inside = `${indent}  `;
  const shown = value.slice(0, ROWS_SHOWN).map((element) => `\n${inside}${shownData(element, inside)}`);
  const rest = value.length > ROWS_SHOWN ? `\n${inside}... ${value.length - ROWS_SHOWN} more` : '';
  return `${type} of ${value.length}${shown.join('')}${rest}`;
}

/** A date-time or a text, where the octets make one. */
function meaning(octets: Uint8Array): string {
  const text = String.fromCharCode(...octets.subarray(0, 128));
  if (/^[\x20-\x7e]+$/.test(text)) return ` ${JSON.stringify(text)}`;
  if (octets.length !== 12) return '';
  try {
    const instant = instantFromDateTime(decodeDateTime(octets));
    return instant === undefined ? '' : ` ${instant}`;
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    return '';
  }
}
