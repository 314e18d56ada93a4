import type { Tx } from "../db/database.ts";
import { type Fence, inFence } from "../db/fence.ts";
import { type FollowUp, saveFollowUp } from "../db/follow-ups.ts";
import { lockPackages } from "../db/packages.ts";
import { type SealedRecipient, upsertRecipient } from "../db/recipients.ts";
import { reviewReasons } from "../domain/orders/incoming.ts";
import { maskAddress, maskCity, maskName, maskPhone, postcodePrefix } from "../domain/orders/mask.ts";
import { normaliseName, normalisePhone } from "../domain/orders/normalise.ts";
import type { OrderId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Recipient } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { applyEvents } from "./apply-events.ts";
import { flushOutbox, newOutbox, note } from "./outbox.ts";
import type { TenantVault } from "./vault.ts";

/**
 * Stores a recipient that the platform gave: each value sealed by itself, masks and the search index beside it. Packages that only waited
 * for it pass review by themselves, unless the tenant has 审核 on. `dueAt` is when amounts or another read are due. False, and nothing
 * written, when the order changed while this was read.
 */
export function storeRecipient(
  app: App,
  fence: Fence,
  followUp: FollowUp,
  recipient: Recipient,
  options: { review: boolean; dueAt: Instant | null },
): Promise<boolean> {
  return inFence(app.database, fence, async (tx) => {
    const saved = await saveFollowUp(tx, fence.tenant, followUp, { recipient: "stored", attempts: 0, dueAt: options.dueAt });
    if (!saved) return false;
    const outbox = newOutbox(app, fence.tenant, "system");
    const vault = await app.vault.of(tx, fence.tenant);
    await upsertRecipient(tx, sealRecipient(vault, fence.tenant, followUp.orderId, recipient, outbox.at));
    const packages = await lockPackages(tx, fence.tenant, { orderIds: [followUp.orderId] });
    for (const pkg of packages) {
      note(app, outbox, pkg.id, { kind: "recipient_stored" });
      outbox.changed.add(pkg.id);
    }
    await passReview(tx, app, outbox, packages, options.review);
    await flushOutbox(tx, app, outbox);
    return true;
  });
}

/** Lets packages through against which nothing stands any more; the others get the reasons into their timeline. */
export async function passReview(
  tx: Tx,
  app: App,
  outbox: Parameters<typeof flushOutbox>[2],
  packages: Awaited<ReturnType<typeof lockPackages>>,
  review: boolean,
): Promise<void> {
  const waiting = packages.filter((pkg) => pkg.state === "pending_review").map((pkg) => ({ pkg, reasons: reviewReasons(pkg, review) }));
  for (const { pkg, reasons } of waiting) {
    if (reasons.length > 0) note(app, outbox, pkg.id, { kind: "review_required", reasons });
  }
  const free = waiting.filter((one) => one.reasons.length === 0);
  await applyEvents(
    tx,
    app,
    outbox,
    free.map(({ pkg }) => ({ pkg, event: { kind: "passed_review" }, timeline: [{ kind: "passed_review" }] })),
  );
}

function sealRecipient(vault: TenantVault, tenant: TenantId, order: OrderId, recipient: Recipient, at: Instant): SealedRecipient {
  const seal = (column: string, value: string | null) =>
    value === null ? null : vault.seal({ table: "order_recipient", column, row: order }, value);
  return {
    tenant_id: tenant,
    order_id: order,
    country: recipient.country,
    region: recipient.region,
    postcode_prefix: recipient.postcode === null ? null : postcodePrefix(recipient.postcode),
    has_postcode: recipient.postcode !== null,
    has_phone: recipient.phone !== null,
    name_mask: maskName(recipient.name),
    phone_mask: recipient.phone === null ? null : maskPhone(recipient.phone),
    address_mask: maskAddress(recipient.addressLines),
    city_mask: recipient.city === null ? null : maskCity(recipient.city),
    name_encrypted: seal("name_encrypted", recipient.name) ?? "",
    phone_encrypted: seal("phone_encrypted", recipient.phone),
    email_encrypted: seal("email_encrypted", recipient.email),
    address_encrypted: seal("address_encrypted", JSON.stringify(recipient.addressLines)) ?? "",
    district_encrypted: seal("district_encrypted", recipient.district),
    city_encrypted: seal("city_encrypted", recipient.city),
    region_encrypted: seal("region_encrypted", recipient.region),
    postcode_encrypted: seal("postcode_encrypted", recipient.postcode),
    tax_number_encrypted: seal("tax_number_encrypted", recipient.taxNumber),
    name_index: vault.index("recipient_name", normaliseName(recipient.name)),
    phone_index: recipient.phone === null ? null : vault.index("recipient_phone", normalisePhone(recipient.phone)),
    index_key_version: vault.indexVersion,
    stored_at: toIso(at),
  };
}
