import type { App } from "../app/app.ts";
import type { Directory } from "../db/database.ts";
import { type Beat, beatLeases } from "../db/leases.ts";
import { listShutAddresses, saveShutAddress } from "../db/shut-addresses.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ways } from "../ports/http.ts";
import { type Addresses, openAddresses } from "./addresses.ts";
import { type DueLooks, openDueLooks } from "./due-looks.ts";
import { openGather } from "./gather.ts";
import { openSharedMeters, type SharedMeters } from "./shared-meters.ts";
import { openTurnstile, type Turnstile } from "./turnstile.ts";

/** What all shops of one worker process share. */
export type SharedParts = {
  ways: Ways;
  addresses: Addresses;
  meters: SharedMeters;
  turnstile: Turnstile;
  dueLooks: DueLooks;
  /** Shows that the owner of a lease lives; false when it has gone to another. */
  beat(beat: Beat): Promise<boolean>;
  /** Notes a ban here and for the other workers. True when that is news. */
  shutAddress(address: string, ms: number): Promise<boolean>;
  /** Learns of bans that other workers met. */
  learnShutAddresses(): Promise<void>;
};

// beyond this, calls at once cost a small machine more than they bring
const callsAtOnce = 64;

export function openSharedParts(app: App, directory: Directory, ways: Ways): SharedParts {
  const { clock } = app;
  const fraction = () => app.entropy.fraction();
  const addresses = openAddresses(clock, fraction);
  const known = new Map<string, bigint>();
  return {
    ways,
    addresses,
    meters: openSharedMeters(clock),
    turnstile: openTurnstile(callsAtOnce),
    dueLooks: openDueLooks(app),
    beat: openBeats(directory, clock),
    shutAddress: async (address, ms) => {
      const isNews = addresses.shut(address, ms);
      if (isNews) known.set(address, await saveShutAddress(directory, address, ms));
      return isNews;
    },
    learnShutAddresses: async () => {
      const shut = await listShutAddresses(directory);
      for (const { address, version, leftMs } of shut) {
        const isNew = known.get(address) !== version;
        known.set(address, version);
        // counted from when it was seen: no two machines' clocks are compared
        if (isNew && leftMs > 0) addresses.shut(address, leftMs);
        const isOver = leftMs > 0 && !addresses.list().some((one) => one.address === address);
        // a worker that starts later must not believe in it
        if (isOver) known.set(address, await saveShutAddress(directory, address, 0));
      }
    },
  };
}

// a call may wait for a pledge: so short that it is not felt
const beatWaitMs = 10;

/** One statement for the beats and pledges of many leases. */
export function openBeats(directory: Directory, clock: Clock): (beat: Beat) => Promise<boolean> {
  return openGather<Beat, boolean>(clock, beatWaitMs, async (beats) => {
    const ours = await beatLeases(directory, beats);
    return beats.map(({ lease }) => ours.has(lease.shopId));
  });
}
