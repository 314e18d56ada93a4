import { z } from "zod";
import { alertKinds, severities } from "../kernel/vocabulary/sync.ts";
import { IdParam, InstantView } from "./codec.ts";
import { route } from "./route.ts";
import { ShopLabel } from "./sync.ts";

/** Something that somebody should know. `kind` names the words, `detail` holds their values; unknown ones are left out of the words. */
export const Alert = z.strictObject({
  id: IdParam,
  kind: z.enum(alertKinds),
  severity: z.enum(severities),
  /** Null: about no single shop. */
  shop: ShopLabel.nullable(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  openedAt: InstantView,
  lastAt: InstantView,
  times: z.int(),
  closedAt: InstantView.nullable(),
  seenAt: InstantView.nullable(),
  seenBy: z.string().nullable(),
});
export type Alert = z.infer<typeof Alert>;

export const listAlertsRoute = route({
  method: "GET",
  path: "/alerts",
  summary: "What is wrong now, gravest first, and what was in the last 7 days",
  permission: "shops:read",
  reply: z.strictObject({ open: z.array(Alert), past: z.array(Alert), unseen: z.int() }),
});

export const seeAlertsRoute = route({
  method: "POST",
  path: "/alerts/seen",
  summary: "Marks alerts as seen for everybody: the named ones, or all that are open",
  permission: "sync:run",
  body: z.strictObject({ alertIds: z.union([z.array(IdParam).min(1).max(500), z.literal("open")]) }),
  reply: z.strictObject({ seen: z.int() }),
});
