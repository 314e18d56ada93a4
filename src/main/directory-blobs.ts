import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { BlobStore } from "../ports/blobs.ts";

const keyForm = /^[0-9a-z][0-9a-z-]{0,63}\/[0-9a-z][0-9a-z-]{0,63}$/;
const abandonedAfterMs = 86_400_000;

/**
 * Blobs as files: `<root>/<tenant>/<last two of the id>/<id>`, two levels so that no directory grows beyond a few thousand
 * entries. A file appears whole or not at all, and is on disk when `put` resolves. Many processes may share a root.
 */
export async function openDirectoryBlobs(root: string): Promise<BlobStore> {
  const incoming = path.join(root, "incoming");
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await sweepAbandoned(incoming);
  return {
    put: async (key, bytes) => {
      const file = fileOf(root, key);
      const draft = path.join(incoming, randomUUID());
      await writeDurably(draft, bytes);
      const made = await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await rename(draft, file);
      await syncDirectory(path.dirname(file));
      // a new directory is itself an entry that a power cut could lose
      if (made !== undefined) for (const above of [path.join(file, "../.."), root]) await syncDirectory(above);
    },
    get: async (key) => await readFile(fileOf(root, key)).catch(undefinedWhenAbsent),
    remove: async (key) => await rm(fileOf(root, key), { force: true }),
  };
}

function fileOf(root: string, key: string): string {
  // keys are made of ids only; anything else is a bug that must not reach the file system
  if (!keyForm.test(key)) throw new Error("a blob's key is not of the form tenant/id");
  const [tenant = "", id = ""] = key.split("/");
  return path.join(root, tenant, id.slice(-2), id);
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

/** What a process that died had begun to write. Young files may be another process's. */
async function sweepAbandoned(incoming: string): Promise<void> {
  const youngest = Date.now() - abandonedAfterMs;
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const found = await stat(file).catch(undefinedWhenAbsent);
    if (found !== undefined && found.mtimeMs < youngest) await rm(file, { force: true });
  }
}
