import { formatObis } from '../../core/identifiers.ts';
import { invocationCounterOf } from '../device/obis.ts';
import type { RecordedState } from './state.ts';

interface Counters {
  readonly nextAccepted: number;
  readonly nextSent: number;
}

/** Where the counters of each client stood: a client that goes on from there is believed, one that repeats isn't. */
export function countersOf(state: RecordedState): Readonly<Record<1 | 2, Counters>> {
  return { 1: countersOfClient(state, 1), 2: countersOfClient(state, 2) };
}

function countersOfClient({ objects, taken }: RecordedState, client: 1 | 2): Counters {
  const recorded = objects[formatObis(invocationCounterOf(client))]?.[2];
  const value = recorded !== undefined && 'value' in recorded ? recorded.value : undefined;
  const nextAccepted = value !== undefined && 'value' in value && typeof value.value === 'number' ? value.value : 0;
  // The device's own counter isn't told: seconds since 2020 lie above what it can have sent, and grow from one recording
  // to the next.
  const since = Math.floor(taken.epochMilliseconds / 1000) - 1_577_836_800;
  return { nextAccepted, nextSent: Math.max(1, since) };
}
