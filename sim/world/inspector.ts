import { z } from "zod";
import { callPolicies, mainWindow } from "../../src/domain/shops/call-policy.ts";
import { sandboxAccounts } from "../carriers/yanwen/account.ts";
import type { Extent } from "./books.ts";
import { checkCalls, openCallCheck } from "./checks/calls.ts";
import { checkAgreement, checkEffects, checkReceivers } from "./checks/effects.ts";
import { type Look, type Violation, violation } from "./checks/look.ts";
import { openNews } from "./checks/news.ts";
import { checkAddresses, checkContent, checkLateness, checkOrders, checkSweeps } from "./checks/orders.ts";
import { checkProgress, checkWaiting } from "./checks/progress.ts";
import { checkRecords, checkSlots } from "./checks/records.ts";
import { checkSecrets, type Writing } from "./checks/secrets.ts";
import { type Claim, checkOwners, checkRepeats, checkSilence, type Effect } from "./checks/sends.ts";
import { checkOffers, checkPromises, checkStock } from "./checks/stock.ts";
import { openVersionCheck } from "./checks/versions.ts";
import { checkWalls, type Sight } from "./checks/walls.ts";
import type { Evidence } from "./evidence.ts";
import { isPoisoned } from "./mischief.ts";
import type { Office } from "./set-up.ts";
import { shopByToken } from "./shop-accounts.ts";
import { lookAtCarrier, lookAtWire, ownersByName } from "./sights.ts";
import { isPlatformCall, openWiretap } from "./wiretap.ts";
import type { World } from "./world.ts";

const Stats = z.object({ shops: z.array(z.object({ shop: z.string(), bans: z.number(), throttled: z.number() })) });
const violationsMax = 100;
/** Every so many looks everything is read anew: only so is found what was deleted. */
const wholeEvery = 50;
/** A worker that has not met the ban itself learns of it from the others; what is on its way arrives. */
const learnMs = 5_000;
const canariesMax = 2;

/** What people were shown in the end. `addresses`: first lines that they read for packages still to be worked, by platform order. */
export type Seen = { addresses: Map<string, string>; sights: Sight[]; offices: readonly Office[] };

/** Looks at the world from outside and remembers what was wrong, each fact once. */
export type Inspector = {
  look(): Promise<Look>;
  /** What must hold at any moment. */
  inspect(): Promise<void>;
  /** What must hold when nothing is left to do. */
  inspectAtRest(seen: Seen): Promise<void>;
  /** Packages stopped for their buyers' wishes to cancel; known once it has inspected at rest. */
  stops(): Evidence["stops"];
  add(found: readonly Violation[]): void;
  violations(): readonly Violation[];
  looks(): number;
};

export function openInspector(world: World): Inspector {
  const readCalls = openWiretap(world.network, world.accounts);
  const checkVersions = openVersionCheck();
  const checkNewCalls = openCallCheck();
  const newsOf = openNews();
  // an order that the platform shows late has been sold already: what is on sale meanwhile is the platform's lag, not ours
  const isPrompt = !(["order-late", "stale-list", "poison"] as const).some((name) => world.faults.isPlanned(name));
  const found = new Map<string, Violation>();
  let stops: Evidence["stops"] = [];
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
    overPromised: world.overPromised,
    excusedUntilMs: world.excuses.untilMs,
    isPoisoned: (platformOrderId) => isPoisoned(world, platformOrderId),
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
    add([checkStock, checkNewCalls, checkProgress, checkWaiting, checkLateness].flatMap((check) => check(seen)));
    add([checkVersions, checkEffects].flatMap((check) => check(extent === "all" ? seen : news)));
    if (isPrompt) add(checkPromises(seen));
    if (extent === "all") add(checkReceivers(seen));
    add([...checkBans(world, seen), ...checkLog()]);
    return seen;
  };
  return {
    look: () => look(),
    inspect: async () => void (await inspect(looks % wholeEvery === 0 ? "all" : "changes")),
    inspectAtRest: async (shown) => {
      const seen = { ...(await inspect("all")), addresses: shown.addresses };
      add([checkCalls, checkOrders, checkContent, checkAddresses, checkAgreement, checkOffers].flatMap((check) => check(seen)));
      const evidence = await world.books.evidence();
      stops = evidence.stops;
      add(checkEvidence(world, seen, evidence, shown));
    },
    add,
    stops: () => stops,
    violations: () => [...found.values()],
    looks: () => looks,
  };
}

