import ts from "typescript";
import { type Finding, lineOf, literalText, type Source, walk } from "./source.ts";

/** What a rule finds in one file. */
export type Rule = { name: string; check(source: Source): Omit<Finding, "rule" | "path">[] };
type Found = Omit<Finding, "rule" | "path">[];

const isTest = (file: string) => file.endsWith(".test.ts") || file.endsWith(".test.tsx");
const inProduct = (file: string) => file.startsWith("src/") && !isTest(file);

/** Collects what `look` says about each node. */
function overNodes(source: Source, look: (node: ts.Node) => string | undefined): Found {
  const found: Found = [];
  walk(source.tree, (node) => {
    const message = look(node);
    if (message !== undefined) found.push({ line: lineOf(node), message });
  });
  return found;
}

const fileSize: Rule = {
  name: "file-size",
  check: (source) => {
    const lines = source.text.trimEnd().split("\n").length;
    return lines > 400 ? [{ line: 0, message: `${lines} lines; a file over 400 is two things` }] : [];
  },
};

const functionSize: Rule = {
  name: "function-size",
  check: (source) => {
    const most = source.path.endsWith(".tsx") ? 100 : 60;
    return overNodes(source, (node) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || isDescribeBody(node)) return undefined;
      const lines = node.getText().split("\n").length;
      return lines > most ? `a function of ${lines} lines; over ${most} is two things` : undefined;
    });
  },
};

/** The body of `describe`, or of a suite that is called `describe…`, is a list of tests, not a piece of work. */
function isDescribeBody(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node) && node.name?.text.startsWith("describe") === true) return true;
  return ts.isCallExpression(node.parent) && node.parent.expression.getText().startsWith("describe");
}

const fileName: Rule = {
  name: "file-name",
  check: ({ path }) => {
    const name = path.split("/").at(-1) ?? "";
    const language = path.startsWith("src/web/text/") && /^[a-z]{2}-[A-Z]{2}\.ts$/.test(name);
    const frontDoor = name === "index.ts" && /^src\/(connectors|carriers|web\/features)\/[^/]+\/index\.ts$/.test(path);
    if (/^(utils?|helpers?|misc|common)\.tsx?$/.test(name)) return [{ line: 0, message: "name the noun or the act" }];
    if (name.startsWith("index.") && !frontDoor) return [{ line: 0, message: "index files are only an island's front door" }];
    const plain = path.split("/").every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(part));
    return plain || language ? [] : [{ line: 0, message: "files and folders are in kebab-case" }];
  },
};

const types: Rule = {
  name: "types",
  check: (source) =>
    overNodes(source, (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) return "no `any`: say what it is, or `unknown`";
      if (ts.isNonNullExpression(node)) return "no `!`: handle the absence";
      const cast = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
      const constant = cast && ts.isTypeReferenceNode(node.type) && node.type.getText() === "const";
      return cast && !constant && !source.path.startsWith("src/kernel/") ? "no `as` outside src/kernel: parse it, or type it" : undefined;
    }),
};

const defaultExport: Rule = {
  name: "default-export",
  check: (source) =>
    overNodes(source, (node) => {
      if (/(^|\.)config\.ts$/.test(source.path)) return undefined;
      const exported = ts.isExportAssignment(node) || (ts.canHaveModifiers(node) && hasDefault(node));
      return exported ? "export it by its name" : undefined;
    }),
};

function hasDefault(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true;
}

/** Clock, chance and environment enter through src/main. Simulators have one clock file; scripts, benchmarks and tests live outside. */
const worldAccess: Rule = {
  name: "clock-chance-environment",
  check: (source) => {
    const free = /^(src\/main|scripts|bench|test)\//.test(source.path) || /(^|\.)config\.ts$/.test(source.path) || isTest(source.path);
    if (free || source.path === "src/web/main.tsx" || source.path === "sim/kernel/clock.ts") return [];
    return overNodes(source, (node) => {
      const name = worldName(node);
      return name === undefined ? undefined : `${name} only in src/main: take it as a value or a port`;
    });
  },
};

