import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isNonDevice, type ServiceReferenceVariant, srvCatalogue } from '../../src/core/srv/catalogue.ts';
import { accessChecks } from '../../src/dcc/access-control.ts';
import { statusesFor } from '../../src/dcc/device-statuses.ts';
import { nonDeviceServices } from '../../src/dcc/non-device/all.ts';
import { responseCodeList, responseCodes } from '../../src/dcc/response-codes.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { root } from '../support/project-files.ts';

const WRITTEN = 'This page is written from the code by a test.';
const USUAL = statusesFor('4.1.1').join(', ');

function answered({ srv }: ServiceReferenceVariant): string {
  if (nonDeviceServices.has(srv)) return 'DCC';
  return Object.keys(equivalentStepsBySrv.get(srv)?.on ?? {}).join(' ');
}

function otherSteps({ srv }: ServiceReferenceVariant): string {
  const on = Object.values(equivalentStepsBySrv.get(srv)?.on ?? {});
  const names = new Set(on.flatMap(({ alternatives }) => Object.keys(alternatives)));
  return [...names].map((name) => `\`${name}\``).join(' ');
}

const smets1 = { 'working-set': 'yes', unsure: 'perhaps', no: 'no' } as const;

function rowOf(entry: ServiceReferenceVariant): string {
  const { srv, name, critical, userRoles, targets, futureDating, schedulable } = entry;
  const columns = [
    srv,
    name,
    `\`${entry.bodyElement}\``,
    critical ? 'yes' : '',
    userRoles.join(' '),
    targets.length === 0 ? 'DCC' : targets.join(' '),
    futureDating.map((keeper) => (keeper === 'DSP' ? 'DCC' : keeper)).join(' '),
    schedulable ? 'yes' : '',
    entry.smets1.evidence.startsWith('public') ? 'yes (public)' : smets1[entry.smets1.use],
    answered(entry),
    otherSteps(entry),
  ];
  return `| ${columns.join(' | ')} |`;
}

const workingSet = srvCatalogue.filter((entry) => entry.smets1.use === 'working-set');
const statuses = srvCatalogue.filter(({ srv }) => statusesFor(srv).join(', ') !== USUAL);

const catalogue = `# Every Service Reference Variant

The ${srvCatalogue.length} of DUIS 5.4: name, request body, whether it is critical, User roles, target devices, who keeps a request
until its ExecutionDateTime, and whether a schedule can have it repeated. Whether it is for SMETS1 devices: the working set of
${workingSet.length} is recalled, to be replaced with DUIS clause 1.4.2 ([how](../files.md#smets1-services)), and of some it isn't known.
On which devices it is answered here, or by the DCC itself. Other [steps](../service-requests.md#variations) that the model of
a device can ask for, by their name.

${WRITTEN}

| SRV | name | request body | critical | roles | targets | future dating | schedule | SMETS1 | answered here | other steps |
|---|---|---|---|---|---|---|---|---|---|---|
${srvCatalogue.map(rowOf).join('\n')}

## Statuses

A device takes a request when it is ${USUAL.replace(', ', ' or ')}; these are taken in other statuses. All of it is ours.

| SRV | statuses |
|---|---|
${statuses
  .filter((entry) => !isNonDevice(entry) || entry.srv === '11.1')
  .map(({ srv }) => `| ${srv} | ${statusesFor(srv).join(', ')} |`)
  .join('\n')}
`;

const explained = responseCodeList.flatMap((code) => {
  const known = responseCodes.get(code);
  return known === undefined ? [] : [`| ${code} | ${known.meaning} | ${known.evidence} |`];
});
const unexplained = responseCodeList.filter((code) => responseCodes.get(code) === undefined);

const codes = `# Response codes

The ${responseCodeList.length} of DUIS 5.4. That a code exists is public; how its meaning is known stands beside it. What is *ours* is what
the stand-in says by it, for want of a public meaning.

${WRITTEN}

| code | means | meaning known from |
|---|---|---|
${explained.join('\n')}

The meaning of these is not known, and the stand-in never gives them:

${unexplained.join(' ')}

## Access control

What is asked, in this order: the first check that fails decides. The order is ours.

| | asks whether | else |
|---|---|---|
${accessChecks.map(({ code, asks }, i) => `| ${i + 1} | ${asks} | ${code} |`).join('\n')}
`;

it.each([
  ['catalogue.md', catalogue],
  ['response-codes.md', codes],
])('docs/reference/service-requests/%s is what the code says', async (file, page) => {
  await expect(page).toMatchFileSnapshot(join(root, 'docs/reference/service-requests', file));
});
