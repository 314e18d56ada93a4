import { z } from "zod";
import { callCauses } from "../../../contract/sync.ts";
import { parseInstant, toIso } from "../../../kernel/instant.ts";
import { callClasses } from "../../../kernel/vocabulary/sync.ts";
import { addressId, addressIds, addressList, addressText } from "../../ui/address.ts";

export const syncTabs = ["requests", "quarantine", "refused", "calls"] as const;
export type SyncTab = (typeof syncTabs)[number];

export const spans = ["1", "6", "24"] as const;

/** What the address line says about the sync page. What it cannot read it forgets. */
const AddressSearch = z.object({
  /** The shop whose budget and streams are shown. */
  shop: addressId,
  tab: z.enum(syncTabs).optional().catch(undefined),
  /** The request whose result is open. */
  request: addressId,
  /** Shops that the lists are narrowed to. */
  only: addressIds,
  operation: z.string().trim().min(1).max(100).optional().catch(undefined),
  class: addressList(z.enum(callClasses)),
  outcome: z.enum(["good", "failed"]).optional().catch(undefined),
  cause: z.enum(callCauses).optional().catch(undefined),
  cause_id: addressId,
  /** How many hours back from `until`. */
  hours: z.enum(spans).optional().catch(undefined),
  /** Beijing's clock, `2026-11-23T16:20`; absent: now. */
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
    .optional()
    .catch(undefined),
});
export type SyncView = z.output<typeof AddressSearch>;

export function readSyncView(search: object): SyncView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}

const hourMs = 3_600_000;

/** The call record as the server is asked for it. Without an end the server takes its own now. */
export function toCallQuery(view: SyncView, now: number) {
  const until = view.until === undefined ? undefined : parseInstant(`${view.until}:00+08:00`);
  const hours = Number(view.hours ?? "1");
  const from = parseInstant(new Date((until ?? now) - hours * hourMs).toISOString());
  return {
    shop: view.only,
    from: from === undefined ? undefined : toIso(from),
    to: until === undefined ? undefined : toIso(until),
    operation: view.operation,
    class: view.class,
    outcome: view.outcome,
    cause: view.cause,
    cause_id: view.cause_id,
  };
}
