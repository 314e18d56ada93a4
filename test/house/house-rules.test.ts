import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkSource, checkSql, faultRule, findFaultNames, rules } from "./rules.ts";
import { type Finding, parseSource, readSource } from "./source.ts";

const root = path.resolve(import.meta.dirname, "../..");
const list = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();

function format(findings: Finding[]): string[] {
  return findings.map(({ rule, path: file, line, message }) => `${file}${line > 0 ? `:${line}` : ""} ${rule}: ${message}`);
}

describe("the house style holds", () => {
  const sources = [...list("{src,sim,bench,test,scripts}/**/*.{ts,tsx}"), ...list("*.ts")].map((file) => readSource(root, file));
  const faults = sources.filter((source) => source.path.startsWith("sim/")).flatMap(findFaultNames);

  test("in every TypeScript file", () => {
    expect(sources.length).toBeGreaterThan(0);
    const findings = sources.flatMap((source) => checkSource(source, [...rules, faultRule(faults)]));
    expect(format(findings)).toEqual([]);
  });

  test("in every migration", () => {
    const files = list("src/db/migrations/*");
    expect(format(files.flatMap((file) => checkSql(file, readFileSync(path.join(root, file), "utf8"))))).toEqual([]);
  });
});

describe("each rule fires", () => {
  const long = (lines: number) => "let x = 1;\n".repeat(lines);
  const body = (lines: number) => `export function act() {\n${long(lines)}}\n`;
  // the words are put together here, so that this file does not break its own rules
  const todo = ["TO", "DO"].join("");
  const home = ["", "home", "someone", "crossdock"].join("/");

  test.each([
    ["file-size", "src/app/act.ts", long(401)],
    ["function-size", "src/app/act.ts", body(60)],
    ["function-size", "src/app/act.ts", `export const act = () => {\n${long(60)}};`],
    ["function-size", "src/web/ui/act.tsx", body(100)],
    ["file-name", "src/app/bookLabel.ts", ""],
    ["file-name", "src/Web/act.ts", ""],
    ["file-name", "src/app/utils.ts", ""],
    ["file-name", "src/app/index.ts", ""],
    ["types", "src/app/act.ts", "let x: any;"],
    ["types", "src/app/act.ts", "const y = x!;"],
    ["types", "src/app/act.ts", "const y = x as string;"],
    ["types", "src/app/act.ts", "const y = <string>x;"],
    ["default-export", "src/app/act.ts", "export default function act() {}"],
    ["default-export", "src/app/act.ts", "const a = 1; export default a;"],
    ["clock-chance-environment", "src/app/act.ts", "const t = Date.now();"],
    ["clock-chance-environment", "sim/platforms/temu/a.ts", "const t = new Date();"],
    ["clock-chance-environment", "src/web/ui/a.tsx", "const t = Math.random();"],
    ["clock-chance-environment", "src/db/a.ts", 'import { randomUUID } from "node:crypto";'],
    ["clock-chance-environment", "src/server/a.ts", "const t = process.env.PORT;"],
    ["clock-chance-environment", "src/sync/a.ts", "const t = performance.now();"],
    ["database-clock", "src/db/a.ts", "sql`update t set at = now() where id = $1`;"],
    ["database-clock", "src/db/a.ts", 'query("select current_timestamp");'],
    ["open-ends", "src/app/act.ts", `// ${todo} later\nlet x = 1;`],
    ["skipped-tests", "src/app/act.test.ts", 'test.only("a", () => {});'],
    ["skipped-tests", "src/app/act.test.ts", 'describe.skip("a", () => {});'],
    ["machine-paths", "src/app/act.ts", `const x = "${home}";`],
    ["simulator-faults", "src/app/act.ts", 'const x = "reply-lost";'],
  ])("%s in %s", (rule, file, text) => {
    const findings = checkSource(parseSource(file, text), [...rules, faultRule(["reply-lost"])]);
    expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([rule]);
  });

  test.each([
    ["src/main/a.ts", "const t = [Date.now(), new Date(), process.env.PORT];"],
    ["src/app/act.test.ts", "const t = Date.now();"],
    ["sim/kernel/clock.ts", "const t = Date.now();"],
    ["src/kernel/a.ts", "const y = x as string;"],
    ["src/app/a.ts", 'const y = ["a"] as const; const d = new Date(5); const s = clock.now(); import { a as b } from "./b.ts";'],
    ["src/app/a.ts", `// ${todo} #12: later\n${body(58)}`],
    ["src/app/a.test.ts", '// needs a printer\ntest.skip("a", () => {});'],
    ["src/web/text/zh-CN.ts", "export const text = 1;"],
    ["src/connectors/temu/index.ts", "export const temu = 1;"],
    ["vite.config.ts", "export default {};"],
  ])("but not on what is allowed in %s", (file, text) => {
    expect(format(checkSource(parseSource(file, text), [...rules, faultRule(["reply-lost"])]))).toEqual([]);
  });

  test("on a migration that tells the time, but not on its comments", () => {
    expect(checkSql("a.sql", "at timestamptz default now()")).toHaveLength(1);
    expect(checkSql("a.sql", "at timestamptz -- never now()")).toEqual([]);
  });

  test("with the faults that simulators list", () => {
    const source = parseSource("sim/a.ts", 'const faultNames = ["reply-lost", "html"] as const;');
    expect(findFaultNames(source)).toEqual(["reply-lost"]);
  });
});
