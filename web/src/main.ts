import "./early";
import "element-plus/es/components/message/style/css";
import "./styles/main.css";
import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./router";
import { read } from "./state/address";
import { follow } from "./state/answer";
import { heed } from "./state/connection";
import { i18n } from "./words";

async function open(): Promise<void> {
  if (location.pathname === "/") await read(new URLSearchParams(location.search));
  follow();
  heed();
  createApp(App).use(i18n).use(router).mount("#app");
}

void open();
