import { sql } from "kysely";
import type { SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { toIso } from "../kernel/instant.ts";
import type { MovementKind } from "../kernel/vocabulary/stock.ts";
import { rows, type Tx } from "./database.ts";
import { lockBalances, type StockCause } from "./stock.ts";

/** By how much one balance changes, in units. What packages have reserved moves only with their lines (src/db/stock.ts). */
export type Move = {
  warehouseId: WarehouseId;
  skuId: SkuId;
  kind: MovementKind;
  onHand: number;
  blocked?: number;
  incoming?: number;
  movementId: string;
  /** What it belongs to, where the moves of one statement belong to several. */
  causeId?: string;
};

/** A balance that cannot carry its moves, with what it holds. */
export type RefusedMove = { warehouseId: WarehouseId; skuId: SkuId; available: number; blocked: number; incoming: number };

/**
 * Moves goods that no package has reserved: counters and ledger in one guarded statement. All moves of one balance are taken together or
 * not at all; those that would leave less on hand than is reserved or blocked come back and nothing of them is written.
 */
export async function moveStock(
  tx: Tx,
  tenant: TenantId,
  moves: readonly Move[],
  cause: StockCause & { kind: string; id?: string },
): Promise<RefusedMove[]> {
  if (moves.length === 0) return [];
  await lockBalances(tx, tenant, moves);
  const list = moves.map((one) => ({
    warehouse_id: one.warehouseId,
    sku_id: one.skuId,
    kind: one.kind,
    on_hand: one.onHand,
    blocked: one.blocked ?? 0,
    incoming: one.incoming ?? 0,
    movement_id: one.movementId,
    cause_id: one.causeId ?? cause.id,
  }));
  const result = await sql<RefusedMove>`
    with wanted as (
      select * from jsonb_to_recordset(${rows(list)}) as r(warehouse_id uuid, sku_id uuid, kind text, on_hand integer, blocked integer,
        incoming integer, movement_id uuid, cause_id uuid)
    ),
    sums as (
      select warehouse_id, sku_id, sum(on_hand)::integer as on_hand, sum(blocked)::integer as blocked, sum(incoming)::integer as incoming
      from wanted group by warehouse_id, sku_id
    ),
    moved as (
      update stock_balance b
      set on_hand = b.on_hand + s.on_hand, blocked = b.blocked + s.blocked, incoming = b.incoming + s.incoming
      from sums s
      where b.tenant_id = ${tenant} and b.warehouse_id = s.warehouse_id and b.sku_id = s.sku_id
        and b.reserved + b.blocked + s.blocked <= b.on_hand + s.on_hand and b.blocked + s.blocked >= 0 and b.incoming + s.incoming >= 0
      returning b.warehouse_id, b.sku_id
    ),
    ledger as (
      insert into stock_movement (tenant_id, id, at, warehouse_id, sku_id, kind, on_hand_delta, reserved_delta, blocked_delta,
        incoming_delta, cause_kind, cause_id, actor_id)
      select ${tenant}, w.movement_id, ${toIso(cause.at)}::timestamptz, w.warehouse_id, w.sku_id, w.kind, w.on_hand, 0, w.blocked, w.incoming,
        ${cause.kind}, w.cause_id, ${cause.actorId}::text
      from wanted w join moved m using (warehouse_id, sku_id)
    )
    select b.warehouse_id as "warehouseId", b.sku_id as "skuId", b.on_hand - b.reserved - b.blocked as available, b.blocked, b.incoming
    from sums s
    join stock_balance b on b.tenant_id = ${tenant} and b.warehouse_id = s.warehouse_id and b.sku_id = s.sku_id
    left join moved m on m.warehouse_id = s.warehouse_id and m.sku_id = s.sku_id
    where m.sku_id is null
    order by 1, 2`.execute(tx);
  return result.rows;
}
