import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { assertPresent } from "../kernel/assert-never.ts";
import { instantFromMs } from "../kernel/instant.ts";
import { createQueryClient } from "./api/query-client.ts";
import { App } from "./app/app.tsx";
import { type AppRouter, createAppRouter, leaveToSignIn } from "./app/router.tsx";
import { applyPalette, themeModes } from "./theme/palette.ts";
import { readSetting } from "./ui/stored-setting.ts";
import "@fontsource-variable/inter/wght.css";
import "./theme/base.css";
import "./ui/parts.css";

// the server's content policy forbids making code from text, which zod would try first
z.config({ jitless: true });
applyPalette(document.documentElement, readSetting("theme", themeModes, "light"));

const clock = { now: () => instantFromMs(Date.now()) };
const client = createQueryClient(() => leaveToSignIn(router));
const router: AppRouter = createAppRouter(client);

createRoot(assertPresent(document.getElementById("root"), "root element")).render(
  <StrictMode>
    <App router={router} client={client} clock={clock} />
  </StrictMode>,
);
