import { sql } from "kysely";
import type { App } from "../../src/app/app.ts";
import { ingestOrders } from "../../src/app/ingest-orders.ts";
import { settleIntent } from "../../src/app/settle-intent.ts";
import { storeRecipient } from "../../src/app/store-recipient.ts";
import { listDueFollowUps } from "../../src/db/follow-ups.ts";
import { listDueIntents } from "../../src/db/intents.ts";
import type { IntentKind } from "../../src/db/sync-schema.ts";
import { asId, type BlobId, type PackageId } from "../../src/kernel/id.ts";
import { addMs } from "../../src/kernel/instant.ts";
import type { Recipient } from "../../src/ports/platform.ts";
import { type TestShop, testOrder, testRecipient } from "./test-shop.ts";

/** What the runner does with packages, for tests that need one far on its way. */
export function testPackages(app: App) {
  const intents = (shop: TestShop, kind: IntentKind) =>
    app.database.inTenant(shop.tenant, (tx) => listDueIntents(tx, shop.tenant, shop.shopId, [kind], addMs(app.clock.now(), 60_000), 100));
  return {
    /** Intents of a kind that are due within a minute. */
    intents,
    /** An order of one line comes in and its recipient is read. */
    async arrive(shop: TestShop, id: string, sku: string, quantity: number, changes: Partial<Recipient> = {}): Promise<PackageId> {
      await ingestOrders(app, shop.ingest, { orders: [testOrder(id, [{ sku, orderedQuantity: quantity }])], source: "stream" });
      const due = await app.database.inTenant(shop.tenant, (tx) => listDueFollowUps(tx, shop.tenant, shop.shopId, app.clock.now(), 100));
      const followUp = due.find((one) => one.platformOrderId === id);
      if (followUp === undefined) throw new Error("no follow-up");
      const { fence, review } = shop.ingest;
      await storeRecipient(app, fence, followUp, { ...testRecipient, ...changes }, { review, dueAt: null });
      return await app.database.inTenant(shop.tenant, async (tx) => {
        const { rows } = await sql<{ id: PackageId }>`
          select id from package where tenant_id = ${shop.tenant} and order_id = ${followUp.orderId}`.execute(tx);
        return rows[0]?.id ?? asId<PackageId>("");
      });
    },
    /** The carrier has answered the one booking that waits. */
    async issueWaybill(shop: TestShop, waybill: string): Promise<void> {
      const [intent] = await intents(shop, "book_label");
      if (intent === undefined) throw new Error("no booking");
      await settleIntent(app, shop.ingest.fence, intent, {
        change: { state: "confirmed", dueAt: app.clock.now() },
        event: { kind: "waybill_issued", waybill, trackingNumber: waybill, labelBlobId: asId<BlobId>(app.entropy.uuid()) },
      });
    },
  };
}
