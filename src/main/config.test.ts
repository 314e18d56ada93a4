import { expect, test } from "vitest";
import { formatAddress, readConfig } from "./config.ts";
import { StartRefusal } from "./start-refusal.ts";

test("an empty environment is the demo on 127.0.0.1:8080 with an embedded database and every platform simulated", () => {
  const config = readConfig({ HOME: "/somewhere", PORT: "" });
  expect(config).toMatchObject({ mode: "demo", host: "127.0.0.1", port: 8080, publicUrl: "http://127.0.0.1:8080", database: undefined });
  expect(config.masterKeyFile).toMatch(/\.config\/crossdock\/master\.key$/);
  expect(config.endpoints.get("temu.us")).toBe("http://127.0.0.1:9101");
  expect(config.endpoints.get("yanwen")).toBe("http://127.0.0.1:9131");
});

test("production replaces only the endpoints that are named", () => {
  const config = readConfig({
    CROSSDOCK_MODE: "production",
    CROSSDOCK_ENDPOINTS: '{"temu.us":"http://127.0.0.1:9999"}',
    CROSSDOCK_SANDBOX_PORT_OFFSET: "100",
  });
  expect([...config.endpoints]).toEqual([["temu.us", "http://127.0.0.1:9999"]]);
});

test("a database address is taken apart, with its password decoded and encryption by sslmode", () => {
  const { database } = readConfig({ DATABASE_URL: "postgresql://own%40er:p%2Fw@db.example:6432/erp?sslmode=verify-full" });
  expect(database).toEqual({ host: "db.example", port: 6432, user: "own@er", password: "p/w", database: "erp", ssl: true });
  expect(readConfig({ DATABASE_URL: "postgres://a@[::1]/b" }).database).toMatchObject({ host: "::1", port: 5432, ssl: false });
});

test.each([
  [{ PORT: "http" }, 'PORT is "http"; wanted: a whole number from 0 to 65535.'],
  [{ PORT: "65536" }, 'PORT is "65536"; wanted: a whole number from 0 to 65535.'],
  [{ CROSSDOCK_MODE: "prod" }, 'CROSSDOCK_MODE is "prod"; wanted: "demo" or "production".'],
  [{ CROSSDOCK_WORKER_LEASE_MS: "5s" }, 'CROSSDOCK_WORKER_LEASE_MS is "5s"; wanted: milliseconds from 2000 to 600000.'],
  [
    { CROSSDOCK_ENDPOINTS: "temu.us=x" },
    'CROSSDOCK_ENDPOINTS is "temu.us=x"; wanted: JSON that maps gateways to addresses, such as {"temu.us":"http://127.0.0.1:9101"}.',
  ],
  [
    { CROSSDOCK_ENDPOINTS: '{"temu.us":"file:///etc"}' },
    'CROSSDOCK_ENDPOINTS is "{"temu.us":"file:///etc"}"; wanted: JSON that maps gateways to addresses, such as {"temu.us":"http://127.0.0.1:9101"}.',
  ],
])("a wrong value gives one sentence: %j", (given, sentence) => {
  expect(() => readConfig(given)).toThrow(new StartRefusal(sentence));
});

test("a wrong database address is refused without repeating its password", () => {
  const wrong = () => readConfig({ DATABASE_URL: "mysql://root:hunter2@db/erp" });
  expect(wrong).toThrow("DATABASE_URL is not an address of a PostgreSQL database; wanted: postgresql://user:password@host:port/database.");
});

test("a misspelt setting is refused, because it would silently do nothing", () => {
  expect(() => readConfig({ CROSSDOCK_MOOD: "production" })).toThrow(/^There is no setting CROSSDOCK_MOOD; the settings are /);
});

test("the processes are told where the database is without being told who owns it", () => {
  const config = readConfig({ DATABASE_URL: "postgresql://owner:secret@[::1]:6432/my%20erp?sslmode=require" });
  const address = config.databaseAddress;
  expect(address).toEqual({ host: "::1", port: 6432, database: "my erp", ssl: true });
  const text = address === undefined ? "" : formatAddress(address);
  expect(text).not.toMatch(/owner|secret/);
  expect(readConfig({ CROSSDOCK_DATABASE_ADDRESS: text }).databaseAddress).toEqual(address);
});
