import { z } from "zod";
import { permissions, roles } from "../kernel/vocabulary/permission.ts";
import { IdParam } from "./codec.ts";
import { route } from "./route.ts";

/** Who is signed in, where, and what they may do. Signing in and out are better-auth's routes: POST /api/auth/sign-in/email, POST /api/auth/sign-out. */
export const getSessionRoute = route({
  method: "GET",
  path: "/session",
  summary: "The signed-in user, tenant and permissions",
  permission: "signed-in",
  reply: z.strictObject({
    user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    tenant: z.strictObject({ id: IdParam, name: z.string() }),
    role: z.enum(roles),
    permissions: z.array(z.enum(permissions)),
    demo: z.boolean(),
  }),
});
