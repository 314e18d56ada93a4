import { createHash } from "node:crypto";
import { type Fence, inFence } from "../db/fence.ts";
import { countSightings, insertQuarantine } from "../db/quarantine.ts";
import { announceChanges } from "../db/records.ts";
import type { BadItem } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { putBlob, recordBlob } from "./blobs.ts";
import { noteAlerts } from "./note-alerts.ts";

/**
 * Keeps items that broke our schema: raw and encrypted, once each however often they come back, visible on the shop. Their neighbours
 * are not held up.
 */
export async function quarantineItems(app: App, fence: Fence, bad: readonly BadItem[]): Promise<void> {
  if (bad.length === 0) return;
  const items = bad.map((item) => ({ ...item, key: item.platformId ?? createHash("sha256").update(item.raw).digest("hex") }));
  const known = await inFence(app.database, fence, async (tx) => {
    return await countSightings(
      tx,
      fence,
      items.map((item) => item.key),
      app.clock.now(),
    );
  });
  for (const item of items.filter((one) => !known.has(one.key))) {
    const bytes = Buffer.from(item.raw);
    const blob = await putBlob(app, fence.tenant, bytes);
    await inFence(app.database, fence, async (tx) => {
      const at = app.clock.now();
      await recordBlob(tx, fence.tenant, blob, "quarantine", bytes.length, at);
      await insertQuarantine(
        tx,
        fence,
        { id: app.entropy.uuid(), key: item.key, platformOrderId: item.platformId, detail: item.detail, rawBlobId: blob },
        at,
      );
      await announceChanges(tx, fence.tenant, at, [{ topic: "shops-changed", ids: [fence.shop] }]);
      const detail = { detail: item.detail, ...(item.platformId === null ? {} : { platformOrderId: item.platformId }) };
      await noteAlerts(tx, app, fence.tenant, {
        open: [{ kind: "item-quarantined", severity: "warning", shopId: fence.shop, subject: "", detail }],
      });
    });
    app.log.warn({ shop: fence.shop, detail: item.detail }, "order quarantined");
  }
}
