import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// run as `vite build src/web --config src/web/vite.config.ts`: paths are relative to src/web
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // Ant Design is one big part that changes seldom; splitting it buys nothing on a first load
    chunkSizeWarningLimit: 1600,
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": { target: "http://127.0.0.1:8080", changeOrigin: false } } },
});
