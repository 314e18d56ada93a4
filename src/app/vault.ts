import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { Tx } from "../db/database.ts";
import { insertTenantKeys, listTenantKeys } from "../db/tenant-keys.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { TenantId } from "../kernel/id.ts";
import type { Clock } from "../ports/clock.ts";
import type { Entropy } from "../ports/ids.ts";
import type { MasterKey } from "../ports/master-key.ts";

/** Where a value lives. Part of what is authenticated: a ciphertext moved to another row, column or tenant does not decrypt. */
export type Place = { table: string; column: string; row: string };

/** Seals and opens one tenant's values. Text form of a sealed value: `v1.<key version>.<base64 of nonce, ciphertext, tag>`. */
export type TenantVault = {
  seal(place: Place, text: string): string;
  /** Throws when the value was tampered with or belongs elsewhere. */
  open(place: Place, sealed: string): string;
  sealBytes(place: Place, bytes: Uint8Array): Buffer;
  openBytes(place: Place, sealed: Uint8Array): Buffer;
  /** Keyed index of a normalised value, for equality search; `version` of the key goes beside it. */
  index(field: string, normalised: string): string;
  indexVersion: number;
};

export type Vault = {
  /** The tenant's vault; makes its keys on first use. Kept in memory afterwards. */
  of(tx: Tx, tenant: TenantId): Promise<TenantVault>;
  /** The tenant's vault where it lies in memory: no transaction is needed then. */
  known(tenant: TenantId): TenantVault | undefined;
};

type Keys = { data: Map<number, Buffer>; index: Map<number, Buffer> };

const nonceBytes = 12;
const tagBytes = 16;

/** One data key and one index key per tenant, each wrapped by the master key and bound to tenant, purpose and version. */
export function openVault(masterKey: MasterKey, entropy: Entropy, clock: Clock): Vault {
  const known = new Map<TenantId, TenantVault>();
  return {
    of: async (tx, tenant) => {
      const cached = known.get(tenant);
      if (cached !== undefined) return cached;
      const { keys, fresh } = await loadKeys(tx, tenant, masterKey, entropy, clock);
      const vault = tenantVault(tenant, keys, entropy);
      // keys made in this transaction vanish if it rolls back: only stored ones may be remembered
      if (!fresh) known.set(tenant, vault);
      return vault;
    },
    known: (tenant) => known.get(tenant),
  };
}

async function loadKeys(
  tx: Tx,
  tenant: TenantId,
  masterKey: MasterKey,
  entropy: Entropy,
  clock: Clock,
): Promise<{ keys: Keys; fresh: boolean }> {
  let stored = await listTenantKeys(tx, tenant);
  const missing = stored.length === 0;
  if (missing) {
    const made = (["data", "index"] as const).map((purpose) => ({
      purpose,
      version: 1,
      masterKeyId: masterKey.id,
      wrapped: masterKey.wrap(entropy.bytes(32), keyContext(tenant, purpose, 1)),
    }));
    await insertTenantKeys(tx, tenant, made, clock.now());
    // another process may have been first: what the database holds counts
    stored = await listTenantKeys(tx, tenant);
  }
  const keys: Keys = { data: new Map(), index: new Map() };
  for (const row of stored) {
    keys[row.purpose].set(row.version, masterKey.unwrap(row.wrapped, keyContext(tenant, row.purpose, row.version)));
  }
  return { keys, fresh: missing };
}

function keyContext(tenant: TenantId, purpose: string, version: number): string {
  return `tenant-key|${tenant}|${purpose}|${version}`;
}

function tenantVault(tenant: TenantId, keys: Keys, entropy: Entropy): TenantVault {
  const dataVersion = Math.max(...keys.data.keys());
  const indexVersion = Math.max(...keys.index.keys());
  const dataKey = assertPresent(keys.data.get(dataVersion), "tenant data key");
  const indexKey = assertPresent(keys.index.get(indexVersion), "tenant index key");
  const context = (place: Place) => Buffer.from(`${tenant}|${place.table}|${place.column}|${place.row}`);
  const sealBytes = (place: Place, bytes: Uint8Array): Buffer => {
    const nonce = entropy.bytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", dataKey, nonce).setAAD(context(place));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  const openWith = (key: Buffer, place: Place, sealed: Uint8Array): Buffer => {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes)).setAAD(context(place));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()]);
  };
  return {
    seal: (place, text) => `v1.${dataVersion}.${sealBytes(place, Buffer.from(text)).toString("base64")}`,
    open: (place, sealed) => {
      const [form, version, payload] = sealed.split(".");
      if (form !== "v1" || payload === undefined) throw new Error("sealed value of an unknown form");
      const key = assertPresent(keys.data.get(Number(version)), "data key of that version");
      return openWith(key, place, Buffer.from(payload, "base64")).toString();
    },
    // blobs carry the key's version as their first byte
    sealBytes: (place, bytes) => Buffer.concat([Buffer.from([dataVersion]), sealBytes(place, bytes)]),
    openBytes: (place, sealed) => {
      const key = assertPresent(keys.data.get(sealed[0] ?? 0), "data key of that version");
      return openWith(key, place, sealed.subarray(1));
    },
    index: (field, normalised) => createHmac("sha256", indexKey).update(`${field}|${normalised}`).digest("base64url"),
    indexVersion,
  };
}
