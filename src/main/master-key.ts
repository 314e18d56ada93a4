import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import type { LoginRole, RolePasswords } from "../db/login-roles.ts";
import type { MasterKey } from "../ports/master-key.ts";
import { StartRefusal } from "./start-refusal.ts";

/** The database's roles. Their passwords come from the master key, so none is ever stored or typed. */
export type DatabaseRole = "superuser" | "owner" | LoginRole;

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Reads the master key, making it (0600, 32 random bytes in base64) on the very first start. Throws a StartRefusal when the file
 * is readable for others or holds something else. Losing this file means losing all buyer data and platform tokens.
 */
export function loadMasterKey(file: string): Buffer {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) createKeyFile(file);
  const found = statSync(file);
  const mode = found.mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new StartRefusal(`The master key ${file} has mode 0${mode.toString(8)}, so others can read it; run: chmod 600 ${file}`);
  }
  const text = found.isFile() ? readFileSync(file, "utf8").trim() : "";
  const key = Buffer.from(text, "base64");
  if (key.length !== keyBytes || key.toString("base64") !== text) {
    throw new StartRefusal(`The master key ${file} is damaged: wanted are ${keyBytes} bytes in base64. Restore it from your backup.`);
  }
  return key;
}

function createKeyFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}.new`;
    const handle = openSync(draft, "wx", 0o600);
    writeSync(handle, `${randomBytes(keyBytes).toString("base64")}\n`);
    fsyncSync(handle);
    closeSync(handle);
    // a link refuses to replace a key that another process made in the meantime; a rename would not
    try {
      linkSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    if (statSync(file, { throwIfNoEntry: false }) !== undefined) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefusal(
      `The master key ${file} cannot be made (${reason}); set CROSSDOCK_MASTER_KEY_FILE to a file outside the data directory.`,
    );
  }
}

/** The password of a database role: base64url(HMAC-SHA256(key, "database-role:" + role)). */
export function rolePassword(key: Buffer, role: DatabaseRole): string {
  return createHmac("sha256", key).update(`database-role:${role}`).digest("base64url");
}

/** The passwords of all login roles, for the migrator. */
export function rolePasswords(key: Buffer): RolePasswords {
  return {
    crossdock_app: rolePassword(key, "crossdock_app"),
    crossdock_directory: rolePassword(key, "crossdock_directory"),
    crossdock_auth: rolePassword(key, "crossdock_auth"),
    crossdock_jobs: rolePassword(key, "crossdock_jobs"),
  };
}

/** A secret for one purpose (session cookies, webhook keys …), derived from the master key; the same at every start. */
export function derivedSecret(key: Buffer, purpose: string): string {
  return createHmac("sha256", key).update(`secret:${purpose}`).digest("base64url");
}

/** The port that wraps tenants' data keys, over the key from the file. Wrapped: base64 of nonce, ciphertext, tag. */
export function openMasterKey(key: Buffer): MasterKey {
  // the id must tell keys apart without telling anything about the key
  const id = createHash("sha256").update("master-key-id:").update(key).digest("hex").slice(0, 16);
  const wrappingKey = createHmac("sha256", key).update("wrap-data-keys").digest();
  return {
    id,
    wrap: (plain, context) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", wrappingKey, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64");
    },
    unwrap: (wrapped, context) => {
      const bytes = Buffer.from(wrapped, "base64");
      const decipher = createDecipheriv("aes-256-gcm", wrappingKey, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()]);
    },
  };
}
