import { expect, inject, test } from "vitest";
import { z } from "zod";
import { preferShop } from "../../src/app/allocate-stock.ts";
import { createDocument } from "../../src/app/create-document.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { SkuId } from "../../src/kernel/id.ts";
import type { Office } from "./set-up.ts";
import { simulate } from "./simulate.ts";
import type { World } from "./world.ts";

const server = inject("databaseServer");
const options = { seed: 12, hours: 0.05, shops: 3, faults: new Set([]), isVerbose: false, buyers: 0 };
const secondMs = 1_000;

type Scene = { world: World; office: Office; code: string; skuId: SkuId; malls: readonly [string, string] };

/** Lives a quiet world in which one seller has two shops, leaves a single unit of a SKU that both sell, and plays `act` there. */
async function withLastUnit(act: (scene: Scene) => Promise<void>) {
  let outcome: Promise<void> | undefined;
  const report = await simulate(server, options, {
    ready: (world, offices) => {
      world.spawn(() => {
        outcome = leaveOne(world, assertPresent(offices[0], "office")).then(act);
        return outcome.catch(() => {});
      });
    },
  });
  await assertPresent(outcome, "what was played");
  return report;
}

async function leaveOne(world: World, office: Office): Promise<Scene> {
  const { process, scope, warehouses } = office;
  const [first, second] = world.accounts.map((account) => account.plan.mallId);
  const malls = [assertPresent(first, "mall"), assertPresent(second, "mall")] as const;
  // no bundle has it as a component: what is on sale is what lies there
  const code = assertPresent(office.goods[3], "goods");
  const { skuId, onHand, reserved } = await process.app.database.inTenant(scope.tenant, async (tx) =>
    assertPresent(
      await tx
        .selectFrom("sku")
        .innerJoin("stock_balance", (join) =>
          join.onRef("stock_balance.sku_id", "=", "sku.id").onRef("stock_balance.tenant_id", "=", "sku.tenant_id"),
        )
        .select(["sku.id as skuId", "stock_balance.on_hand as onHand", "stock_balance.reserved"])
        .where("sku.tenant_id", "=", scope.tenant)
        .where("sku.code", "=", code)
        .where("stock_balance.warehouse_id", "=", warehouses[0])
        .executeTakeFirst(),
      "balance",
    ),
  );
  const lines = [{ code, units: onHand - reserved - 1 }];
  const wish = { kind: "stock_out", reason: "damaged", note: "", warehouseId: warehouses[0], toWarehouseId: null, lines } as const;
  expect(await createDocument(process.app, scope, wish)).toMatchObject({ ok: true });
  const scene = { world, office, code, skuId, malls };
  await world.sleep(10 * secondMs);
  expect(figuresOf(scene)).toEqual([1, 1]);
  return scene;
}

const Listings = z.object({ listings: z.array(z.object({ mallId: z.string(), extCode: z.string(), stock: z.number() })) });

/** What each of the two shops offers. */
function figuresOf({ world, code, malls }: Scene): number[] {
  const { listings } = Listings.parse(assertPresent(world.temu.control("GET", ["listings"], {}), "answer").body);
  return malls.map(
    (mall) =>
      assertPresent(
        listings.find((one) => one.mallId === mall && one.extCode === code),
        "listing",
      ).stock,
  );
}

const Placed = z.object({ orders: z.array(z.object({ parentOrderSn: z.string() })) });

function buy({ world, code }: Scene, shop: string): { status: number; numbers: string[] } {
  const reply = assertPresent(
    world.temu.control("POST", ["orders"], { shop, lines: [{ extCode: code, quantity: 1 }], status: 2 }),
    "answer",
  );
  return { status: reply.status, numbers: Placed.parse(reply.body).orders.map((order) => order.parentOrderSn) };
}

async function statesOf({ office: { process, scope } }: Scene, numbers: readonly string[]): Promise<string[]> {
  const found = await process.app.database.inTenant(scope.tenant, (tx) =>
    tx
      .selectFrom("package")
      .innerJoin("shop_order", (join) =>
        join.onRef("shop_order.id", "=", "package.order_id").onRef("shop_order.tenant_id", "=", "package.tenant_id"),
      )
      .select("package.stock_state")
      .where("package.tenant_id", "=", scope.tenant)
      .where("shop_order.platform_order_id", "in", numbers)
      .execute(),
  );
  return found.map((row) => row.stock_state).sort();
}

test("two shops sell the last unit at the same instant: one package gets it, the other waits for goods, and both shops are sold out", async () => {
  const report = await withLastUnit(async (scene) => {
    const [one, other] = scene.malls.map((mall) => buy(scene, mall));
    const numbers = [...assertPresent(one, "purchase").numbers, ...assertPresent(other, "purchase").numbers];
    expect(numbers).toHaveLength(2);
    await scene.world.sleep(30 * secondMs);
    expect(await statesOf(scene, numbers)).toEqual(["full", "none"]);
    expect(figuresOf(scene)).toEqual([0, 0]);
  });
  expect(report.violations).toEqual([]);
});

test("where the last units are one shop's alone, nobody can buy what is not there", async () => {
  const report = await withLastUnit(async (scene) => {
    const { world, office, skuId, malls } = scene;
    const shopId = assertPresent(office.shops[0], "shop");
    expect(await preferShop(office.process.app, office.scope, [skuId], { below: 3, shopId })).toMatchObject({ ok: true });
    await world.sleep(10 * secondMs);
    expect(figuresOf(scene)).toEqual([1, 0]);
    const [one, other] = malls.map((mall) => buy(scene, mall));
    expect(one).toMatchObject({ status: 200 });
    expect(other).toMatchObject({ status: 409, numbers: [] });
    await world.sleep(30 * secondMs);
    expect(await statesOf(scene, assertPresent(one, "purchase").numbers)).toEqual(["full"]);
  });
  expect(report.violations).toEqual([]);
});
