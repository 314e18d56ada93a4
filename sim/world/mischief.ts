import { createHash } from "node:crypto";
import { z } from "zod";
import type { Random } from "../kernel/random.ts";
import type { FaultName } from "./faults.ts";
import type { ShopAccount } from "./shop-accounts.ts";
import type { World } from "./world.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const banMs = 15 * minuteMs;

/** Shares of what platforms do wrong by themselves, and how long it lasts. */
const late = { share: 0.08, delayMs: 75 * secondMs };
const stale = { share: 0.01, delayMs: 20 * secondMs };
const poisonShare = 0.02;

/** Whether the poison fault has chosen this order: so its absence from our books is no fault of ours while the fault is on. */
export function isPoisoned(world: World, platformOrderId: string): boolean {
  return world.faults.isPlanned("poison") && Number(platformOrderId.slice(-4)) < poisonShare * 10_000;
}

/** What befalls shops at the platform while faults are on: each kind by chance of its own, all of it over when `stop` is called. */
export function openMischief(world: World): { stop(): void } {
  let isOver = false;
  const { faults, temu } = world;
  const random = world.random.fork("mischief");
  const add = (name: FaultName, fault: { name: string; share: number; delayMs?: number }): void => {
    if (!faults.isOn(name)) return;
    faults.count(name);
    temu.faults.add(fault);
  };
  add("order-late", { name: "order-late", ...late });
  add("stale-list", { name: "stale-list", ...stale, share: Math.min(0.5, stale.share * (world.options.storm ?? 1)) });
  add("poison", { name: "poison-order", share: poisonShare });
  const whileOpen = (name: FaultName, act: (random: Random) => Promise<void>): void => {
    const chance = random.fork(name);
    if (!faults.isOn(name)) return;
    world.spawn(() => act(chance));
  };
  const isOpen = (): boolean => !isOver;
  whileOpen("token-expired", (chance) => expireTokens(world, chance, isOpen));
  whileOpen("second-client", (chance) => callAsStranger(world, chance, isOpen));
  whileOpen("banned", (chance) => banOnce(world, chance, isOpen));
  return {
    stop: () => {
      isOver = true;
      for (const account of world.accounts) setTokens(world, account, lifeSeconds);
      setPolicy(world, { cap: 120, banMs });
    },
  };
}

const lifeSeconds = 180 * 24 * 3_600;

function setTokens(world: World, { plan }: ShopAccount, seconds: number): void {
  for (const gateway of Object.keys(plan.tokens))
    world.temu.control("POST", ["tokens"], { shop: plan.mallId, gateway, action: "expire", lifeSeconds: seconds });
}

/** A seller forgets to renew an authorisation, and does so a little later. */
async function expireTokens(world: World, random: Random, isOpen: () => boolean): Promise<void> {
  for (;;) {
    await world.sleep(random.int(3, 30) * minuteMs);
    if (!isOpen()) return;
    const account = random.pick(world.accounts);
    world.faults.count("token-expired");
    setTokens(world, account, 0);
    const forMs = random.int(5, 150) * secondMs;
    // a minute until the product tries again, and what has waited meanwhile
    world.excuses.shop(account.plan.mallId, world.scheduler.nowMs() + forMs + 2 * minuteMs);
    await world.sleep(forMs);
    setTokens(world, account, lifeSeconds);
  }
}

const setPolicy = (world: World, change: { cap?: number; banMs?: number }): void =>
  void world.temu.control("POST", ["policy"], { name: "cap120", ...change });

const Stats = z.object({ addresses: z.array(z.object({ address: z.string(), bannedUntilMs: z.number().nullable() })) });

/** The platform shuts our address out for a quarter of an hour, and nobody knows why. Seldom: the rest of the run is quiet. */
async function banOnce(world: World, random: Random, isOpen: () => boolean): Promise<void> {
  const isAlone = world.options.faults.size < 5;
  await world.sleep(random.next() * 0.5 * world.options.hours * 60 * minuteMs);
  if (!isOpen() || !(isAlone || random.chance(0.15))) return;
  world.faults.count("banned");
  setPolicy(world, { cap: 1, banMs });
  for (let waited = 0; waited < 2 * minuteMs && isOpen(); waited += 50) {
    await world.sleep(50);
    const banned = Stats.parse(world.temu.stats()).addresses.find((one) => (one.bannedUntilMs ?? 0) > world.scheduler.nowMs());
    if (banned === undefined) continue;
    world.excuses.ban({ fromMs: world.scheduler.nowMs(), untilMs: banned.bannedUntilMs ?? 0 });
    break;
  }
  setPolicy(world, { cap: 120, banMs });
}

/** Another program of the seller's calls in the shop's name, from its own address. The platform answers both with refusals, not with bans. */
async function callAsStranger(world: World, random: Random, isOpen: () => boolean): Promise<void> {
  for (;;) {
    await world.sleep(random.int(2, 20) * minuteMs);
    if (!isOpen()) return;
    world.faults.count("second-client");
    world.excuses.stranger();
    setPolicy(world, { banMs: 0 });
    const account = random.pick(world.accounts);
    const pauseMs = random.int(600, 2_000);
    const untilMs = world.scheduler.nowMs() + random.int(1, 6) * minuteMs;
    while (isOpen() && world.scheduler.nowMs() < untilMs) {
      await world.network.callAs("127.0.0.9", 9101, strangersCall(world, account));
      await world.sleep(pauseMs);
    }
    // a closed door looks like a ban to the product, which then leaves the platform alone for as long as one lasts
    const quietUntilMs = world.scheduler.nowMs() + banMs + 4 * minuteMs;
    for (const { plan } of world.accounts) world.excuses.shop(plan.mallId, quietUntilMs);
  }
}

function strangersCall(world: World, { authorisations }: ShopAccount): string {
  const own = authorisations.find((one) => one.purpose === "orders");
  const fields: Record<string, string | number> = {
    type: "bg.order.list.v2.get",
    app_key: own?.appKey ?? "",
    access_token: own?.accessToken ?? "",
    data_type: "JSON",
    timestamp: Math.floor(world.scheduler.nowMs() / 1000),
    pageNumber: 1,
    pageSize: 10,
  };
  const secret = own?.appSecret ?? "";
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join("");
  const sign = createHash("md5").update(`${secret}${text}${secret}`).digest("hex").toUpperCase();
  return JSON.stringify({ ...fields, sign });
}
