import { findPackagePlace } from "../db/read-place.ts";
import { findRecipient } from "../db/recipients.ts";
import { insertAudit, insertTimeline } from "../db/records.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { Recipient } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { reachesRow } from "./get-package.ts";
import { openRecipient } from "./read-recipient.ts";
import type { Scope } from "./scope.ts";

/**
 * The recipient in clear, for a purpose that the person states. Audit row and timeline entry are written in the same transaction: a view
 * that cannot be recorded is not given.
 */
export async function revealRecipient(app: App, scope: Scope, id: PackageId, purpose: string): Promise<Result<Recipient, Refusal>> {
  const { actor, tenant } = scope;
  if (!scope.mayReadBuyer || actor === "system") return fail({ code: "forbidden" });
  return await app.database.inTenant(tenant, async (tx) => {
    const place = await findPackagePlace(tx, tenant, id);
    if (place === undefined || !reachesRow(scope, place)) return fail({ code: "not-found" });
    const sealed = await findRecipient(tx, tenant, place.order_id);
    if (sealed === undefined) return fail({ code: "recipient-missing" });
    const recipient = openRecipient(await app.vault.of(tx, tenant), sealed);
    const at = app.clock.now();
    await insertAudit(tx, tenant, {
      id: app.entropy.uuid(),
      at,
      actorId: actor.id,
      act: "recipient_viewed",
      subject: { kind: "package", id },
      detail: { purpose },
    });
    await insertTimeline(tx, tenant, at, [{ id: app.entropy.uuid(), packageId: id, event: { kind: "recipient_viewed", purpose }, actor }]);
    return ok(recipient);
  });
}
