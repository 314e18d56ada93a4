import type { AuthDatabase } from "../db/auth-database.ts";
import type { Directory } from "../db/database.ts";
import type { App } from "./app.ts";
import type { Passwords } from "./passwords.ts";

/** What reaches over tenants: sign-in and the directory. Only the server's edge and set-up use cases are given it. */
export type Install = {
  app: App;
  auth: AuthDatabase;
  directory: Directory;
  passwords: Passwords;
};
