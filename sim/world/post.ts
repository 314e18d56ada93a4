import type { Random } from "../kernel/random.ts";
import type { OutgoingRequest, Sender } from "../kernel/sender.ts";
import type { Faults } from "./faults.ts";

/** The way by which the platform's announcements reach our server. Nobody is there before somebody moves in. `taken`: answered with 200. */
export type Post = { send: Sender; moveIn(receiver: Receiver): void; taken(): number };
/** Takes a message as our server would and gives the status of its answer. */
export type Receiver = (request: OutgoingRequest) => Promise<number>;

type Parts = { sleep(ms: number): Promise<void>; faults: Faults; random: Random };

const nobodyThere = 502;

/** Messages take their time, some are lost, and of some only the answer is. */
export function openPost({ sleep, faults, random }: Parts): Post {
  let receiver: Receiver | undefined;
  let taken = 0;
  return {
    moveIn: (next) => {
      receiver = next;
    },
    taken: () => taken,
    send: async (request) => {
      const [thereMs, backMs] = [random.int(15, 120), random.int(15, 120)];
      const isLost = random.chance(0.05) && faults.isOn("request-lost");
      const isUnheard = random.chance(0.05) && faults.isOn("reply-lost");
      await sleep(thereMs);
      if (isLost) return undefined;
      const status = (await receiver?.(request)) ?? nobodyThere;
      if (status === 200) taken += 1;
      await sleep(backMs);
      return isUnheard ? undefined : status;
    },
  };
}
