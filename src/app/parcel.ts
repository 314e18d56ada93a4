import { z } from "zod";
import type { Tx } from "../db/database.ts";
import { listParcelLines } from "../db/parcels.ts";
import { findRecipient } from "../db/recipients.ts";
import { type ChannelRow, listChannels } from "../db/shops.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import type { ChannelId, TenantId } from "../kernel/id.ts";
import type { Parcel } from "../ports/carrier.ts";
import type { App } from "./app.ts";
import { openRecipient } from "./read-recipient.ts";

const Credentials = z.record(z.string(), z.string());
const Sender = z.object({
  name: z.string(),
  phone: z.string(),
  addressLine: z.string(),
  city: z.string(),
  region: z.string(),
  postcode: z.string(),
  country: z.string(),
});

// box and filling; a scale gives the true figure later
const packagingG = 20;

/** A channel with its carrier account opened: credentials live as long as the call that needs them. */
export type OpenChannel = { channel: ChannelRow; credentials: Readonly<Record<string, string>> };

/** Opens a channel of a tenant; undefined when it has been removed. */
export async function openChannel(tx: Tx, app: App, tenant: TenantId, id: ChannelId): Promise<OpenChannel | undefined> {
  const channel = (await listChannels(tx, tenant)).find((one) => one.id === id);
  if (channel === undefined) return undefined;
  const vault = await app.vault.of(tx, tenant);
  const place = { table: "carrier_account", column: "credentials_encrypted", row: channel.accountId };
  return { channel, credentials: Credentials.parse(JSON.parse(vault.open(place, channel.credentialsEncrypted))) };
}

/** A package as a carrier must be told of it: clear recipient, declared goods, weight. Undefined while the recipient is missing. */
export async function buildParcel(
  tx: Tx,
  app: App,
  tenant: TenantId,
  pkg: Package,
  channel: ChannelRow,
  bookingNumber: string,
): Promise<Parcel | undefined> {
  const sealed = await findRecipient(tx, tenant, pkg.orderId);
  if (sealed === undefined) return undefined;
  const lines = await listParcelLines(tx, tenant, pkg.id);
  return {
    bookingNumber,
    channelCode: channel.code,
    recipient: openRecipient(await app.vault.of(tx, tenant), sealed),
    sender: channel.sender === null ? null : Sender.parse(channel.sender),
    items: lines.map((line) => ({
      nameZh: line.customsNameZh,
      nameEn: line.customsNameEn,
      hsCode: line.hsCode,
      quantity: line.units,
      weightG: line.weightG,
      unitValue: { amount: line.declaredAmount, currency: line.declaredCurrency },
      sku: line.code,
    })),
    hasBattery: lines.some((line) => line.hasBattery),
    weightG: lines.reduce((sum, line) => sum + line.weightG * line.units, packagingG),
    remark: lines.map((line) => `${line.code} x${line.units}`).join("; "),
  };
}
