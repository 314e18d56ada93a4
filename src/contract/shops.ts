import { z } from "zod";
import { platforms } from "../kernel/vocabulary/platform.ts";
import { shopStates } from "../kernel/vocabulary/sync.ts";
import { IdParam, InstantView } from "./codec.ts";
import { route } from "./route.ts";

/** Shops that the user may see, with how their sync is doing: the filter's choices and the menu's foot come from here. */
export const listShopsRoute = route({
  method: "GET",
  path: "/shops",
  summary: "Shops with sync state and call budget",
  permission: "shops:read",
  reply: z.strictObject({
    shops: z.array(
      z.strictObject({
        id: IdParam,
        name: z.string(),
        platform: z.enum(platforms),
        site: z.string(),
        currency: z.string(),
        timeZone: z.string(),
        state: z.enum(shopStates),
        /** The platform's own words when the state is not active. */
        stateDetail: z.string().nullable(),
        lastOrderSyncAt: InstantView.nullable(),
        /** Age of the last successful order poll, ms. */
        delayMs: z.int().nullable(),
        budget: z.strictObject({ used: z.int(), cap: z.int(), windowMs: z.int() }),
        quarantinedOrders: z.int(),
      }),
    ),
    warehouses: z.array(z.strictObject({ id: IdParam, code: z.string(), name: z.string() })),
    channels: z.array(z.strictObject({ id: IdParam, name: z.string(), carrier: z.string(), code: z.string(), isDefault: z.boolean() })),
  }),
});
