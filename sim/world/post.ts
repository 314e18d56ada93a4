import { openHookDesk } from "../../src/app/receive-hook.ts";
import { openHook } from "../../src/db/hooks.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { Random } from "../kernel/random.ts";
import type { OutgoingRequest, Sender } from "../kernel/sender.ts";
import type { Faults } from "./faults.ts";
import type { Office } from "./set-up.ts";
import type { World } from "./world.ts";

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

const statusOf = { "unknown-address": 404, unsigned: 401, unreadable: 400 } as const;
const broken = 500;
const place = "http://127.0.0.1:8080";

/** A seller enters our address in the platform's console, and our server takes what comes there. */
export async function askForAnnouncements(world: World, { process: { app, directory }, scope }: Office): Promise<void> {
  const key = await openHook(directory, app.entropy.uuid(), scope.tenant, "temu");
  const desk = openHookDesk({ app, directory });
  world.post.moveIn(async ({ url, headers, body }) => {
    const [platform = "", given = ""] = new URL(url).pathname.split("/").slice(2);
    try {
      const received = await desk.receive(platform, given, { headers, body: Buffer.from(body) });
      return received.ok ? 200 : statusOf[received.error];
    } catch {
      // the database was away: the platform tries again
      return broken;
    }
  });
  const account = assertPresent(
    world.accounts.find((one) => one.seller === 0),
    "the first seller's shop",
  );
  const reply = world.temu.control("POST", ["webhooks"], { appKey: account.plan.appKey, url: `${place}/hooks/temu/${key}` });
  if (reply?.status !== 200) throw new Error(`the console took no address: ${JSON.stringify(reply)}`);
}
