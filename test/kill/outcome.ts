import { sql } from "kysely";
import { z } from "zod";
import { verifyStock } from "../../src/db/verify-stock.ts";
import type { LiveWorld } from "./live-world.ts";

const Platform = z.object({
  shops: z.array(
    z.object({
      calls: z.int(),
      throttled: z.int(),
      bans: z.int(),
      worstWindow: z.object({ count: z.int(), windowMs: z.int() }),
      orders: z.int(),
      shipConfirms: z.object({ accepted: z.int(), duplicate: z.int().default(0) }),
    }),
  ),
});
const Carrier = z.object({ accounts: z.record(z.string(), z.object({ chargedBookings: z.record(z.string(), z.int()) })) });

export type Outcome = {
  platform: z.infer<typeof Platform>["shops"][number];
  /** How often each parcel was paid for. */
  charged: number[];
  packages: { waybill: string | null; attempt: number }[];
  stockDifferences: readonly unknown[];
};

/** What the platform and the carrier counted, by their own books, and what stands in ours. */
export async function readOutcome(world: LiveWorld): Promise<Outcome> {
  const [platform] = Platform.parse(world.temu.stats()).shops;
  if (platform === undefined) throw new Error("the platform knows no shop");
  const { accounts } = Carrier.parse(world.yanwen.stats());
  const { tenant } = world.scope;
  return await world.app.database.inTenant(tenant, async (tx) => ({
    platform,
    charged: Object.values(accounts).flatMap((account) => Object.values(account.chargedBookings)),
    packages: (
      await sql<{ waybill: string | null; attempt: number }>`
        select waybill, booking_attempt as attempt from package where tenant_id = ${tenant} order by id limit 10000`.execute(tx)
    ).rows,
    stockDifferences: await verifyStock(tx, tenant),
  }));
}
