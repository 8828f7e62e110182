import type { Installation } from './entries.ts';

const AT_ONCE = { least: 0, most: 0 } as const;
/** The shortest there is. */
const SECOND = 1;

/**
 * The same installation, in which nothing takes its time: the hub connects as it is woken, the radio links take nothing,
 * and the gas meter wakes every second.
 */
export function promptly(installation: Installation): Installation {
  const { hub, gsme } = installation.devices;
  return {
    ...installation,
    devices: {
      ...installation.devices,
      ...(hub !== undefined && {
        hub: {
          ...hub,
          model: {
            ...hub.model,
            wan: { ...hub.model.wan, 'sms-to-connected-milliseconds': AT_ONCE, 'round-trip-milliseconds': AT_ONCE },
            han: { ...hub.model.han, 'esme-milliseconds': AT_ONCE },
          },
        },
      }),
      ...(gsme !== undefined && {
        gsme: {
          ...gsme,
          model: { ...gsme.model, 'wake-seconds': SECOND, 'response-milliseconds': { least: 0, most: 1 } },
        },
      }),
    },
  };
}
