import { expect, test } from "vitest";
import type { Log } from "../ports/log.ts";
import { openLog } from "./log.ts";

function capture(form: "json" | "text", act: (log: Log) => void): string[] {
  const lines: string[] = [];
  act(openLog({ name: "worker", level: "info", form, write: (line) => lines.push(line) }));
  return lines;
}

test("in production each entry is one line of JSON", () => {
  const [line = ""] = capture("json", (log) =>
    log.warn({ shop: "018bcfe5-6800-7000-8000-000000000001", calls: 3 }, "budget nearly used up"),
  );
  expect(line.endsWith("\n")).toBe(true);
  expect(JSON.parse(line)).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    name: "worker",
    shop: "018bcfe5-6800-7000-8000-000000000001",
    calls: 3,
    msg: "budget nearly used up",
  });
});

test("in the demo it is readable", () => {
  const [line] = capture("text", (log) => log.error({ shop: "temu-1" }, "authorisation withdrawn"));
  expect(line).toMatch(/^\d\d:\d\d:\d\d worker {3}error: authorisation withdrawn shop=temu-1\n$/);
});

test.each(["json", "text"] as const)("what looks like a secret is hidden (%s)", (form) => {
  const lines = capture(form, (log) => {
    log.info(
      { accessToken: "abc", detail: "sandboxtoken0000000000000000000000000000001" },
      "refused for 0123456789abcdef0123456789abcdef01234567",
    );
    log.info({ cause: "postgresql://owner:hunter2@db/erp" }, "Bearer eyJhbGciOi.eyJzdWIiOi.c2ln");
  });
  expect(lines.join("")).not.toMatch(/abc"|=abc|sandboxtoken|0123456789|hunter2|eyJ/);
  expect(lines.join("").match(/\[hidden\]/g)).toHaveLength(5);
});

test.each(["json", "text"] as const)("no text can forge a line or command the terminal (%s)", (form) => {
  const lines = capture(form, (log) => log.info({ note: "a\r\nb\u001b[31m\u009b2J" }, "one\ntwo"));
  expect(lines).toHaveLength(1);
  const codes = [...(lines[0]?.trimEnd() ?? "")].map((character) => character.codePointAt(0) ?? 0);
  expect(codes.filter((code) => code < 32 || (form === "text" && code >= 127 && code < 160))).toEqual([]);
});

test("what is below the level is not written", () => {
  const lines: string[] = [];
  openLog({ name: "server", level: "warn", form: "json", write: (line) => lines.push(line) }).info({}, "quiet");
  expect(lines).toEqual([]);
});
