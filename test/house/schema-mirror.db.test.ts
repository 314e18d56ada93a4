import path from "node:path";
import pg from "pg";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database.ts";
import { readSource, walk } from "./source.ts";

const files = ["src/db/schema.ts", "src/db/catalog-schema.ts", "src/db/sync-schema.ts"];
const schemas = ["WorkSchema", "CatalogSchema", "SyncSchema", "DirectorySchema"];

// src/db/schema.ts and its siblings tell the compiler what the migrations tell the database; here both are laid side by side.
const database = await createTestDatabase();
const owner = new pg.Client(database.owner);
beforeAll(() => owner.connect());
afterAll(() => owner.end());

/** `table.column`, and whether it may be null. */
function declared(): string[] {
  const columns: string[] = [];
  const collect = (node: ts.Node): void => {
    if (!ts.isTypeAliasDeclaration(node) || !schemas.includes(node.name.text) || !ts.isTypeLiteralNode(node.type)) return;
    for (const table of node.type.members.filter(ts.isPropertySignature)) {
      const name = nameOf(table);
      if (table.type === undefined || !ts.isTypeLiteralNode(table.type)) continue;
      for (const column of table.type.members.filter(ts.isPropertySignature))
        columns.push(`${name}.${nameOf(column)}${mayBeNull(column) ? " null" : ""}`);
    }
  };
  for (const file of files) walk(readSource(path.resolve(import.meta.dirname, "../.."), file).tree, collect);
  return columns.toSorted();
}

function nameOf(member: ts.PropertySignature): string {
  return ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
}

function mayBeNull(column: ts.PropertySignature): boolean {
  return /^Nullable|\| null\b(?![^<{]*[>}])/.test(column.type?.getText() ?? "");
}

test("every table and column is declared as it is", async () => {
  const found = await owner.query<{ name: string }>(`
    select case c.relnamespace::regnamespace::text when 'public' then '' else c.relnamespace::regnamespace || '.' end
      || c.relname || '.' || a.attname || case when a.attnotnull then '' else ' null' end as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace::regnamespace::text in ('public', 'directory') and c.relkind in ('r', 'p') and not c.relispartition`);
  expect(declared()).toEqual(found.rows.map((row) => row.name).toSorted());
});
