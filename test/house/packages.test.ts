import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), "utf8"));
const Versions = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Versions, devDependencies: Versions, optionalDependencies: Versions });
const Locked = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      optional: z.boolean().optional(),
      optionalDependencies: Versions,
    }),
  ),
});

const manifest = Manifest.parse(read("package.json"));
const { packages } = Locked.parse(read("package-lock.json"));

test("every package that we ask for is pinned to one version, which is the locked one", () => {
  for (const [name, version] of Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test("the lock file has a checksum for everything that a machine must install, and names no host", () => {
  const wrong = Object.entries(packages).filter(
    ([folder, pkg]) => folder !== "" && ((pkg.optional !== true && pkg.integrity === undefined) || pkg.resolved !== undefined),
  );
  expect(wrong).toEqual([]);
});

test("the lock file lists the variants for all platforms (else: node scripts/complete-lock.mjs)", () => {
  const missing = Object.entries(packages).flatMap(([folder, pkg]) =>
    Object.keys(pkg.optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${folder}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