/** What only all rows, all calls and all words together show. */
function checkEvidence(world: World, look: Look, evidence: Evidence, { sights, offices }: Seen): Violation[] {
  const { books, truth } = look;
  const sends = world.network.sends();
  const tokens = [...shopByToken(world.accounts)];
  const shopOf = ({ body }: { body: string }) => tokens.find(([token]) => body.includes(token))?.[1];
  const unsaved = new Set(world.log.lines.flatMap((line) => (line.message === "call record not saved" ? [line.process] : [])));
  const tenants = new Map(books.shops.map((shop) => [shop.platformShopId, shop.tenant]));
  const left = [...lookAtWire(world, tenants), ...lookAtCarrier(truth, books, offices)];
  return [
    ...evidence.regressions.slice(0, 5).map((fact) => violation(look, "I4", fact.slice(0, 300))),
    ...checkSweeps(look, evidence.differences),
    ...checkRecords(look, sends, evidence.calls, unsaved),
    ...checkOwners(look, sends, claimsOf(world, look), shopOf),
    ...checkSilence(look, sends, shopOf),
    ...checkRepeats(look, sends, effectsOf(look)),
    ...checkSlots(look, sends, evidence.calls, "temu"),
    ...checkWalls(look, { rows: evidence.rows, names: ownersByName(truth, books) }, [...sights, ...left]),
    ...checkSecrets(look, writingsOf(world, evidence), { secrets: secretsOf(world), streets: streetsOf(look) }),
  ];
}

/** Who was given which shop, as the processes themselves said. */
function claimsOf(world: World, { books }: Look): Claim[] {
  const names = new Map(books.shops.map((shop) => [shop.id, shop.platformShopId]));
  return world.log.all.flatMap(({ atMs, process, message, fields }) => {
    const platformShopId = names.get(String(fields.shop));
    return message !== "runs this shop" || platformShopId === undefined ? [] : [{ atMs, process, platformShopId }];
  });
}

function effectsOf({ truth, books }: Look): Effect[] {
  const shipped = truth.confirms.map(({ trackingNumber, atMs }): Effect => {
    return { name: `the shipment ${trackingNumber}`, operation: /shipment.*confirm/, marks: [trackingNumber], atMs };
  });
  // two sellers count alike: a booking number says which booking it is only where there is one seller
  const isUnique = new Set(books.shops.map((shop) => shop.tenant)).size < 2;
  const booked = truth.bookings.map(({ bookingNumber, atMs }): Effect => {
    return { name: `the booking ${bookingNumber}`, operation: /order\.create/, marks: [`"${bookingNumber}"`], atMs };
  });
  return isUnique ? [...shipped, ...booked] : shipped;
}

function* writingsOf(world: World, { rows }: Evidence): Generator<Writing> {
  for (const { process, message, fields } of world.log.all)
    yield { where: "the log", text: `${process} ${message} ${JSON.stringify(fields)}` };
  for (const { table, line } of rows) yield { where: `table ${table}`, text: line };
  for (const bytes of world.files.values()) yield { where: "a file", text: Buffer.from(bytes).toString("latin1") };
}

function secretsOf(world: World): string[] {
  const platform = world.accounts.flatMap(({ authorisations }) => authorisations.flatMap((one) => [one.appSecret, one.accessToken]));
  return [...new Set([...platform, ...sandboxAccounts.map((account) => account.token)])];
}

const streetsOf = ({ truth }: Look): string[] => [...new Set(truth.orders.map((order) => order.addressLine.replace(/^\d+ /, "")))];

/** I5 as the platform sees it: it has shut nobody out, unless the world itself did; and then nobody calls while it lasts. */
function checkBans(world: World, look: Look): Violation[] {
  const calls = world.excuses.bans().map(({ fromMs, untilMs }) => {
    const quiet = { fromMs: fromMs + learnMs, untilMs };
    return world.network.arrivals.filter(({ atMs, target }) => isPlatformCall(target) && atMs > quiet.fromMs && atMs < quiet.untilMs)
      .length;
  });
  if (Math.max(0, ...calls) > canariesMax)
    return [violation(look, "I5", `${Math.max(...calls)} calls by an address that the platform has shut out`)];
  if (!world.excuses.areRefusalsOurs()) return [];
  return Stats.parse(world.temu.stats()).shops.flatMap(({ shop, bans, throttled }) =>
    bans + throttled === 0 ? [] : [violation(look, "I5", `shop ${shop}: ${throttled} calls over the limit, ${bans} bans`)],
  );
}

/** What only a bug can throw ends in the log of a runner's loop. A lost connection is one of ours, and a runner may learn late that it lost its shop. */
function isBug(level: string, fields: string): boolean {
  return level === "error" && !/ConnectionLost|connection to the database was lost|FencedOff/.test(fields);
}

function logged(message: string, fields: object, atMs: number): Violation {
  return violation({ nowMs: atMs }, "bug", `${message}: ${JSON.stringify(fields)}`);
}
