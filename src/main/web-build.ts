import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { StartRefusal } from "./start-refusal.ts";

const root = path.resolve(import.meta.dirname, "../..");
const built = path.join(root, "dist", "web");
const sources = "{src/web,src/contract,src/kernel}/**/*";
const configFile = path.join(root, "src", "web", "vite.config.ts");

/** Builds the browser's part into dist/web when a source is newer than what is there. Whole or not at all. */
export async function buildWeb(signal: AbortSignal): Promise<void> {
  if (!existsSync(configFile) || !isStale()) return;
  const draft = `${built}.new`;
  const vite = [path.join(root, "node_modules/vite/bin/vite.js"), "build", path.dirname(configFile), "--config", configFile];
  const child = spawn(process.execPath, [...vite, "--outDir", draft, "--emptyOutDir", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    signal,
  });
  // an abort is reported as an error; the exit that follows it is what counts
  child.on("error", () => {});
  const [code] = await once(child, "exit");
  if (signal.aborted) return;
  if (code !== 0) throw new StartRefusal("The web pages could not be built (see above).");
  rmSync(built, { recursive: true, force: true });
  renameSync(draft, built);
}

function isStale(): boolean {
  const page = statSync(path.join(built, "index.html"), { throwIfNoEntry: false });
  if (page === undefined) return true;
  return globSync(sources, { cwd: root }).some((file) => statSync(path.join(root, file)).mtimeMs > page.mtimeMs);
}
