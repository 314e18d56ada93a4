import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { cruise, type ICruiseOptions } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const folders = ["src", "sim", "bench", "test", "scripts"];
const root = path.dirname(import.meta.dirname);

/**
 * Holds `.dependency-cruiser.cjs` against the tree below `base` and returns the broken rules, one line each. A run that saw fewer modules
 * than there are files proves nothing and is a violation itself: with a TypeScript that it does not understand, the tool sees none.
 */
export async function findImportLawViolations(base: string): Promise<string[]> {
  const present = folders.filter((folder) => existsSync(path.join(base, folder)));
  const options: ICruiseOptions = await extractDepcruiseOptions(path.join(root, ".dependency-cruiser.cjs"));
  const cruised = await cruise(present, { ...options, baseDir: base }, undefined, {
    tsConfig: extractTSConfig(path.join(root, "tsconfig.json")),
  });
  if (typeof cruised.output === "string") throw new Error(`dependency-cruiser: ${cruised.output}`);
  const { violations, totalCruised } = cruised.output.summary;
  const files = globSync(`{${folders.join(",")}}/**/*.{ts,tsx}`, { cwd: base }).length;
  const lines = violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${from} → ${cycle?.map((step) => step.name).join(" → ") ?? to}`,
  );
  return totalCruised < files || files === 0 ? [`dependency-cruiser saw ${totalCruised} modules of ${files} files`, ...lines] : lines;
}

if (import.meta.main) {
  const violations = await findImportLawViolations(root);
  for (const line of violations) console.log(line);
  if (violations.length > 0) console.log(`${violations.length} imports break the law of .dependency-cruiser.cjs (docs/architecture.md).`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
