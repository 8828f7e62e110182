import { formatObis } from '../../core/identifiers.ts';
import { type JsonObject, toJson } from '../json.ts';
import type { Action, Actions } from './action.ts';

/** An action as the journal holds it: logical names as people write them. */
export function describeAction({ name, with: content }: Action): JsonObject {
  if (typeof content !== 'object') return { [name]: content };
  const object = 'object' in content ? { object: formatObis(content.object) } : {};
  return { [name]: { ...(toJson(content) as JsonObject), ...object } };
}

/** `get 1.0.1.8.0.255` */
export function titleOf({ name, with: content }: Action): string {
  if (typeof content !== 'object') return typeof content === 'string' ? `${name} ${content}` : name;
  if ('object' in content) return `${name} ${formatObis(content.object)}`;
  if ('srv' in content) return `SRV ${content.srv}`;
  if ('client' in content) return `associate as ${content.client}`;
  if ('text' in content) return content.text;
  return name === 'await' ? `await ${awaitedOf(content as Actions['await'])}` : name;
}

/** What a step takes its time for. */
export function waitsFor({ name, with: content }: Action, role: string): string {
  if (name === 'wait') return `${content} to pass`;
  if (name === 'await') return `${awaitedOf(content)}, for ${content.within} at most`;
  if (name === 'prompt') return `somebody to do this: ${content.text}`;
  if (name === 'migrate') return 'a migration, in virtual time';
  return name === 'power' || name === 'tamper' ? 'somebody to do this' : `an answer of ${role}`;
}

function awaitedOf(message: Actions['await']): string {
  if ('alert' in message) return `alert ${message.alert}`;
  return 'response' in message ? `the response of SRV ${message.response}` : `DCC alert ${message['dcc-alert']}`;
}