const worldProperties = ["Date.now", "Math.random", "process.env", "process.hrtime", "performance.now", "performance.timeOrigin"];
const worldIdentifiers = ["randomUUID", "randomBytes", "randomInt", "getRandomValues"];

function worldName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/^(globalThis|window)\./, "");
    return worldProperties.find((name) => name === text);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) return "new Date()";
  return ts.isIdentifier(node) ? worldIdentifiers.find((name) => name === node.text) : undefined;
}

const sqlTime =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid)\s*\(\s*\)|\bcurrent_(timestamp|date|time)\b|\blocaltime(stamp)?\b/i;

const databaseClock: Rule = {
  name: "database-clock",
  check: (source) => {
    if (!inProduct(source.path) || source.path.startsWith("src/web/")) return [];
    return overNodes(source, (node) => {
      const hit = sqlTime.exec(literalText(node) ?? "");
      return hit === null ? undefined : `${hit[0]} in a statement: the clock and chance come from us`;
    });
  },
};

const comments: Rule = {
  name: "open-ends",
  check: (source) =>
    source.comments
      .filter((comment) => /\b(TODO|FIXME|XXX|HACK)\b(?!\s*\(?#\d+)/.test(comment.text))
      .map((comment) => ({ line: comment.line, message: "an open end needs the number of its issue: TODO #12" })),
};

const skippedTests: Rule = {
  name: "skipped-tests",
  check: (source) =>
    overNodes(source, (node) => {
      if (!isTest(source.path) || !ts.isPropertyAccessExpression(node) || !/^(test|it|describe)\b/.test(node.getText())) return undefined;
      if (node.name.text === "only") return "`only` hides all other tests";
      const line = lineOf(node);
      const explained = source.comments.some((comment) => comment.line === line || comment.line === line - 1);
      return ["skip", "todo", "fails"].includes(node.name.text) && !explained ? "a skipped test says why in a comment" : undefined;
    }),
};

const machinePaths: Rule = {
  name: "machine-paths",
  check: (source) =>
    source.text.split("\n").flatMap((line, index) => {
      const hit = /(?<![\w.$}-])\/(work|root|Users|home)\/[\w.-]+/.exec(line);
      return hit === null ? [] : [{ line: index + 1, message: `${hit[0]} exists on one machine only` }];
    }),
};

/** The rules that look at one file at a time. */
export const rules: readonly Rule[] = [
  fileSize,
  functionSize,
  fileName,
  types,
  defaultExport,
  worldAccess,
  databaseClock,
  comments,
  skippedTests,
  machinePaths,
];

/** No line of the product may know how a simulator misbehaves: faults are found by what they do. */
export function faultRule(names: readonly string[]): Rule {
  return {
    name: "simulator-faults",
    check: (source) =>
      inProduct(source.path)
        ? overNodes(source, (node) => {
            const text = literalText(node) ?? "";
            return names.includes(text) ? `"${text}" is the name of a simulator's fault` : undefined;
          })
        : [],
  };
}

/** The faults of the simulators: what their constants `…faultNames` list. One-word names are left out, they are ordinary words too. */
export function findFaultNames(source: Source): string[] {
  const names: string[] = [];
  walk(source.tree, (node) => {
    if (!ts.isVariableDeclaration(node) || !/faultNames$/i.test(node.name.getText()) || node.initializer === undefined) return;
    walk(node.initializer, (inner) => {
      if (ts.isStringLiteral(inner) && inner.text.includes("-")) names.push(inner.text);
    });
  });
  return names;
}

/** The clock rule for migrations, whose columns must not have defaults that tell the time. */
export function checkSql(file: string, text: string): Finding[] {
  return text.split("\n").flatMap((line, index) => {
    const hit = sqlTime.exec(line.replace(/--.*$/, ""));
    return hit === null
      ? []
      : [{ rule: "database-clock", path: file, line: index + 1, message: `${hit[0]}: the clock and chance come from us` }];
  });
}

export function checkSource(source: Source, all: readonly Rule[]): Finding[] {
  return all.flatMap((rule) => rule.check(source).map((found) => ({ rule: rule.name, path: source.path, ...found })));
}
