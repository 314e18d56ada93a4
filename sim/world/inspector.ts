import { z } from "zod";
import { callPolicies, mainWindow } from "../../src/domain/shops/call-policy.ts";
import type { Extent } from "./books.ts";
import { checkCalls, openCallCheck } from "./checks/calls.ts";
import { checkAgreement, checkEffects } from "./checks/effects.ts";
import { type Look, type Violation, violation } from "./checks/look.ts";
import { openNews } from "./checks/news.ts";
import { checkAddresses, checkOrders } from "./checks/orders.ts";
import { checkProgress } from "./checks/progress.ts";
import { checkOffers, checkStock } from "./checks/stock.ts";
import { openVersionCheck } from "./checks/versions.ts";
import { openWiretap } from "./wiretap.ts";
import type { World } from "./world.ts";

const Stats = z.object({ shops: z.array(z.object({ shop: z.string(), bans: z.number(), throttled: z.number() })) });
const violationsMax = 100;
/** Every so many looks everything is read anew: only so is found what was deleted. */
const wholeEvery = 50;

/** Looks at the world from outside and remembers what was wrong, each fact once. */
export type Inspector = {
  look(): Promise<Look>;
  /** What must hold at any moment. */
  inspect(): Promise<void>;
  /** What must hold when nothing is left to do; `addresses` as a person of ours reads them. */
  inspectAtRest(addresses: ReadonlyMap<string, string>): Promise<void>;
  add(found: readonly Violation[]): void;
  violations(): readonly Violation[];
  looks(): number;
};

export function openInspector(world: World): Inspector {
  const readCalls = openWiretap(world.network, world.accounts);
  const checkVersions = openVersionCheck();
  const checkNewCalls = openCallCheck();
  const newsOf = openNews();
  const found = new Map<string, Violation>();
  let logRead = 0;
  let looks = 0;
  const add = (list: readonly Violation[]): void => {
    for (const one of list) {
      const key = `${one.invariant} ${one.fact}`;
      if (found.size < violationsMax && !found.has(key)) found.set(key, one);
    }
  };
  const look = async (extent: Extent = "changes"): Promise<Look> => ({
    nowMs: world.scheduler.nowMs(),
    books: await world.books.read(extent),
    truth: world.truth(),
    callsMs: readCalls(),
    cap: mainWindow(callPolicies.cap120),
    addresses: new Map(),
  });
  const checkLog = (): Violation[] => {
    const lines = world.log.lines.slice(logRead);
    logRead = world.log.lines.length;
    return lines.flatMap((line) => (isBug(line.level, JSON.stringify(line.fields)) ? [logged(line.message, line.fields, line.atMs)] : []));
  };
  const inspect = async (extent: Extent): Promise<Look> => {
    looks += 1;
    const seen = await look(extent);
    const news = newsOf(seen);
    add([checkStock, checkNewCalls, checkProgress].flatMap((check) => check(seen)));
    add([checkVersions, checkEffects].flatMap((check) => check(extent === "all" ? seen : news)));
    add([...checkBans(world, seen), ...checkLog()]);
    return seen;
  };
  return {
    look: () => look(),
    inspect: async () => void (await inspect(looks % wholeEvery === 0 ? "all" : "changes")),
    inspectAtRest: async (addresses) => {
      const seen = { ...(await inspect("all")), addresses };
      add([checkCalls, checkOrders, checkAddresses, checkAgreement, checkOffers].flatMap((check) => check(seen)));
    },
    add,
    violations: () => [...found.values()],
    looks: () => looks,
  };
}

/** I5 as the platform sees it: it has shut nobody out. */
function checkBans(world: World, look: Look): Violation[] {
  return Stats.parse(world.temu.stats()).shops.flatMap(({ shop, bans, throttled }) =>
    bans + throttled === 0 ? [] : [violation(look, "I5", `shop ${shop}: ${throttled} calls over the limit, ${bans} bans`)],
  );
}

/** What only a bug can throw ends in the log of a runner's loop. A lost connection is one of ours. */
function isBug(level: string, fields: string): boolean {
  return level === "error" && !/ConnectionLost|connection to the database was lost/.test(fields);
}

function logged(message: string, fields: object, atMs: number): Violation {
  return violation({ nowMs: atMs }, "bug", `${message}: ${JSON.stringify(fields)}`);
}
