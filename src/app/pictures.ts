import { findBlob } from "../db/blobs.ts";
import type { BlobId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { PictureType } from "../kernel/vocabulary/pictures.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { putBlob, recordBlob } from "./blobs.ts";
import type { Scope } from "./scope.ts";

/** Keeps a picture of goods, sealed as all files are. Refused when its bytes are none, whatever they are called. */
export async function storePicture(app: App, scope: Scope, bytes: Uint8Array): Promise<Result<BlobId, Refusal>> {
  if (!scope.permissions.has("catalog:write")) return fail({ code: "forbidden" });
  if (pictureTypeOf(bytes) === undefined) return fail({ code: "not-a-picture" });
  const id = await putBlob(app, scope.tenant, bytes);
  await app.database.inTenant(scope.tenant, (tx) => recordBlob(tx, scope.tenant, id, "picture", bytes.length, app.clock.now()));
  return ok(id);
}

/** A picture that was uploaded for this tenant's goods. */
export async function openPicture(app: App, scope: Scope, id: BlobId): Promise<{ type: PictureType; bytes: Uint8Array } | undefined> {
  const { tenant } = scope;
  const found = await app.database.inTenant(tenant, async (tx) => ({
    isThere: await findBlob(tx, tenant, id, "picture"),
    vault: await app.vault.of(tx, tenant),
  }));
  const sealed = found.isThere ? await app.blobs.get(`${tenant}/${id}`) : undefined;
  if (sealed === undefined) return undefined;
  const bytes = found.vault.openBytes({ table: "blob", column: "bytes", row: id }, sealed);
  const type = pictureTypeOf(bytes);
  return type === undefined ? undefined : { type, bytes };
}

/** What a file is by its first bytes: PNG and JPEG signatures, and the RIFF head of WebP. */
function pictureTypeOf(bytes: Uint8Array): PictureType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : undefined;
}
