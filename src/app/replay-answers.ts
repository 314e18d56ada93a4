import { z } from "zod";
import { listAnswerBatches, listOrdersOf } from "../db/answers.ts";
import type { Directory } from "../db/database.ts";
import { type Fence, raiseFence } from "../db/fence.ts";
import { findFollowUp } from "../db/follow-ups.ts";
import { getShop, listAuthorisations, type ShopRow } from "../db/shops.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { addMs, type Instant, instantFromMs } from "../kernel/instant.ts";
import { ok } from "../kernel/result.ts";
import type { PlatformConnector, ShopLink } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { createTenant } from "./create-tenant.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { answerKinds, type KeptAnswer } from "./keep-answers.ts";
import { systemScope } from "./scope.ts";
import { addWarehouse, connectShop } from "./set-up-shop.ts";
import { settleAmounts, settleRecipient } from "./settle-follow-up.ts";
import { storeRecipient } from "./store-recipient.ts";

const dayMs = 24 * 3_600_000;
const farMs = 365 * dayMs;

const Line = z.object({
  at: z.number().transform(instantFromMs),
  kind: z.enum(answerKinds),
  subject: z.string(),
  status: z.int(),
  body: z.string(),
});

/** `wanted`: orders that first came on that day. `different`: those of them that the answers did not give again as they were. */
export type Replay = { batches: number; answers: number; wanted: number; orders: number; different: string[] };

type Side = { app: App; directory: Directory };

/**
 * Reads what a tenant's platforms answered on a day once more, into an empty database of its own, through the same connectors and the same
 * ingest. Nothing leaves for a platform. Orders are compared by number and content.
 */
export async function replayAnswers(from: Side, to: Side, tenant: TenantId, dayStart: Instant): Promise<Replay> {
  const end = addMs(dayStart, dayMs);
  const batches = await from.app.database.inTenant(tenant, (tx) => listAnswerBatches(tx, tenant, dayStart, end));
  const copy = await createTenant(to, { name: "replay", demo: false, review: false });
  const shops = new Map<ShopId, Stage>();
  let answers = 0;
  for (const batch of batches) {
    const stage = shops.get(batch.shopId) ?? (await openStage(from.app, to, tenant, copy, batch.shopId));
    shops.set(batch.shopId, stage);
    for (const answer of await openBatch(from.app, tenant, batch.blobId)) {
      await readAgain(to.app, stage, answer);
      answers += 1;
    }
  }
  const [then, now] = await Promise.all([
    from.app.database.inTenant(tenant, (tx) => listOrdersOf(tx, tenant, dayStart, end)),
    to.app.database.inTenant(copy, (tx) => listOrdersOf(tx, copy, instantFromMs(0), addMs(to.app.clock.now(), farMs))),
  ]);
  const given = new Map(now.map((order) => [order.platformOrderId, order.hash]));
  const different = then.filter((order) => given.get(order.platformOrderId) !== order.hash).map((order) => order.platformOrderId);
  return { batches: batches.length, answers, wanted: then.length, orders: now.length, different };
}

/** A shop of the copy, ready to take what it was answered. */
type Stage = { shop: ShopRow; fence: Fence; connector: PlatformConnector; authorisations: ShopLink["authorisations"] };

async function openStage(source: App, to: Side, tenant: TenantId, copy: TenantId, shopId: ShopId): Promise<Stage> {
  const { original, authorisations } = await source.database.inTenant(tenant, async (tx) => ({
    original: await getShop(tx, tenant, shopId),
    authorisations: await listAuthorisations(tx, tenant, shopId),
  }));
  const connector = assertPresent(to.app.platforms.get(original.platform), `connector ${original.platform}`);
  const scope = systemScope(copy);
  const warehouseId = await addWarehouse(to.app, scope, { code: original.platformShopId, name: original.platformShopId });
  // the names of the authorisations decide which is used; none of them works any more
  const dead = { appKey: "replay", appSecret: "replay", accessToken: "replay" };
  const connected = await connectShop(to.app, to.directory, scope, {
    platform: original.platform,
    platformShopId: original.platformShopId,
    name: original.name,
    kind: "replay",
    site: original.regionId,
    regionId: original.regionId,
    currency: original.currency,
    timeZone: original.timeZone,
    warehouseId,
    callPolicy: original.callPolicy,
    authorisations: authorisations.map(({ gateway, purpose }) => ({ gateway, purpose, ...dead })),
  });
  if (!connected.ok) throw new Error(`the shop cannot be made again: ${connected.error.code}`);
  const fence: Fence = { tenant: copy, shop: connected.value, epoch: 1n };
  await to.app.database.inTenant(copy, (tx) => raiseFence(tx, fence));
  const shop = await to.app.database.inTenant(copy, (tx) => getShop(tx, copy, connected.value));
  const endpoints = authorisations.map(({ gateway, purpose }) => ({ gateway, purpose, endpoint: "https://replay.invalid", ...dead }));
  return { shop, fence, connector, authorisations: endpoints };
}

async function openBatch(app: App, tenant: TenantId, blob: string): Promise<KeptAnswer[]> {
  const sealed = await app.blobs.get(`${tenant}/${blob}`);
  if (sealed === undefined) return [];
  const vault = await app.database.inTenant(tenant, (tx) => app.vault.of(tx, tenant));
  const text = vault.openBytes({ table: "blob", column: "bytes", row: blob }, sealed).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Line.parse(JSON.parse(line)));
}

/** Gives an answer to the connector as if it had just come, and takes what it makes of it. */
async function readAgain(app: App, stage: Stage, answer: KeptAnswer): Promise<void> {
  const { shop, fence, connector, authorisations } = stage;
  const response = { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
  const link: ShopLink = { shop, authorisations, http: { send: async () => ok(response) }, clock: app.clock };
  const ingest = (orders: Parameters<typeof ingestOrders>[2]["orders"]) =>
    ingestOrders(
      app,
      { fence, platform: shop.platform, warehouses: shop.warehouses, review: shop.review, timeZone: shop.tenantTimeZone },
      { orders, source: "stream" },
    );
  const wantedOf = (platformOrderId: string) =>
    app.database.inTenant(fence.tenant, (tx) => findFollowUp(tx, fence.tenant, fence.shop, platformOrderId));
  switch (answer.kind) {
    case "orders": {
      const page = await connector.orders.list(link, { updatedFrom: instantFromMs(0), updatedTo: answer.at }, null);
      if (page.ok) await ingest(page.value.items);
      return;
    }
    case "order": {
      const order = await connector.orders.get(link, answer.subject);
      if (order.ok) await ingest([order.value]);
      return;
    }
    case "recipient": {
      const wanted = await wantedOf(answer.subject);
      const reply = wanted === undefined ? undefined : await connector.orders.recipient(link, answer.subject);
      if (wanted === undefined || reply?.ok !== true) return;
      const dueAt = wanted.wantsAmounts ? wanted.dueAt : null;
      if (reply.value === null) await settleRecipient(app, fence, wanted, "hidden", null, dueAt);
      else await storeRecipient(app, fence, wanted, reply.value, { review: shop.review, dueAt });
      return;
    }
    case "amounts": {
      const wanted = await wantedOf(answer.subject);
      const reply = wanted === undefined ? undefined : await connector.orders.amounts(link, answer.subject);
      if (wanted !== undefined && reply?.ok === true) await settleAmounts(app, fence, wanted, reply.value);
      return;
    }
  }
}
