// The import law of docs/architecture.md: who may import whom. Change it only with a decision note in docs/decisions/.
// Run by `npm run check`. Test files are free to bring in helpers, simulators and the database; what they test is not.

const tests = "\\.test\\.tsx?$";

/** Files of `src/<folder>` may import from these folders of src and from their own, and from nothing else of ours. */
const layer = (folder, ...below) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import only ${[folder, ...below].map((name) => `src/${name}`).join(", ")}`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: tests },
  to: { path: "^(src|sim|bench|test|scripts)/", pathNot: `^src/(${[folder, ...below].join("|")})/` },
});

/** Each folder in `parent` is an island: it never imports a sibling. */
const islands = (parent) => ({
  name: `islands-${parent.replaceAll("/", "-")}`,
  comment: `a folder in ${parent} never imports its sibling`,
  severity: "error",
  from: { path: `^${parent}/([^/]+)/` },
  to: { path: `^${parent}/[^/]+/`, pathNot: `^${parent}/$1/` },
});

/** Who may know a package or a module of Node. */
const onlyIn = (name, packages, places) => ({
  name: `only-in-${name}`,
  comment: `${packages} may be imported only in ${places}`,
  severity: "error",
  from: { path: "^src/", pathNot: [places, tests] },
  to: { path: packages },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    layer("kernel"),
    layer("domain", "kernel"),
    layer("ports", "kernel", "domain"),
    layer("contract", "kernel"),
    layer("connectors", "kernel", "domain", "ports"),
    layer("carriers", "kernel", "domain", "ports"),
    layer("db", "kernel", "domain"),
    layer("app", "kernel", "domain", "ports", "db"),
    layer("sync", "kernel", "domain", "ports", "db", "app"),
    layer("server", "kernel", "domain", "ports", "contract", "app"),
    layer("web", "kernel", "contract"),
    layer("main", "kernel", "domain", "ports", "contract", "connectors", "carriers", "db", "app", "sync", "server"),

    islands("src/connectors"),
    islands("src/carriers"),
    islands("src/web/features"),
    islands("sim/platforms"),
    islands("sim/carriers"),

    forbid(
      "features-on-top",
      "the rest of the web never imports a feature, except the app shell that lists them",
      { path: "^src/web/", pathNot: ["^src/web/(features|app)/", "^src/web/[^/]+$", tests] },
      { path: "^src/web/features/" },
    ),
    forbid(
      "simulators-stand-alone",
      "a simulator shares no code with the product: two readings of a platform's documents meet only on the wire",
      { path: "^sim/", pathNot: ["^sim/world/", tests] },
      { path: "^(src|bench|test|scripts)/" },
    ),
    forbid(
      "world-knows-no-connector",
      "the simulated world takes connectors and carriers as the product lists them",
      { path: "^sim/world/" },
      { path: "^src/(connectors|carriers)/", pathNot: "^src/(connectors|carriers)/registry\\.ts$" },
    ),

    onlyIn("db", "node_modules/(pg|kysely)/", "^src/(db|main)/"),
    onlyIn("main", "^(node:)?(process|os|cluster)$", "^src/main/"),
    onlyIn("server", "node_modules/(fastify|@fastify)/", "^src/(server|main)/"),
    onlyIn("web", "node_modules/(react|react-dom|antd|@ant-design|@tanstack)/", "^src/web/"),

    forbid("no-cycle", "two files that need each other are one file, or three", {}, { circular: true }),
    forbid("no-missing-module", "an import that leads nowhere", {}, { couldNotResolve: true, pathNot: "^\\./text$" }),
    forbid(
      "no-development-package-in-product",
      "what runs in production is in `dependencies`",
      { path: "^src/", pathNot: ["^src/web/", tests] },
      { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css", ".d.ts"],
    },
  },
};
