/** A page of the objects of one type of device: what can't be read off its object tree. */
export interface ObjectsPage {
  readonly title: string;
  /** Of the devices of the test installation. */
  readonly device: 'hub' | 'esme' | 'gsme';
  readonly model: string;
  /** Of all profiles. */
  readonly profiles: string;
  readonly behaviour: string;
}

/** What all types do. */
const common = `- The invocation counter objects give the lowest counter that is still accepted. It begins at 0, and anew with each new
  encryption key; the device's own counters always go on.
- The clock keeps UTC. A client sets it to whatever it likes: up to the model's \`clock.adjustment-seconds\` logs an
  adjustment, more that it was set. Adjusting it (methods 1 to 6) by more is refused and told. A time of the clock that
  has passed means now, wherever something is to happen at a time.
- A new key is unwrapped with the master key. Which keys are understood when: [keys and
  recovery](../explanation/keys.md). Where there is no master key every transfer is refused and logged.
- Image transfer takes an image that was made for the device's model ([format](files.md#firmware-image)). Blocks come in
  any order; verification and activation take the time that the model says. A power cut loses neither the running
  firmware nor a verified image.
`;

/** What both meters do. */
const metering = `- While the supply is not connected, nothing flows: registers and profiles stand still.
- A calendar can be activated where every week, day and rate that it names is there, seasons start at midnight, and days
  switch on whole half-hours; until its first switch a day goes on with the rate that the day before ended with. The
  passive thresholds and prices come into force with it; the prices alone at a time of their own.
- The billing data log gets a row at each billing date of the meter's clock, and at a command, a change of tariff and a
  change of payment mode. Rows of before the simulation began follow from the seed.
- Payment in credit mode goes on in the same ledger and changes nothing of the supply. In prepayment mode the supply is
  disabled when the credit falls below the disablement threshold, unless non-disablement is in force: then that waits.
  What was disabled for want of credit is armed once there is credit again.
- A UTRN is taken once, by the token gateway or at the meter. Of a top-up the payment-based debt gets its share first,
  then the accumulated debt, then the emergency credit that was used; the rest goes to the Meter Balance.
- Covers, magnet and tilt are logged when they come and when they go; what the model has no sensor for is not noticed.
  What happens to them while there is no power is noticed when there is some again, as far as it is still so.
  With the supply tamper state *locked* tampering disables the supply, and only a command enables or arms it again.
`;

export const objectsPages: Readonly<Record<string, ObjectsPage>> = {
  'esme-objects.md': {
    title: 'ESME',
    device: 'esme',
    model: 'hardware/models/simulated-esme.yaml',
    profiles: `Energy
columns hold the cumulative register at the instant of the capture: the energy of an interval is the difference from the
row before. A profile status of 32 says that the clock was set since the row before.`,
    behaviour: `${common}${metering}- The disconnect scripts disable (1), enable (2) and arm (3) the supply; 2 and 3 choose the control mode that they need.
  An armed supply is disabled before a client can enable it. To ask for the state that the supply is in changes nothing
  and succeeds; what the control mode does not allow is refused as other-reason.
- Load limiting: whoever takes more than the threshold for longer than its period is counted, and, where the supply
  state says so, cut off and armed; the supply comes back after the restoration period.
- Each voltage limit that is passed for as long as its period asks is counted and told, and so is the return. Averages
  are over the measurement period, each of which makes a row of the network data log.
- Without power the meter is dead. Its clock goes on for as long as its reserve lasts, and is doubted after that.
`,
  },
  'gsme-objects.md': {
    title: 'GSME',
    device: 'gsme',
    model: 'hardware/models/simulated-gsme.yaml',
    profiles: `Columns of
volume hold the cumulative register, in litres, at the instant of the capture. A profile status of 32 says that the clock
was set since the row before.`,
    behaviour: `${common}${metering}- Gas is never turned on from afar: there is no script to enable the supply. A client disables (1) and arms (3) it, the
  consumer enables it at the meter. Control modes that would open the valve without the consumer are refused.
- Whenever the valve was opened the meter tests the flow, after the stabilisation and during the measurement period.
  What flows above the uncontrolled flow rate closes the valve again and leaves the supply armed. Nothing is counted
  until then.
- Volume is what is measured; energy and cost follow from calorific value and conversion factor. Changing those changes
  nothing of what was burnt before.
- The network data log is empty until its reset starts it, takes a row each period, and stops when it is full.
- The battery loses charge over its life, is low below the model's threshold, and at last takes the meter with it. Where
  the supply depletion state is *locked* the valve closes then. A meter without a battery has a clock that stands still.
- Behind a hub it sleeps: [the hub and the gas mirror](../explanation/hub-and-gas-mirror.md).
`,
  },
  'hub-objects.md': {
    title: 'communications hub',
    device: 'hub',
    model: 'hardware/models/simulated-hub.yaml',
    profiles: '',
    behaviour: `${common}- SMS count from the time at which the hub fell asleep. It is connected some seconds after the one that wakes it, and
  stays awake for as long as something passes, and the wake setting beyond that. When it falls asleep every association
  through it is gone.
- The HAN device log has the devices that may join. One that is added and in reach joins at once, one that isn't may
  until \`join-seconds\` have passed. What is removed is reached no more.
- Alerts of all devices are kept, up to \`alerts-kept\`, and pushed when somebody is connected to the WAN; beyond that the
  oldest is lost.
- Without power the hub is dead, the WAN gone, and everything behind it unreachable by way of it.

## The Gas Proxy Function

The GPF is a device of its own EUI-64 in the same hub, reached as any other. Under its own names it has identity,
communication, keys, security setups and invocation counters, as above. Everything else is
[the gas meter's](gsme-objects.md), as it was when that was heard last: read-only, and without methods. Its clients have
the keys that the gas meter came with.
`,
  },
};
