import { sql } from "kysely";
import type { OrderAmounts } from "../domain/orders/platform-order.ts";
import type { OrderId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";
import type { Schema } from "./schema.ts";

export type SealedRecipient = Omit<Schema["order_recipient"], "stored_at"> & { stored_at: string };

/** Stores or replaces what is known of an order's recipient; the country also goes to its packages, for the list's filter. */
export async function upsertRecipient(tx: Tx, recipient: SealedRecipient): Promise<void> {
  const { tenant_id, order_id, ...values } = recipient;
  await tx
    .insertInto("order_recipient")
    .values(recipient)
    .onConflict((conflict) => conflict.columns(["tenant_id", "order_id"]).doUpdateSet(values))
    .execute();
  await tx
    .updateTable("package")
    .set({ country: values.country })
    .where("tenant_id", "=", tenant_id)
    .where("order_id", "=", order_id)
    .where(sql<boolean>`country is distinct from ${values.country}`)
    .execute();
}

/** The sealed recipient of an order; undefined while none is stored. */
export function findRecipient(tx: Tx, tenant: TenantId, order: OrderId) {
  return tx.selectFrom("order_recipient").selectAll().where("tenant_id", "=", tenant).where("order_id", "=", order).executeTakeFirst();
}

/** Stores an order's amounts. All are of one currency: only a broken reply mixes them, and it is refused before. */
export async function upsertAmounts(tx: Tx, tenant: TenantId, order: OrderId, currency: string, amounts: OrderAmounts): Promise<void> {
  const values = {
    currency,
    customer_paid: amounts.customerPaid?.amount ?? null,
    goods: amounts.goods?.amount ?? null,
    shipping: amounts.shipping?.amount ?? null,
    tax: amounts.tax?.amount ?? null,
    seller_discount: amounts.sellerDiscount?.amount ?? null,
    platform_discount: amounts.platformDiscount?.amount ?? null,
    estimated_revenue: amounts.estimatedRevenue?.amount ?? null,
    platform_deduction: amounts.platformDeduction?.amount ?? null,
  };
  await tx
    .insertInto("order_amount")
    .values({ tenant_id: tenant, order_id: order, ...values })
    .onConflict((conflict) => conflict.columns(["tenant_id", "order_id"]).doUpdateSet(values))
    .execute();
}
