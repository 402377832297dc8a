import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vitest/config";

const SERVICE = process.env["SITESEL_SERVICE"] ?? "http://127.0.0.1:8000";

// compressed addresses, and errors of the platform's own classes
const OF_NODE = ["src/state/address.test.ts", "src/state/connection.test.ts"];

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/built/" : "/",
  plugins: [vue(), components({ dts: "src/components.d.ts", dirs: [], resolvers: [ElementPlusResolver()] })],
  define: {
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: "../sitesel/api/built",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    // inlined assets would need data: in more places of the Content-Security-Policy
    assetsInlineLimit: 0,
    manifest: "manifest.json",
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/tiles", "/media", "/map", "/docs", "/report"].map((path) => [path, SERVICE]),
    ),
  },
  test: {
    environment: "happy-dom",
    server: { deps: { inline: ["element-plus"] } },
    // a DOM for each worker is four times as quick as one for each file, but lacks what Node brings
    projects: [
      {
        extends: true,
        test: { name: "pages", pool: "vmThreads", include: ["src/**/*.test.ts"], exclude: OF_NODE },
      },
      { extends: true, test: { name: "node", include: OF_NODE } },
    ],
  },
}));
