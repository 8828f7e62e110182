import { fromHex } from '../../../../src/core/bytes.ts';
import { type Obis, parseObis } from '../../../../src/core/identifiers.ts';
import { Random } from '../../../../src/core/random.ts';
import type { AttributeAccess } from '../../../../src/protocol/cosem/access-modes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../../../../src/protocol/cosem/apdu/descriptors.ts';
import type { Conformance } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { CosemClient } from '../../../../src/protocol/cosem/client/client.ts';
import type { ClientSecurity, CosemClientOptions } from '../../../../src/protocol/cosem/client/options.ts';
import type { Data } from '../../../../src/protocol/cosem/data.ts';
import type { Exchange } from '../../../../src/protocol/cosem/exchange.ts';
import type { Wrapping } from '../../../../src/protocol/cosem/pdu-size.ts';
import { ReceiverCounter, SenderCounter } from '../../../../src/protocol/cosem/security/invocation-counter.ts';
import type { ClientKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../../../src/protocol/cosem/security/policy.ts';
import { associationLn } from '../../../../src/protocol/cosem/server/classes/association-ln.ts';
import { sapAssignment } from '../../../../src/protocol/cosem/server/classes/sap-assignment.ts';
import { securitySetup } from '../../../../src/protocol/cosem/server/classes/security-setup.ts';
import type { ClientPolicy, LogicalDevice } from '../../../../src/protocol/cosem/server/logical-device.ts';
import type { CosemObject } from '../../../../src/protocol/cosem/server/object.ts';
import { ObjectTree } from '../../../../src/protocol/cosem/server/object.ts';
import { CosemServer, type CosemServerOptions } from '../../../../src/protocol/cosem/server/server.ts';

/** State of the device on this bench. */
export interface BenchDevice {
  readonly values: Map<Obis, Data>;
  /** What was called, in order. */
  readonly calls: string[];
  /** By client SAP. */
  readonly accounts: Map<number, Account>;
}

/** What the device keeps for a client with keys. */
export interface Account {
  keys: ClientKeys;
  policy: SecurityPolicy;
  received: ReceiverCounter;
  sent: SenderCounter;
  readonly refusals: string[];
}

export const publicSap = 16;
export const lowSap = 32;
/** HLS, authenticated encryption. */
export const highSap = 1;
/** HLS, no protection asked for. */
export const laxSap = 2;

export const secret = fromHex('3132333435363738');
export const masterKey = fromHex('00112233445566778899AABBCCDDEEFF');
export const keysOf = (sap: number): ClientKeys => ({
  encryption: Uint8Array.from({ length: 16 }, (_, i) => i + sap),
  authentication: Uint8Array.from({ length: 16 }, (_, i) => 0xd0 + i - sap),
});
export const serverTitle = fromHex('4D4D4D0000BC614E');
export const clientTitle = fromHex('4D4D4D0000000001');

export const everything: Conformance = 0xffffff;

export const names = {
  logicalDeviceName: parseObis('0.0.42.0.0.255'),
  register: parseObis('1.0.1.8.0.255'),
  guarded: parseObis('0.0.96.1.0.255'),
  profile: parseObis('1.0.99.1.0.255'),
  script: parseObis('0.0.10.0.0.255'),
  association: parseObis('0.0.40.0.0.255'),
  highAssociation: parseObis('0.0.40.0.1.255'),
  security: parseObis('0.0.43.0.1.255'),
  sapAssignment: parseObis('0.0.41.0.0.255'),
  nothing: parseObis('9.9.9.9.9.9'),
};

/** Registers, that the tests may write and read as they like. */
export const scratch: readonly Obis[] = Array.from({ length: 8 }, (_, i) => parseObis(`0.0.94.44.${i}.255`));

export const attribute = (classId: number, instance: Obis, index = 2): AttributeDescriptor => ({
  classId,
  instance,
  attribute: index,
});
export const method = (classId: number, instance: Obis, index = 1): MethodDescriptor => ({
  classId,
  instance,
  method: index,
});

export const unsigned = (value: number): Data => ({ type: 'unsigned', value });
export const octets = (value: Uint8Array): Data => ({ type: 'octet-string', value });

const everyone = (access: AttributeAccess): Record<number, AttributeAccess> => ({
  [publicSap]: access,
  [lowSap]: access,
  [highSap]: access,
  [laxSap]: access,
});

function stored(instance: Obis, access: Record<number, AttributeAccess>, classId = 1): CosemObject<BenchDevice> {
  return {
    classId,
    version: 0,
    logicalName: instance,
    description: 'Stored value',
    attributes: {
      2: {
        name: 'value',
        access,
        read: (device) => device.values.get(instance) ?? 'object-unavailable',
        write: (device, value) => {
          device.values.set(instance, value);
          return 'success';
        },
      },
    },
  };
}

const profile: CosemObject<BenchDevice> = {
  classId: 7,
  version: 1,
  logicalName: names.profile,
  description: 'Profile',
  attributes: {
    2: {
      name: 'buffer',
      access: everyone('read-only'),
      selectors: [1],
      read: (_device, { selection }) => ({
        type: 'array',
        value:
          selection === undefined
            ? Array.from({ length: 100 }, (_, i) => ({ type: 'structure', value: [unsigned(i), octets(clientTitle)] }))
            : [selection.parameters],
      }),
    },
    3: { name: 'unreadable', access: everyone('read-and-write') },
    4: { name: 'typed', access: everyone('write-only'), write: () => 'type-unmatched', read: () => unsigned(1) },
  },
};

const script: CosemObject<BenchDevice> = {
  classId: 9,
  version: 0,
  logicalName: names.script,
  description: 'Script table',
  attributes: {},
  methods: {
    1: {
      name: 'echo',
      access: { [publicSap]: 'access', [lowSap]: 'access', [highSap]: 'access', [laxSap]: 'access' },
      invoke: (device, parameters) => {
        device.calls.push('echo');
        return parameters ?? { type: 'null-data' };
      },
    },
    2: {
      name: 'authenticated',
      access: { [publicSap]: 'authenticated-access', [laxSap]: 'authenticated-access' },
      invoke: (device) => {
        device.calls.push('authenticated');
        return 'success';
      },
    },
    3: { name: 'failing', access: { [publicSap]: 'access' }, invoke: () => 'hardware-fault' },
  },
};

const partners = {
  [publicSap]: { context: 'logical-name', mechanism: 'none' },
  [lowSap]: { context: 'logical-name', mechanism: 'lls' },
  [highSap]: { context: 'logical-name-with-ciphering', mechanism: 'hls-gmac', securitySetup: names.security },
  [laxSap]: { context: 'logical-name-with-ciphering', mechanism: 'hls-gmac' },
} as const;
const association = { serverSap: 1, partners, conformance: everything, maxReceivePduSize: 1024 };

const highAccount = (device: BenchDevice): Account => device.accounts.get(highSap) as Account;

export const tree = new ObjectTree<BenchDevice>([
  stored(names.logicalDeviceName, everyone('read-only')),
  stored(names.register, { ...everyone('read-and-write'), [publicSap]: 'no-access' }, 3),
  stored(names.guarded, { [laxSap]: 'authenticated-read-and-write', [lowSap]: 'authenticated-read-only' }),
  ...scratch.map((instance) => stored(instance, everyone('read-and-write'))),
  profile,
  script,
  associationLn({ logicalName: names.association, ...association }),
  associationLn({ logicalName: names.highAssociation, clientSap: highSap, ...association }),
  sapAssignment({
    access: everyone('read-only'),
    logicalDevices: () => [{ sap: 1, name: serverTitle }],
  }),
  securitySetup({
    logicalName: names.security,
    clientSap: highSap,
    access: { [highSap]: 'read-only' },
    methodAccess: { [highSap]: 'authenticated-access' },
    policy: (device) => highAccount(device).policy,
    serverSystemTitle: () => serverTitle,
    masterKey: () => masterKey,
    activate: (device, policy) => {
      highAccount(device).policy = policy;
      return 'success';
    },
    replaceKeys: (device, keys) => {
      const account = highAccount(device);
      account.keys = {
        encryption: keys.get('global-unicast-encryption-key') ?? account.keys.encryption,
        authentication: keys.get('authentication-key') ?? account.keys.authentication,
      };
      account.received = new ReceiverCounter();
      account.sent = new SenderCounter();
      return 'success';
    },
  }),
]);

export interface BenchOptions extends CosemServerOptions {
  readonly conformance?: Conformance;
  readonly maxReceivePduSize?: number;
}

export interface Bench {
  readonly device: BenchDevice;
  readonly logicalDevice: LogicalDevice<BenchDevice>;
  readonly server: CosemServer;
  account(sap: number): Account;
  /** A client that belongs to the SAP; its counters go on where those of the last one ended. */
  client(sap: number, options?: Partial<CosemClientOptions>, security?: Partial<ClientSecurity>): CosemClient;
  /** Drives a dialogue of the client with this SAP to its end. */
  run<T>(sap: number, exchange: Exchange<T>): T;
  /** A client that is associated already. */
  associated(sap: number, options?: Partial<CosemClientOptions>, security?: Partial<ClientSecurity>): CosemClient;
  /** Every APDU that went through `run`, as sent by the client. */
  readonly requests: { readonly sap: number; readonly apdu: Uint8Array }[];
  /** Sends an APDU as the client with this SAP. */
  send(sap: number, apdu: Apdu | Uint8Array): Apdu | undefined;
}

/** A device with four clients, its server, and clients to go with it: all in memory. */
export function createBench(options: BenchOptions = {}): Bench {
  const account = (sap: number, policy: SecurityPolicy): [number, Account] => [
    sap,
    { keys: keysOf(sap), policy, received: new ReceiverCounter(), sent: new SenderCounter(), refusals: [] },
  ];
  const device: BenchDevice = {
    values: new Map([
      [names.logicalDeviceName, octets(serverTitle)],
      [names.register, { type: 'double-long-unsigned', value: 123456 }],
      [names.guarded, unsigned(7)],
    ]),
    calls: [],
    accounts: new Map([
      account(publicSap, 'none'),
      account(lowSap, 'none'),
      account(highSap, 'authenticated-encrypted'),
      account(laxSap, 'none'),
    ]),
  };
  const deviceRandom = new Random('device');
  const clientRandom = new Random('client');
  const logicalDevice: LogicalDevice<BenchDevice> = {
    sap: 1,
    tree,
    device,
    systemTitle: serverTitle,
    conformance: options.conformance ?? everything,
    maxReceivePduSize: options.maxReceivePduSize ?? 1024,
    client: (sap) => policyOf(device, sap),
    random: (length) => deviceRandom.bytes(length),
  };
  const server = new CosemServer([logicalDevice], options);
  const counters = new Map<number, { sent: SenderCounter; received: ReceiverCounter }>();
  const requests: { sap: number; apdu: Uint8Array }[] = [];

  const createClient: Bench['client'] = (sap, clientOptions = {}, security = {}) => {
    const known = counters.get(sap) ?? { sent: new SenderCounter(), received: new ReceiverCounter() };
    counters.set(sap, known);
    const hasKeys = sap === highSap || sap === laxSap;
    return new CosemClient({
      mechanism: hasKeys ? 'hls-gmac' : sap === lowSap ? 'lls' : 'none',
      secret,
      random: (length) => clientRandom.bytes(length),
      ...(hasKeys && {
        security: {
          policy: 'authenticated-encrypted',
          systemTitle: clientTitle,
          keys: keysOf(sap),
          takeCounter: () => known.sent.take(),
          wrapping: 'glo' as Wrapping,
          deviceCounter: known.received,
          ...security,
        },
      }),
      ...clientOptions,
    });
  };
  const run: Bench['run'] = (sap, exchange) => {
    let step = exchange.next();
    while (step.done !== true) {
      requests.push({ sap, apdu: step.value.slice() });
      const answer = server.receive(sap, 1, step.value);
      if (answer === undefined) throw new Error('the server is silent');
      step = exchange.next(answer);
    }
    return step.value;
  };
  return {
    device,
    logicalDevice,
    server,
    requests,
    account: (sap) => device.accounts.get(sap) as Account,
    client: createClient,
    run,
    associated: (sap, clientOptions, security) => {
      const client = createClient(sap, clientOptions, security);
      run(sap, client.associate());
      return client;
    },
    send: (sap, apdu) => {
      const answer = server.receive(sap, 1, apdu instanceof Uint8Array ? apdu : encodeApdu(apdu));
      return answer === undefined ? undefined : decodeApdu(answer);
    },
  };
}

function policyOf(device: BenchDevice, sap: number): ClientPolicy | undefined {
  const account = device.accounts.get(sap);
  if (account === undefined) return undefined;
  const refused = (reason: string): void => void account.refusals.push(reason);
  if (sap === publicSap) return { mechanism: 'none', securityPolicy: 'none', refused };
  if (sap === lowSap) return { mechanism: 'lls', secret, securityPolicy: 'none', refused };
  return {
    mechanism: 'hls-gmac',
    get securityPolicy() {
      return account.policy;
    },
    keys: () => account.keys,
    nextCounterAccepted: () => account.received.lowest,
    acceptCounter: (counter) => account.received.accept(counter),
    takeCounter: () => account.sent.take(),
    refused,
  };
}
