import type { Tx } from "../db/database.ts";
import { addIntents, dropPendingIntents, type IntentToStore } from "../db/intents.ts";
import { savePackages } from "../db/packages.ts";
import { type LineHold, type LineUnits, releaseStock, shipStock } from "../db/stock.ts";
import { applyEvent, type Package, type PackageEffect, type PackageEvent } from "../domain/fulfilment/package.ts";
import { asId, type IntentId, type SkuId, type WarehouseId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { App } from "./app.ts";
import { note, type Outbox } from "./outbox.ts";
import { awaitPutBack, type PickedGoods } from "./put-back.ts";
import { heldLines, serveWaitingLines } from "./reserve-lines.ts";
import { actorId } from "./scope.ts";

/** What should happen to one locked package, and what its timeline says when it does. */
export type Step = { pkg: Package; event: PackageEvent; timeline: readonly TimelineEvent[] };

type Done = { before: Package; after: Package; effects: readonly PackageEffect[] };

/** The number under which a carrier knows a booking: the package number and which try it is. */
export function bookingNumber(pkg: { number: string; bookingAttempt: number }): string {
  return `${pkg.number}-${pkg.bookingAttempt}`;
}

/**
 * Applies one event to each of many locked packages: decides by the state machine, saves what changed in one statement, and writes all
 * effects (stock, intents, timeline) in the same transaction. Returns a result per step, in order; a refused step changes nothing.
 */
export async function applyEvents(tx: Tx, app: App, outbox: Outbox, steps: readonly Step[]): Promise<Result<Package, Refusal>[]> {
  const done: Done[] = [];
  const results = steps.map((step): Result<Package, Refusal> => {
    const transition = applyEvent(step.pkg, step.event);
    if (!transition.ok) return fail(transition.error);
    done.push({ before: step.pkg, after: transition.value.next, effects: transition.value.effects });
    for (const event of step.timeline) note(app, outbox, step.pkg.id, event);
    outbox.changed.add(step.pkg.id);
    return ok(transition.value.next);
  });
  await savePackages(
    tx,
    outbox.tenant,
    done.map((one) => one.after),
  );
  await moveStock(tx, app, outbox, done);
  await storeIntents(tx, app, outbox, done);
  return results;
}

async function moveStock(tx: Tx, app: App, outbox: Outbox, done: readonly Done[]): Promise<void> {
  const cause = { actorId: actorId(outbox.actor), at: outbox.at };
  const leaving = linesWith(app, done, "deduct_stock");
  noteMoved(app, outbox, "stock_deducted", done, leaving, await shipStock(tx, outbox.tenant, leaving, cause));
  const giving = linesWith(app, done, "release_stock");
  const given = await releaseStock(tx, outbox.tenant, giving, cause);
  const freed = noteMoved(app, outbox, "stock_released", done, giving, given);
  await awaitPutBack(tx, app, outbox, pickedGoods(done, freed, given));
  for (const [warehouse, lines] of Map.groupBy(freed, (line): WarehouseId => line.warehouseId)) {
    await serveWaitingLines(tx, app, outbox, warehouse, [...new Set(lines.map((line): SkuId => line.skuId))]);
  }
}

/** What packages have given up whose labels were printed: their goods may lie on a packing table by now. */
function pickedGoods(done: readonly Done[], freed: readonly LineHold[], given: readonly LineUnits[]): PickedGoods[] {
  const units = new Map(given.map((one) => [one.lineId, one.units]));
  const byPackage = Map.groupBy(freed, (line) => line.packageId);
  return done.flatMap(({ before }): PickedGoods[] => {
    const goods = (byPackage.get(before.id) ?? []).map((line) => ({ skuId: line.skuId, units: units.get(line.lineId) ?? 0 }));
    if (before.printedCount === 0 || goods.length === 0) return [];
    return [{ packageNumber: before.number, warehouseId: before.warehouseId, reason: "order_cancelled", goods }];
  });
}

function linesWith(app: App, done: readonly Done[], effect: PackageEffect): LineHold[] {
  return done.filter((one) => one.effects.includes(effect)).flatMap((one) => heldLines(app, one.before));
}

/** Says on each package what its lines gave up, and names the SKUs to those who sell them. Returns the lines that gave something. */
function noteMoved(
  app: App,
  outbox: Outbox,
  kind: "stock_deducted" | "stock_released",
  done: readonly Done[],
  asked: readonly LineHold[],
  moved: readonly LineUnits[],
): LineHold[] {
  const units = new Map(moved.map((one) => [one.lineId, one.units]));
  const given = asked.filter((line) => units.has(line.lineId));
  const codes = new Map(done.flatMap((one) => one.before.lines.map((line) => [line.id, line.skuCode ?? ""])));
  for (const [packageId, lines] of Map.groupBy(given, (line) => line.packageId)) {
    const facts = lines.map((line) => ({ sku: codes.get(line.lineId) ?? "", units: units.get(line.lineId) ?? 0, missing: 0 }));
    note(app, outbox, packageId, { kind, lines: facts });
  }
  for (const line of given) outbox.skus.add(line.skuId);
  return given;
}

async function storeIntents(tx: Tx, app: App, outbox: Outbox, done: readonly Done[]): Promise<void> {
  const withdrawn = done.filter((one) => one.effects.includes("cancel_waybill"));
  // a booking that has not left yet is simply dropped: nothing to cancel
  const dropped = await dropPendingIntents(
    tx,
    outbox.tenant,
    "book_label",
    withdrawn.map((one) => ({ subjectId: one.before.id, key: bookingNumber(one.before) })),
    outbox.at,
  );
  const neverSent = new Set(dropped.map((one) => one.key));
  const intents: IntentToStore[] = [];
  const add = (one: Done, kind: IntentToStore["kind"], key: string, data: Record<string, unknown>) =>
    intents.push({
      id: asId<IntentId>(app.entropy.uuid()),
      shopId: one.after.shopId,
      kind,
      subjectId: one.after.id,
      key,
      data,
      dueAt: outbox.at,
    });
  for (const one of done) {
    if (one.effects.includes("book_label")) add(one, "book_label", bookingNumber(one.after), { channelId: one.after.channelId });
    if (one.effects.includes("confirm_shipment")) add(one, "ship_confirm", "", { readFirst: one.before.backfillState === "rejected" });
    if (one.effects.includes("cancel_waybill") && !neverSent.has(bookingNumber(one.before))) {
      add(one, "cancel_waybill", bookingNumber(one.before), { channelId: one.before.channelId, waybill: one.before.waybill });
    }
  }
  await addIntents(tx, outbox.tenant, outbox.at, intents);
}
