import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";

/** What the tests need from the system, and Debian's package for it. */
const tools: readonly { debian: string; isThere: () => boolean }[] = [
  { debian: "chromium", isThere: () => ["chromium", "chromium-browser", "google-chrome"].some(runs) },
  { debian: "fonts-noto-cjk", isThere: () => runs("fc-list") && output("fc-list", [":lang=zh", "family"]) !== "" },
  { debian: "libfaketime", isThere: () => globSync("/usr/lib/*/faketime/libfaketimeMT.so.1").length > 0 },
  { debian: "poppler-utils", isThere: () => runs("pdftotext") && runs("pdftoppm") },
  { debian: "zbar-tools", isThere: () => runs("zbarimg") },
];

/** Installs what is missing where that is ours to do (root on Debian), else says in one sentence what to install, and ends. */
export function ensureSystemTools(): void {
  const missing = tools.filter((tool) => !tool.isThere()).map((tool) => tool.debian);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log(`Installing ${missing.join(", ")} with apt-get …`);
    const packages = missing.includes("fonts-noto-cjk") ? [...missing, "fontconfig"] : missing;
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = () =>
      spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], {
        env,
        stdio: ["ignore", "ignore", "inherit"],
      });
    if (install().status !== 0) {
      spawnSync("apt-get", ["update", "-q"], { env, stdio: ["ignore", "ignore", "inherit"] });
      install();
    }
    if (tools.every((tool) => tool.isThere())) return;
  }
  console.error(
    `The tests need ${missing.join(", ")} (Debian's package names); install them and run npm test again. npm run check works without.`,
  );
  process.exit(1);
}

function runs(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", command], { stdio: "ignore" }).status === 0;
}

function output(command: string, args: string[]): string {
  return spawnSync(command, args, { encoding: "utf8" }).stdout.trim();
}
