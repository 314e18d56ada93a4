import type { Books } from "../books.ts";
import type { Truth } from "../truth.ts";
import { type Look, type Violation, violation } from "./look.ts";

const minuteMs = 60_000;
/** Longer than any pause that a runner may make: a takeover, a silent window, the longest back-off. */
const dueMaxMs = 8 * minuteMs;
/** Stock pushes give way to all other calls: under a budget that refusals have halved they may wait, as long as they move on in the end. */
const pushDueMaxMs = 25 * minuteMs;
/** Longer than any call may take, answer or not, and a takeover after it. */
const sentMaxMs = 4 * minuteMs;
const beatMaxMs = 3 * minuteMs;

/** I7: every act ends, is scheduled, or is under way for no longer than a call takes; every shop has a runner that lives. */
export function checkProgress(look: Look): Violation[] {
  const found: Violation[] = [];
  const shops = new Map(look.books.shops.map((shop) => [shop.id, shop.platformShopId]));
  for (const intent of look.books.intents) {
    if (intent.waitsForBooking) continue;
    const excusedMs = look.excusedUntilMs(shops.get(intent.shopId) ?? "");
    const waitedMs = look.nowMs - Math.max(intent.dueAtMs, intent.updatedAtMs, excusedMs);
    const name = `${intent.kind} of ${intent.subjectId} (${intent.state}${intent.message === null ? "" : `, ${intent.message}`})`;
    if (intent.state === "sent" && waitedMs > sentMaxMs) found.push(violation(look, "I7", `${name} sent ${seconds(waitedMs)} ago`));
    else if (waitedMs > (intent.kind === "stock_push" ? pushDueMaxMs : dueMaxMs))
      found.push(violation(look, "I7", `${name} due since ${seconds(waitedMs)}`));
  }
  for (const shop of look.books.shops) {
    if (shop.beatAtMs === null) continue;
    // the moment of a beat is the runner's own word: a clock that is set wrong makes it look old
    const silentMs = look.nowMs - Math.max(shop.beatAtMs, look.excusedUntilMs(shop.platformShopId));
    if (silentMs > beatMaxMs) {
      found.push(violation(look, "I7", `nobody has run shop ${shop.platformShopId} for ${seconds(silentMs)}`));
    }
  }
  return found;
}

const confirmStates = new Set(["pending", "sending", "accepted", "unknown"]);

/** I7: a package that waits for an act has that act under way: nothing that was decided is ever lost. */
export function checkWaiting(look: Look): Violation[] {
  const open = new Set(look.books.intents.map((intent) => `${intent.kind} ${intent.subjectId}`));
  return look.books.packages.flatMap((pkg) => {
    const booking = pkg.state === "label_requesting" && pkg.labelState === "requesting" && !open.has(`book_label ${pkg.id}`);
    const confirm = confirmStates.has(pkg.backfillState) && pkg.state !== "cancelled" && !open.has(`ship_confirm ${pkg.id}`);
    return [
      ...(booking ? [violation(look, "I7", `package ${pkg.number} waits for a waybill that nobody asks for`)] : []),
      ...(confirm ? [violation(look, "I7", `package ${pkg.number} is ${pkg.backfillState}, and nobody confirms it`)] : []),
    ];
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

/** What is left to do; `ofOrders` without stock pushes, which give way to all else under the platform's caps. */
export type Backlog = { ofOrders: string[]; pushes: string[] };

/** What keeps the world from being at rest; empty when nothing is left to do. */
export function listBacklog(books: Books, truth: Truth): Backlog {
  const shops = new Map(books.shops.map((shop) => [shop.platformShopId, shop.id]));
  const versions = new Map(books.orders.map((order) => [`${order.shopId} ${order.platformOrderId}`, order.updatedAtMs]));
  const behind = truth.orders.filter(
    (order) => versions.get(`${shops.get(order.platformShopId)} ${order.platformOrderId}`) !== order.updatedAtMs,
  );
  const others = books.intents.filter((intent) => intent.kind !== "stock_push");
  const ofOrders = [
    ...others.map(describe),
    ...books.wishes.map((wish) => `the wish ${wish.id} (${wish.kind}) waits`),
    ...books.orders.flatMap((order) => (order.isFollowed ? [`order ${order.platformOrderId} is still to be read`] : [])),
    ...books.shops.flatMap((shop) => (shop.state === "active" ? [] : [`shop ${shop.platformShopId} is ${shop.state}`])),
    ...behind.map((order) => `order ${order.platformOrderId} has a newer version`),
  ];
  return { ofOrders, pushes: books.intents.filter((intent) => intent.kind === "stock_push").map(describe) };
}

const describe = ({ kind, subjectId, state, message }: Books["intents"][number]): string =>
  `${kind} of ${subjectId} is ${state}${message === null ? "" : `: ${message}`}`;

/** I9: the backlog has emptied within the bound after the last fault. */
export function checkHealed(nowMs: number, backlog: readonly string[], boundMs: number): Violation[] {
  if (backlog.length === 0) return [];
  const shown = backlog.slice(0, 5).join("; ");
  return [violation({ nowMs }, "I9", `${backlog.length} things are left ${seconds(boundMs)} after the last fault: ${shown}`)];
}
