import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: { include: ["{app,components,lib}/**/*.test.{ts,tsx}", "*.test.ts"], environment: "node" },
});
