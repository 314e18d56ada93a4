import type { Tx } from "../../db/database.ts";
import { readOpenings } from "../../db/opening-stock.ts";
import { listWarehouses } from "../../db/read-shops.ts";
import { lockBalances, type Shelf } from "../../db/stock.ts";
import { type CodedSku, listSkusByCode, readShelves } from "../../db/stock-documents.ts";
import { type Move, moveStock } from "../../db/stock-moves.ts";
import { type AnyColumn, code, whole } from "../../domain/imports/column.ts";
import type { Reason } from "../../domain/imports/reason.ts";
import { faultsOf, findRepeated, readValue, type Sheet, type SheetRow } from "../../domain/imports/sheet.ts";
import type { SkuId, WarehouseId } from "../../kernel/id.ts";
import type { ImportMode } from "../../kernel/vocabulary/imports.ts";
import type { App } from "../app.ts";
import { flushOutbox, newOutbox, type Outbox } from "../outbox.ts";
import { serveWaitingLines } from "../reserve-lines.ts";
import { actorId, type Scope, within } from "../scope.ts";
import { failed, type ImportKind, type Outcomes } from "./import-kind.ts";

const columns = {
  warehouse: {
    key: "warehouse",
    zh: "仓库",
    en: "Warehouse",
    isRequired: true,
    form: "code",
    read: code(200),
    example: "YW",
    noteZh: "仓库代码或名称",
    noteEn: "The warehouse's code or name",
  },
  sku: {
    key: "sku",
    zh: "SKU编码",
    en: "SKU code",
    isRequired: true,
    form: "code",
    read: code(100),
    example: "EXAMPLE-001",
    noteZh: "已有的单品 SKU",
    noteEn: "A single SKU that exists",
  },
  units: {
    key: "units",
    zh: "期初数量",
    en: "Opening units",
    isRequired: true,
    form: "figure",
    read: whole(0, 10_000_000),
    example: "100",
    noteZh: "整数，0 或以上",
    noteEn: "A whole number, 0 or more",
  },
} as const satisfies Record<string, AnyColumn>;
const allColumns: readonly AnyColumn[] = Object.values(columns);

type Line = { row: SheetRow; warehouseId: WarehouseId; skuId: SkuId; units: number };

/** Imports opening stock. A balance has one; correcting it books the difference and leaves what has moved since. */
export const openingStockImport: ImportKind = {
  name: "opening-stock",
  permission: "stock:write",
  modes: ["add", "overwrite"],
  columns: allColumns,
  notesZh: ["“新增”不动已有期初库存的行；“覆盖”把新旧期初的差额记为一笔调整，之后的出入库不受影响。", "组合 SKU 没有自己的库存。"],
  notesEn: [
    "Add refuses rows that have an opening stock; overwrite books the difference to it as an adjustment and leaves later movements alone.",
    "Bundles have no stock of their own.",
  ],
  run: async (app, scope, { sheet, mode, isDry }) => {
    return await app.database.inTenant(scope.tenant, async (tx) => {
      const outbox = newOutbox(app, scope.tenant, scope.actor);
      const outcomes: Outcomes = new Map();
      const lines = await resolve(tx, scope, sheet, outcomes);
      // locked before it is read what has been booked: two imports of one file follow each other
      if (!isDry) await lockBalances(tx, scope.tenant, lines);
      const moves = await decide(tx, app, scope, mode, lines, outcomes);
      if (isDry) await refuseShort(tx, scope, moves, outcomes);
      else await book(tx, app, outbox, moves, outcomes);
      return outcomes;
    });
  },
};

