import { expect, it } from 'vitest';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { everyRequest, sampleParameters, someWorld } from './sample-requests.ts';

it.each(everyRequest)('SRV %s to a device of type %s: the sample is sound', (srv, type) => {
  const { parameters } = equivalentStepsBySrv.get(srv)?.on[type] ?? expect.fail('no steps');
  const judged = parameters.safeParse(sampleParameters(srv, type, someWorld));
  expect(judged.error?.issues ?? []).toEqual([]);
});
