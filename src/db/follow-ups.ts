import { sql } from "kysely";
import type { OrderId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Tx } from "./database.ts";

/** An order whose recipient or amounts are still to be read from the platform. */
export type FollowUp = {
  orderId: OrderId;
  platformOrderId: string;
  wantsRecipient: boolean;
  wantsAmounts: boolean;
  attempts: number;
  /** When it was due. Whoever asks for another reading sets a new moment, so an answer to an older question is recognised. */
  dueAt: Instant;
};

/** Orders of a shop that want a follow-up, whenever it is due. */
function followUps(tx: Tx, tenant: TenantId, shop: ShopId) {
  return tx
    .selectFrom("shop_order")
    .select(["id", "platform_order_id", "recipient_state", "amount_state", "follow_up_attempts"])
    .select(sql<Instant>`follow_up_at`.as("due_at"))
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("follow_up_at", "is not", null);
}

type FollowUpRow = Awaited<ReturnType<ReturnType<typeof followUps>["execute"]>>[number];

function toFollowUp(row: FollowUpRow): FollowUp {
  return {
    orderId: row.id,
    platformOrderId: row.platform_order_id,
    wantsRecipient: row.recipient_state === "wanted",
    wantsAmounts: row.amount_state === "wanted",
    attempts: row.follow_up_attempts,
    dueAt: row.due_at,
  };
}

/** Due follow-ups of a shop, longest waiting first. */
export async function listDueFollowUps(tx: Tx, tenant: TenantId, shop: ShopId, now: Instant, limit: number): Promise<FollowUp[]> {
  const found = await followUps(tx, tenant, shop)
    .where("follow_up_at", "<=", sql<never>`${toIso(now)}::timestamptz`)
    .orderBy("follow_up_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return found.map(toFollowUp);
}

/** What one order still wants, due or not; undefined when it wants nothing. */
export async function findFollowUp(tx: Tx, tenant: TenantId, shop: ShopId, platformOrderId: string): Promise<FollowUp | undefined> {
  const row = await followUps(tx, tenant, shop).where("platform_order_id", "=", platformOrderId).executeTakeFirst();
  return row === undefined ? undefined : toFollowUp(row);
}

/** Asks for the recipients of these orders to be read again, now. */
export async function requestFollowUps(tx: Tx, tenant: TenantId, orders: readonly OrderId[], at: Instant): Promise<void> {
  if (orders.length === 0) return;
  await sql`
    update shop_order set recipient_state = 'wanted', follow_up_at = ${toIso(at)}::timestamptz, follow_up_attempts = 0
    where tenant_id = ${tenant} and id = any(${orders}::uuid[])
      and recipient_state in ('stored', 'failed', 'hidden') and fulfilled_by = 'seller'`.execute(tx);
}

export type FollowUpOutcome = {
  recipient?: "stored" | "hidden" | "failed" | "wanted";
  amounts?: "stored" | "unauthorised" | "failed" | "wanted";
  attempts: number;
  /** Null: nothing more to read until the order changes. */
  dueAt: Instant | null;
};

/** Saves what a reading brought. False when another reading was asked for meanwhile: this one is of yesterday and must be dropped. */
export async function saveFollowUp(tx: Tx, tenant: TenantId, followUp: FollowUp, outcome: FollowUpOutcome): Promise<boolean> {
  const result = await tx
    .updateTable("shop_order")
    .set({
      ...(outcome.recipient === undefined ? {} : { recipient_state: outcome.recipient }),
      ...(outcome.amounts === undefined ? {} : { amount_state: outcome.amounts }),
      follow_up_attempts: outcome.attempts,
      follow_up_at: outcome.dueAt === null ? null : toIso(outcome.dueAt),
    })
    .where("tenant_id", "=", tenant)
    .where("id", "=", followUp.orderId)
    .where("follow_up_at", "=", sql<never>`${toIso(followUp.dueAt)}::timestamptz`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
