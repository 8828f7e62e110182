import type { Expected } from '../checks/evaluate.ts';
import type { SnapshotStructure } from './structure.ts';
import type { Step } from './test-case.ts';

/** What it remembers is called by a name that no step of a pack can use: `namePattern` has no part that is a number. */
function nameOf(snapshot: number, path: number): string {
  return `unchanged-${snapshot}-${path}`;
}

/** The steps that a snapshot stands for: one that remembers what was there, and one that compares. */
export function stepsOfSnapshot(
  { title, device, request, at, within }: SnapshotStructure,
  number: number,
  first: string,
): { readonly before: Step; readonly after: Step } {
  const what = title ?? `SRV ${request.srv}`;
  const common = { device: device ?? first, action: { name: 'request', with: request } } as const;
  const usual: Record<string, Expected> = { responseCode: { equals: 'I0' } };
  const names = at.map((path, i) => [path, nameOf(number, i)] as const);
  return {
    before: {
      ...common,
      title: `${what}, before the steps`,
      expect: usual,
      remember: Object.fromEntries(names.map(([path, name]) => [name, { json: path }])),
    },
    after: {
      ...common,
      title: `${what}, unchanged by the steps`,
      expect: { ...usual, ...Object.fromEntries(names.map(([path, name]) => [path, sameAs(name, within)])) },
      remember: {},
    },
  };
}

function sameAs(name: string, within: number | string | undefined): Expected {
  const value = `\${${name}}`;
  return within === undefined ? { equals: value } : { near: { value, within } };
}
