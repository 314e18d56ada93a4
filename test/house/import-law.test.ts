import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findImportLawViolations } from "../../scripts/import-law.ts";

// The tree itself is held against the law by `npm run check`; here the law is shown to have teeth.
let base = "";
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "crossdock-law-"));
});
afterEach(() => rmSync(base, { recursive: true }));

async function violationsOf(files: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
  }
  return (await findImportLawViolations(base)).map((line) => line.split(":")[0] ?? line);
}

const leaf = "export const value = 1;\n";
const using = (target: string) => `import { value } from "${target}";\nexport const other = value;\n`;

test.each([
  ["layer-kernel", "src/kernel/a.ts", "../domain/b.ts", "src/domain/b.ts"],
  ["layer-domain", "src/domain/a.ts", "../ports/b.ts", "src/ports/b.ts"],
  ["layer-app", "src/app/a.ts", "../connectors/temu/b.ts", "src/connectors/temu/b.ts"],
  ["layer-web", "src/web/ui/a.ts", "../../domain/b.ts", "src/domain/b.ts"],
  ["layer-sync", "src/sync/a.ts", "../../sim/kernel/b.ts", "sim/kernel/b.ts"],
  ["islands-src-connectors", "src/connectors/temu/a.ts", "../amazon/b.ts", "src/connectors/amazon/b.ts"],
  ["islands-src-web-features", "src/web/features/orders/a.ts", "../shops/b.ts", "src/web/features/shops/b.ts"],
  ["islands-sim-carriers", "sim/carriers/yanwen/a.ts", "../cne/b.ts", "sim/carriers/cne/b.ts"],
  ["simulators-stand-alone", "sim/platforms/temu/a.ts", "../../../src/kernel/b.ts", "src/kernel/b.ts"],
  ["world-knows-no-connector", "sim/world/a.ts", "../../src/connectors/temu/b.ts", "src/connectors/temu/b.ts"],
  ["features-on-top", "src/web/ui/a.ts", "../features/orders/b.ts", "src/web/features/orders/b.ts"],
])("%s forbids %s → %s", async (rule, file, target, targetFile) => {
  expect(await violationsOf({ [file]: using(target), [targetFile]: leaf })).toEqual([rule]);
});

test("only src/main knows the process", async () => {
  expect(await violationsOf({ "src/app/a.ts": 'import { env } from "node:process";\nexport const path = env.PATH;\n' })).toEqual([
    "only-in-main",
  ]);
});

test("cycles and imports that lead nowhere are found", async () => {
  const round = await violationsOf({
    "src/kernel/a.ts": 'import { b } from "./b.ts";\nexport const value = () => b;\n',
    "src/kernel/b.ts": `import { value } from "./a.ts";\nexport const b = () => value;\n`,
  });
  expect(new Set(round)).toEqual(new Set(["no-cycle"]));
  expect(await violationsOf({ "src/kernel/a.ts": using("./gone.ts"), "src/kernel/b.ts": leaf })).toEqual(["no-missing-module"]);
});

test("what the law allows passes, and a tree without modules does not", async () => {
  expect(
    await violationsOf({
      "src/domain/a.ts": using("../kernel/b.ts"),
      "src/kernel/b.ts": leaf,
      "src/domain/a.test.ts": using("./b.ts"),
      "src/domain/b.ts": leaf,
    }),
  ).toEqual([]);
  rmSync(path.join(base, "src"), { recursive: true });
  mkdirSync(path.join(base, "src"));
  expect(await violationsOf({})).toEqual(["dependency-cruiser saw 0 modules of 0 files"]);
});
