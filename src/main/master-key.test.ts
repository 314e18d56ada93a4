import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { derivedSecret, loadMasterKey, openMasterKey, rolePassword } from "./master-key.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "crossdock-key-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the first start makes a key that only its owner can read; later starts read the same", () => {
  const file = path.join(folder, "deep", "master.key");
  const key = loadMasterKey(file);
  expect(key).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  expect(readFileSync(file, "utf8").trim()).toBe(key.toString("base64"));
  expect(loadMasterKey(file).equals(key)).toBe(true);
});

test("a key that others can read is refused in one sentence that says what to do", () => {
  const file = path.join(folder, "master.key");
  loadMasterKey(file);
  chmodSync(file, 0o640);
  expect(() => loadMasterKey(file)).toThrow(`The master key ${file} has mode 0640, so others can read it; run: chmod 600 ${file}`);
});

test.each(["", "short", Buffer.alloc(31, 7).toString("base64"), `${Buffer.alloc(32, 7).toString("base64")}!`])(
  "a damaged key is refused: %j",
  (text) => {
    const file = path.join(folder, "master.key");
    writeFileSync(file, text, { mode: 0o600 });
    expect(() => loadMasterKey(file)).toThrow(/is damaged: wanted are 32 bytes in base64/);
  },
);

test("a key that cannot be made says which setting to change", () => {
  writeFileSync(path.join(folder, "occupied"), "");
  expect(() => loadMasterKey(path.join(folder, "occupied", "master.key"))).toThrow(/set CROSSDOCK_MASTER_KEY_FILE/);
});

test("role passwords are stable, differ by role and by key, and fit into a connection address", () => {
  const key = Buffer.alloc(32, 1);
  expect(rolePassword(key, "crossdock_app")).toBe(rolePassword(Buffer.alloc(32, 1), "crossdock_app"));
  expect(rolePassword(key, "crossdock_app")).not.toBe(rolePassword(key, "crossdock_auth"));
  expect(rolePassword(key, "crossdock_app")).not.toBe(rolePassword(Buffer.alloc(32, 2), "crossdock_app"));
  expect(rolePassword(key, "owner")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(derivedSecret(key, "sessions")).not.toBe(derivedSecret(key, "webhooks"));
});

test("a wrapped key opens only with the same master key, context and bytes", () => {
  const master = openMasterKey(Buffer.alloc(32, 1));
  const wrapped = master.wrap(Buffer.from("data key"), "tenant-key|t1|data|1");
  expect(master.unwrap(wrapped, "tenant-key|t1|data|1").toString()).toBe("data key");
  expect(() => master.unwrap(wrapped, "tenant-key|t2|data|1")).toThrow();
  const other = openMasterKey(Buffer.alloc(32, 2));
  expect(other.id).not.toBe(master.id);
  expect(() => other.unwrap(wrapped, "tenant-key|t1|data|1")).toThrow();
  const flipped = Buffer.from(wrapped, "base64");
  flipped[13] = (flipped[13] ?? 0) ^ 1;
  expect(() => master.unwrap(flipped.toString("base64"), "tenant-key|t1|data|1")).toThrow();
});
