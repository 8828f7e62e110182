import type { z } from 'zod';
import { cosemActions } from './cosem-actions.ts';
import { migrationActions } from './migration-action.ts';
import { serviceActions } from './service-actions.ts';
import { worldActions } from './world-actions.ts';

export { type ClientName, clientSaps } from './cosem-actions.ts';
export { type Tamper, tamperOperation } from './world-actions.ts';

/** Everything that a step can do, by the name that packs use; a step does one of them. */
export const actionSchemas = { ...serviceActions, ...cosemActions, ...worldActions, ...migrationActions } as const;

export type ActionName = keyof typeof actionSchemas;
export type Actions = { readonly [Name in ActionName]: z.output<(typeof actionSchemas)[Name]> };
/** What one step does. */
export type Action = {
  readonly [Name in ActionName]: { readonly name: Name; readonly with: Actions[Name] };
}[ActionName];

/** What is asked of every outcome of an action, by path, unless the step itself asks something of the same path. */
const usualOutcomes: Readonly<Partial<Record<ActionName, Readonly<Record<string, string>>>>> = {
  request: { responseCode: 'I0' },
  await: { result: 'arrived' },
  associate: { result: 'accepted' },
  get: { result: 'success' },
  set: { result: 'success' },
  action: { result: 'success' },
  'transfer-keys': { result: 'success' },
  release: { result: 'released' },
  power: { result: 'done' },
  tamper: { result: 'done' },
  prompt: { result: 'done' },
  migrate: { outcome: 'commissioned' },
};

/** @param asked paths of which the step asks something itself */
export function usualOutcome(
  { name, with: content }: Action,
  asked: readonly string[],
): Readonly<Record<string, string>> {
  if (name === 'request' && content.unsound === true) return { refused: 'service-request-invalid' };
  const usual = usualOutcomes[name] ?? {};
  // A response that isn't awaited has no code.
  if (name !== 'await' || !('response' in content) || asked.includes('result')) return usual;
  return { ...usual, responseCode: 'I0' };
}
