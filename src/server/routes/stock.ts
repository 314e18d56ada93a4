import type { z } from "zod";
import type { Install } from "../../app/install.ts";
import { listMemberNames } from "../../app/list-member-names.ts";
import {
  getSkuStock,
  getStockHistory,
  type LedgerRow,
  listLedger,
  listStock,
  type OpenPackageRow,
  type StockRow as Row,
  sumStock,
} from "../../app/list-stock.ts";
import { setStockLimits } from "../../app/set-stock-limits.ts";
import {
  type GoodsLabel,
  getSkuStockRoute,
  getStockHistoryRoute,
  type LedgerEntry,
  listLedgerRoute,
  listStockRoute,
  type OpenPackage,
  type Shelf,
  type StockFilter,
  type StockRow,
  setStockLimitsRoute,
  sumStockRoute,
} from "../../contract/stock.ts";
import { asId, type SkuId, type WarehouseId } from "../../kernel/id.ts";
import { parseInstant, toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull, readCursor, shopLabel, toWarehouseIds, writeCursor } from "./wire.ts";

/** 库存: figures, history, ledger, thresholds. */
export function stockRoutes(install: Install): Binding[] {
  const { app } = install;
  return [
    bind(listStockRoute, async ({ scope }, { query }) => {
      const page = await listStock(app, scope, toQuery(query), readStockCursor(query.after));
      return ok({
        rows: page.rows.map(toRow),
        next: page.next && `${encodeURIComponent(page.next.code)}|${encodeURIComponent(page.next.warehouseCode)}`,
      });
    }),
    bind(sumStockRoute, async ({ scope }, { query }) => {
      const sums = await sumStock(app, scope, toQuery(query));
      const [onHand, reserved, blocked] = [Number(sums.on_hand), Number(sums.reserved), Number(sums.blocked)];
      return ok({
        rows: Number(sums.rows),
        low: Number(sums.low),
        onHand,
        available: onHand - reserved - blocked,
        reserved,
        blocked,
        incoming: Number(sums.incoming),
      });
    }),
    bind(getSkuStockRoute, async ({ scope }, { params }) => {
      const found = await getSkuStock(app, scope, asId<SkuId>(params.skuId));
      if (!found.ok) return found;
      const { first, shelves, packages, isMore } = found.value;
      return ok({ sku: toSku(first), shelves: shelves.map(toShelf), packages: packages.map(toOpenPackage), hasMorePackages: isMore });
    }),
    bind(getStockHistoryRoute, async ({ scope }, { params, query }) => {
      const days = query.days === "90" ? 90 : 30;
      const found = await getStockHistory(app, scope, asId<SkuId>(params.skuId), { days, warehouses: toWarehouseIds(query.warehouse) });
      return found.ok ? ok({ days: found.value }) : found;
    }),
    bind(listLedgerRoute, async ({ scope }, { params, query }) => {
      const page = await listLedger(
        app,
        scope,
        asId<SkuId>(params.skuId),
        {
          warehouses: toWarehouseIds(query.warehouse),
          kinds: query.kind,
          from: query.from === undefined ? undefined : parseInstant(query.from),
          to: query.to === undefined ? undefined : parseInstant(query.to),
        },
        readCursor(query.before),
      );
      const names = await listMemberNames(install, scope, [...new Set(page.rows.flatMap((row) => row.actor_id ?? []))]);
      return ok({ rows: page.rows.map((row) => toEntry(row, names)), next: writeCursor(page.next) });
    }),
    bind(setStockLimitsRoute, ({ scope }, { body }) =>
      setStockLimits(
        app,
        scope,
        body.changes.map((one) => ({ ...one, skuId: asId<SkuId>(one.skuId), warehouseId: asId<WarehouseId>(one.warehouseId) })),
      ),
    ),
  ];
}

function toQuery(query: z.output<typeof StockFilter>) {
  return {
    warehouses: toWarehouseIds(query.warehouse),
    search: query.search,
    onlyLow: query.level === "low",
    onlyStocked: query.stocked === "only",
  };
}

function readStockCursor(text: string | undefined): { code: string; warehouseCode: string } | undefined {
  if (text === undefined) return undefined;
  try {
    const [code = "", warehouseCode = ""] = text.split("|").map(decodeURIComponent);
    return { code, warehouseCode };
  } catch {
    // not what we wrote: read from the beginning
    return undefined;
  }
}

function toSku(row: Row): GoodsLabel & { status: Row["status"] } {
  return { id: row.sku_id, code: row.code, nameZh: row.name_zh, nameEn: row.name_en, pictureUrl: row.picture_url, status: row.status };
}

function toShelf(row: Row): Shelf {
  return {
    warehouse: { id: row.warehouse_id, name: row.warehouse_name },
    onHand: row.on_hand,
    available: row.available,
    reserved: row.reserved,
    blocked: row.blocked,
    incoming: row.incoming,
    safetyUnits: row.safety_units,
    lowUnits: row.low_units,
    isLow: row.is_low,
  };
}

const toRow = (row: Row): StockRow => ({ sku: toSku(row), ...toShelf(row) });

function toOpenPackage(row: OpenPackageRow): OpenPackage {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    shipBy: isoOrNull(row.ship_by),
    shop: shopLabel(row),
    warehouseId: row.warehouse_id,
    held: row.held,
    missing: row.missing,
  };
}

function toEntry(row: LedgerRow, names: ReadonlyMap<string, string>): LedgerEntry {
  const { on_hand: onHand, reserved, blocked, incoming, cause_number: number } = row;
  return {
    id: row.id,
    at: toIso(row.at),
    warehouse: { id: row.warehouse_id, name: row.warehouse_name },
    kind: row.kind,
    cause: { kind: row.cause_kind, id: number === null ? null : row.cause_id, number },
    // a person who is no longer known still was one
    actor: row.actor_id === null ? null : (names.get(row.actor_id) ?? row.actor_id),
    deltas: { onHand: row.on_hand_delta, reserved: row.reserved_delta, blocked: row.blocked_delta, incoming: row.incoming_delta },
    after: { onHand, available: onHand - reserved - blocked, reserved, blocked, incoming },
  };
}
