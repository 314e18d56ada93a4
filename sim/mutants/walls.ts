import { calm, neighbours } from "./hunts.ts";
import type { Mutant } from "./mutant.ts";

/** Defects of what is kept apart and kept secret. */
export const wallMutants: readonly Mutant[] = [
  {
    name: "list-of-all-tenants",
    invariant: "I6",
    why: "row security filters anyway",
    edits: [{ file: "src/db/package-filter.ts", before: "sql`p.tenant_id = $", after: "sql`p.tenant_id is not null or p.tenant_id = $" }],
    hunt: neighbours,
  },
  {
    name: "channels-of-all-tenants",
    invariant: "I6",
    why: "the join names the tenant already",
    edits: [{ file: "src/db/read-shops.ts", before: '    .where("c.tenant_id", "=", tenant)\n', after: "" }],
    hunt: neighbours,
  },
  {
    name: "token-in-the-log",
    invariant: "I8",
    why: "to see which authorisation was used",
    edits: [
      {
        file: "src/sync/runner.ts",
        before: "  const proxy = await openProxy(app, fence.tenant, shop);\n  const address",
        after:
          '  const proxy = await openProxy(app, fence.tenant, shop);\n  app.log.info({ shop: shop.id, token: authorisations[0]?.accessToken ?? "" }, "opened");\n  const address',
      },
    ],
    hunt: calm,
  },
  {
    name: "telephone-beside-its-seal",
    invariant: "I8",
    why: "a list wants to show it",
    edits: [
      {
        file: "src/app/store-recipient.ts",
        before: "phone_mask: recipient.phone === null ? null : maskPhone(recipient.phone),",
        after: "phone_mask: recipient.phone,",
      },
    ],
    hunt: calm,
  },
];
