import {
  type DeviceType,
  findSrv,
  isNonDevice,
  type ServiceReferenceVariant,
  srvCatalogue,
} from '../../core/srv/catalogue.ts';
import { equivalentStepsBySrv } from '../../dcc/s1sp/steps/all.ts';
import { phases } from '../pack/phases.ts';
import type { Step, TestCase, TestPack } from '../pack/test-pack.ts';

/** What a Service Request can be sent to: devices of a type, or the DCC itself. */
export type SrvTarget = DeviceType | 'DCC';

/** A Service Request at what it can be sent to, and the tests that trace to it and send it there. */
export interface SrvCoverage {
  readonly srv: ServiceReferenceVariant;
  readonly target: SrvTarget;
  readonly tests: readonly TestCase[];
}

const typeOfRole: Readonly<Record<string, DeviceType>> = {
  esme: 'ESME',
  gsme: 'GSME',
  gpf: 'GPF',
  ch: 'CHF',
  ppmid: 'PPMID',
  ihd: 'IHD',
};

/** How the working set of Service Requests for SMETS1 devices is covered by packs, at each type of device. */
export function srvCoverage(packs: readonly TestPack[]): readonly SrvCoverage[] {
  const sent = packs.flatMap(({ tests }) => tests.map((test) => ({ test, at: requestsOf(test) })));
  return srvCatalogue
    .filter(({ smets1 }) => smets1.use === 'working-set')
    .flatMap((srv) =>
      targetsOf(srv).map((target) => ({
        srv,
        target,
        tests: sent.filter(({ at }) => at.has(`${srv.srv} ${target}`)).map(({ test }) => test),
      })),
    );
}

/** What a Service Request is carried out at here: of the devices that DUIS lets it be sent to, not every one can have it. */
export function targetsOf(srv: ServiceReferenceVariant): readonly SrvTarget[] {
  if (isNonDevice(srv)) return ['DCC'];
  const steps = equivalentStepsBySrv.get(srv.srv);
  return steps === undefined ? srv.targets : (Object.keys(steps.on) as DeviceType[]);
}

/** `4.1.1 ESME`: the requests of a test that it says it proves something of, with what each is sent to. */
function requestsOf(test: TestCase): ReadonlySet<string> {
  const traced = new Set(test.traces);
  const steps = phases.flatMap((phase) => test[phase]);
  return new Set(
    steps.flatMap((step) => {
      const srv = step.action.name === 'request' ? findSrv(step.action.with.srv) : undefined;
      return srv !== undefined && traced.has(`SRV ${srv.srv}`) ? [`${srv.srv} ${targetOf(step, srv)}`] : [];
    }),
  );
}

function targetOf({ device, action }: Step, srv: ServiceReferenceVariant): SrvTarget | undefined {
  if (isNonDevice(srv)) return 'DCC';
  const named = action.name === 'request' ? /^\$\{([a-z-]+)\.eui64\}$/.exec(action.with.target ?? '')?.[1] : undefined;
  return typeOfRole[named ?? device];
}
