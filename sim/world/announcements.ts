import { openHookDesk } from "../../src/app/receive-hook.ts";
import { openHook } from "../../src/db/hooks.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { Office } from "./set-up.ts";
import type { World } from "./world.ts";

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