/** The rows that name a warehouse and a single SKU; the others fail. */
async function resolve(tx: Tx, scope: Scope, sheet: Sheet, outcomes: Outcomes): Promise<Line[]> {
  const { tenant } = scope;
  const warehouses = await listWarehouses(tx, tenant, within(scope.warehouses));
  const byCode = new Map(warehouses.map((one) => [one.code, one.id]));
  const byName = Map.groupBy(warehouses, (one) => one.name);
  const codes = [...new Set(sheet.rows.flatMap((row) => readValue(sheet, row, columns.sku) ?? []))];
  const skus = new Map((await listSkusByCode(tx, tenant, codes)).map((sku) => [sku.code, sku]));
  const warehouseOf = (row: SheetRow) => {
    const name = readValue(sheet, row, columns.warehouse) ?? "";
    const named = byName.get(name) ?? [];
    return { name, id: byCode.get(name) ?? (named.length === 1 ? named[0]?.id : undefined), namesakes: named.length };
  };
  const repeated = findRepeated(sheet.rows, (row) => {
    const [id, sku] = [warehouseOf(row).id, readValue(sheet, row, columns.sku)];
    return id === undefined || sku === undefined ? undefined : `${id} ${sku}`;
  });
  return sheet.rows.flatMap((row): Line[] => {
    const warehouse = warehouseOf(row);
    const sku = skus.get(readValue(sheet, row, columns.sku) ?? "");
    const units = readValue(sheet, row, columns.units);
    const reasons = [...faultsOf(sheet, allColumns, row), ...skuFaults(sheet, row, sku)];
    if (warehouse.id === undefined && warehouse.name !== "") {
      const { name: detail, namesakes } = warehouse;
      const isAmbiguous = namesakes > 1;
      reasons.push({
        code: isAmbiguous ? "warehouse-ambiguous" : "warehouse-unknown",
        column: "warehouse",
        detail: isAmbiguous ? String(namesakes) : detail,
      });
    }
    const twin = repeated.get(row);
    if (twin !== undefined) reasons.push({ code: "repeated", detail: String(twin) });
    if (reasons.length === 0 && warehouse.id !== undefined && sku !== undefined && units !== undefined) {
      return [{ row, warehouseId: warehouse.id, skuId: sku.id, units }];
    }
    outcomes.set(row, failed(...reasons));
    return [];
  });
}

function skuFaults(sheet: Sheet, row: SheetRow, sku: CodedSku | undefined): Reason[] {
  const said = readValue(sheet, row, columns.sku);
  if (said === undefined) return [];
  if (sku === undefined) return [{ code: "sku-unknown", column: "sku", detail: said }];
  return sku.kind === "bundle" ? [{ code: "is-bundle-stock", column: "sku" }] : [];
}

type RowMove = { row: SheetRow; move: Move };

const keyOf = (shelf: Shelf) => `${shelf.warehouseId} ${shelf.skuId}`;

/** What each line moves, by what has been booked before. */
async function decide(tx: Tx, app: App, scope: Scope, mode: ImportMode, lines: readonly Line[], outcomes: Outcomes): Promise<RowMove[]> {
  const booked = new Map((await readOpenings(tx, scope.tenant, lines)).map((one) => [keyOf(one), one.units]));
  return lines.flatMap((line): RowMove[] => {
    const { row, warehouseId, skuId, units } = line;
    const before = booked.get(keyOf(line));
    if (before !== undefined && mode === "add") {
      outcomes.set(row, failed({ code: "opening-exists", detail: String(before) }));
      return [];
    }
    const onHand = units - (before ?? 0);
    outcomes.set(row, { kind: onHand === 0 ? "same" : before === undefined ? "added" : "changed" });
    const kind = before === undefined ? "opening" : "adjustment";
    return onHand === 0 ? [] : [{ row, move: { warehouseId, skuId, kind, onHand, movementId: app.entropy.uuid() } }];
  });
}

/** The preview of what booking would refuse. */
async function refuseShort(tx: Tx, scope: Scope, moves: readonly RowMove[], outcomes: Outcomes): Promise<void> {
  const lowering = moves.filter(({ move }) => move.onHand < 0);
  const shelves = await readShelves(
    tx,
    scope.tenant,
    lowering.map(({ move }) => move),
  );
  const available = new Map(shelves.map((one) => [keyOf(one), one.onHand - one.reserved - one.blocked]));
  for (const { row, move } of lowering) {
    const free = available.get(keyOf(move)) ?? 0;
    if (free + move.onHand < 0) outcomes.set(row, failed({ code: "stock-short", detail: String(free) }));
  }
}

async function book(tx: Tx, app: App, outbox: Outbox, moves: readonly RowMove[], outcomes: Outcomes): Promise<void> {
  const refused = await moveStock(
    tx,
    outbox.tenant,
    moves.map((one) => one.move),
    { kind: "opening", id: app.entropy.uuid(), actorId: actorId(outbox.actor), at: outbox.at },
  );
  const short = new Map(refused.map((one) => [keyOf(one), one.available]));
  const moved = moves.filter(({ row, move }) => {
    const free = short.get(keyOf(move));
    if (free !== undefined) outcomes.set(row, failed({ code: "stock-short", detail: String(free) }));
    return free === undefined;
  });
  for (const { move } of moved) outbox.skus.add(move.skuId);
  const come = moved.filter(({ move }) => move.onHand > 0);
  for (const [warehouse, list] of Map.groupBy(come, ({ move }) => move.warehouseId)) {
    await serveWaitingLines(
      tx,
      app,
      outbox,
      warehouse,
      list.map(({ move }) => move.skuId),
    );
  }
  await flushOutbox(tx, app, outbox);
}
