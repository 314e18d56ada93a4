import type { OrderId, PackageId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type PackagePlace = { order_id: OrderId; shop_id: ShopId; warehouse_id: WarehouseId };

/** Where a package belongs, for asking whether a scope reaches it. */
export async function findPackagePlace(tx: Tx, tenant: TenantId, id: PackageId): Promise<PackagePlace | undefined> {
  return await tx
    .selectFrom("package")
    .select(["order_id", "shop_id", "warehouse_id"])
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .executeTakeFirst();
}
