import { hintRunner } from "../db/hints.ts";
import { findHook, type HookAuthorisation, insertHookEvent, isHookKnown, listHookAuthorisations } from "../db/hooks.ts";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { HookEvent, HookMessage } from "../ports/platform.ts";
import { putBlob, recordBlob } from "./blobs.ts";
import type { Install } from "./install.ts";

/** What became of an announcement. "old": more than two days late, taken as a hint only. */
export type Received = "stored" | "known" | "old" | "not-our-shop";
/** Why it was not believed: no such address, not signed by the app, or not one of the platform's messages. */
export type HookRefusal = "unknown-address" | "unsigned" | "unreadable";

const acceptedMs = 48 * 3_600_000;
const cacheMs = 60_000;
const cacheMax = 10_000;

export type HookDesk = {
  /** Takes what a platform announces at one of our addresses: believed only when it is signed, stored raw, once, and the shop's runner is woken. */
  receive(platform: string, key: string, message: HookMessage): Promise<Result<Received, HookRefusal>>;
};

type Opened = { secret: string; shops: ReadonlyMap<string, ShopId> };

/** Opens the desk. It remembers addresses and secrets for a minute: an answer is wanted within half a second. */
export function openHookDesk(install: Pick<Install, "app" | "directory">): HookDesk {
  const { app, directory } = install;
  const addresses = openCache<{ tenant: TenantId; platform: Platform } | undefined>(app.clock);
  const apps = openCache<Opened | undefined>(app.clock);
  return {
    receive: async (platform, key, message) => {
      const address = await addresses.get(key, () => findHook(directory, key));
      if (address === undefined || address.platform !== platform) return fail("unknown-address");
      const hooks = app.platforms.get(address.platform)?.hooks;
      const appKey = hooks?.app(message);
      if (hooks === undefined || appKey === undefined) return fail("unsigned");
      const { tenant } = address;
      const opened = await apps.get(`${tenant} ${appKey}`, () => openSecret(install, tenant, address.platform, appKey));
      if (opened === undefined) return fail("unsigned");
      const read = hooks.read(message, opened.secret);
      if (!read.ok) return read;
      const shop = opened.shops.get(read.value.platformShopId);
      return ok(shop === undefined ? "not-our-shop" : await store(install, tenant, shop, read.value, message));
    },
  };
}

async function openSecret(
  install: Pick<Install, "app">,
  tenant: TenantId,
  platform: Platform,
  appKey: string,
): Promise<Opened | undefined> {
  const { app } = install;
  return await app.database.inTenant(tenant, async (tx) => {
    const found: HookAuthorisation[] = await listHookAuthorisations(tx, tenant, platform, appKey);
    const [first] = found;
    if (first === undefined) return undefined;
    const vault = await app.vault.of(tx, tenant);
    const place = { table: "authorisation", column: "app_secret_encrypted", row: first.id };
    return { secret: vault.open(place, first.appSecretEncrypted), shops: new Map(found.map((one) => [one.platformShopId, one.shopId])) };
  });
}

async function store(
  install: Pick<Install, "app">,
  tenant: TenantId,
  shopId: ShopId,
  event: HookEvent,
  message: HookMessage,
): Promise<Received> {
  const { app } = install;
  const isOld = event.sentAt !== null && app.clock.now() - event.sentAt > acceptedMs;
  const known = await app.database.inTenant(tenant, async (tx) => {
    if (isOld) await hintRunner(tx, shopId);
    return isOld || (await isHookKnown(tx, tenant, shopId, event.key));
  });
  if (known) return isOld ? "old" : "known";
  const blob = await putBlob(app, tenant, message.body);
  await app.database.inTenant(tenant, async (tx) => {
    const at = app.clock.now();
    await recordBlob(tx, tenant, blob, "hook", message.body.length, at);
    const { key, platformOrderId, platformAt } = event;
    await insertHookEvent(tx, tenant, at, {
      id: app.entropy.uuid(),
      shopId,
      key,
      event: event.event,
      platformOrderId,
      platformAt,
      rawBlobId: blob,
    });
  });
  return "stored";
}

/** Remembers answers for a minute, absent ones too: strangers may ask for anything. */
function openCache<T>(clock: { monotonicMs(): number }): { get(key: string, load: () => Promise<T>): Promise<T> } {
  const held = new Map<string, { value: T; until: number }>();
  return {
    get: async (key, load) => {
      const now = clock.monotonicMs();
      const known = held.get(key);
      if (known !== undefined && known.until > now) return known.value;
      const value = await load();
      if (held.size >= cacheMax) held.clear();
      held.set(key, { value, until: now + cacheMs });
      return value;
    },
  };
}
