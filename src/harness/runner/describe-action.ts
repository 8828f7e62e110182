import { formatObis } from '../../core/identifiers.ts';
import { type JsonObject, toJson } from '../json.ts';
import type { Action } from '../pack/action.ts';

/** An action as the journal holds it: logical names as people write them. */
export function describeAction({ name, with: content }: Action): JsonObject {
  if (typeof content !== 'object') return { [name]: content };
  const object = 'object' in content ? { object: formatObis(content.object) } : {};
  return { [name]: { ...(toJson(content) as JsonObject), ...object } };
}

/** `get 1.0.1.8.0.255` */
export function titleOf({ name, with: content }: Action): string {
  if (typeof content !== 'object') return name === 'wait' ? `wait ${content}` : name;
  if ('object' in content) return `${name} ${formatObis(content.object)}`;
  if ('srv' in content) return `SRV ${content.srv}`;
  return 'client' in content ? `associate as ${content.client}` : name;
}

export function waitsFor({ name, with: content }: Action, role: string): string {
  return name === 'wait' ? `${content} to pass` : `an answer of ${role}`;
}
