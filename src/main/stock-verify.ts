import { verifyStock } from "../db/verify-stock.ts";
import { explain } from "./child.ts";
import { connectForTool } from "./tool-context.ts";

// `npm run stock:verify`: derives every stock counter of every tenant anew from the ledger and from the packages that hold stock.
try {
  const { app, directory, close } = await connectForTool();
  const tenants = await directory.run((db) =>
    db.selectFrom("directory.tenant").select(["id", "name"]).orderBy("id").limit(100_000).execute(),
  );
  let count = 0;
  for (const tenant of tenants) {
    const differences = await app.database.inTenant(tenant.id, (tx) => verifyStock(tx, tenant.id));
    count += differences.length;
    for (const one of differences) {
      process.stdout.write(
        `${tenant.name}: SKU ${one.skuId} in warehouse ${one.warehouseId}: ${one.figure} is ${one.counter}, derived ${one.derived}\n`,
      );
    }
  }
  await close();
  process.stdout.write(`${JSON.stringify({ tenants: tenants.length, differences: count })}\n`);
  process.exitCode = count === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
