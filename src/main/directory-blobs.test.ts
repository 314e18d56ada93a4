import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDirectoryBlobs } from "./directory-blobs.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "crossdock-blobs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const key = "018bcfe5-6800-7000-8000-000000000001/018bcfe5-6800-7000-8000-0000000000ab";

test("what was put is there, for every process, until it is removed", async () => {
  const blobs = await openDirectoryBlobs(root);
  expect(await blobs.get(key)).toBeUndefined();
  await blobs.put(key, Buffer.from("first"));
  await blobs.put(key, Buffer.from("second"));
  const other = await openDirectoryBlobs(root);
  expect(String(await other.get(key))).toBe("second");
  await other.remove(key);
  await other.remove(key);
  expect(await blobs.get(key)).toBeUndefined();
  expect(readdirSync(path.join(root, "incoming"))).toEqual([]);
});

test.each(["../etc/passwd", "a/../../b", "/a/b", "a/b/c", "a", "a/", "A/b", "a/b\0", "a/.b", "..", `a/${"b".repeat(65)}`])(
  "a key that is not made of ids is refused: %j",
  async (wrong) => {
    const blobs = await openDirectoryBlobs(root);
    await expect(blobs.put(wrong, Buffer.from("x"))).rejects.toThrow(/not of the form tenant\/id/);
    await expect(blobs.get(wrong)).rejects.toThrow(/not of the form tenant\/id/);
    await expect(blobs.remove(wrong)).rejects.toThrow(/not of the form tenant\/id/);
  },
);

test("what a dead process left half written is swept after a day, not before", async () => {
  await openDirectoryBlobs(root);
  for (const name of ["old", "young"]) writeFileSync(path.join(root, "incoming", name), "half");
  const dayBeforeYesterday = (Date.now() - 2 * 86_400_000) / 1000;
  utimesSync(path.join(root, "incoming", "old"), dayBeforeYesterday, dayBeforeYesterday);
  await openDirectoryBlobs(root);
  expect(readdirSync(path.join(root, "incoming"))).toEqual(["young"]);
});
