import { defineConfig } from "vitest/config";

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };
const withDatabase = "**/*.db.test.ts";

// Three kinds of tests, told apart by name: see docs/architecture.md. `npx vitest --project unit src/domain` runs some of one kind.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}", "sim/**/*.test.ts", "bench/**/*.test.ts", "test/{house,support}/**/*.test.ts"],
          exclude: ["**/node_modules/**", withDatabase],
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: [`{src,sim,bench,test}/${withDatabase}`],
          exclude: ["**/node_modules/**", "test/journey/**"],
          globalSetup: ["test/support/database-server.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "journey",
          include: ["test/journey/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
