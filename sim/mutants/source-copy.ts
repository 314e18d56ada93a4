import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Edit } from "./mutant.ts";

/** A copy of the tree in which defects are planted, one mutant at a time. The original is never touched. */
export type SourceCopy = {
  folder: string;
  /** Applies the edits; a sentence when one does not fit the source any more, and then none is applied. */
  plant(edits: readonly Edit[]): string | undefined;
  /** Takes the last ones back. */
  restore(): void;
  remove(): void;
};

const parts = ["src", "sim", "test/support", "package.json", "tsconfig.json"];

/** Copies what a simulation needs of the tree in `root`; packages are linked. */
export function copySource(root: string): SourceCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "crossdock-mutants-"));
  for (const part of parts)
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true, filter: (file) => !file.includes("/src/web/") });
  symlinkSync(realpathSync(path.join(root, "node_modules")), path.join(folder, "node_modules"));
  const originals = new Map<string, string>();
  return {
    folder,
    plant: (edits) => {
      const planted = new Map<string, string>();
      for (const { file, before, after } of edits) {
        const text = planted.get(file) ?? readFileSync(path.join(folder, file), "utf8");
        const problem = misfit(text, file, before);
        if (problem !== undefined) return problem;
        if (!originals.has(file)) originals.set(file, text);
        planted.set(
          file,
          text.replace(before, () => after),
        );
      }
      for (const [file, text] of planted) writeFileSync(path.join(folder, file), text);
      return undefined;
    },
    restore: () => {
      for (const [file, text] of originals) writeFileSync(path.join(folder, file), text);
      originals.clear();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What is wrong with an edit's place in this text. */
export function misfit(text: string, file: string, before: string): string | undefined {
  const count = text.split(before).length - 1;
  return count === 1 ? undefined : `${file} holds "${before.trim().slice(0, 60)}" ${count} times`;
}
