import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vitest/config";

const SERVICE = process.env["SITESEL_SERVICE"] ?? "http://127.0.0.1:8000";

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
    include: ["src/**/*.test.ts"],
    server: { deps: { inline: ["element-plus"] } },
  },
}));
