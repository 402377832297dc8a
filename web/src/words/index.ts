/** Chinese and English: one file a face and language; a test holds their keys equal. */
import { watch } from "vue";
import { createI18n } from "vue-i18n";
import type { Lang } from "../api/client";
import type { Said } from "../state/requirement";
import { look } from "../state/look";

export type Words = { [key: string]: string | Words };
const files = import.meta.glob<{ words: Words }>("./{zh,en}/*.ts", { eager: true });

function gathered(lang: Lang): Words {
  const all: Words = {};
  for (const [path, file] of Object.entries(files)) {
    const [, folder, name] = /\.\/(zh|en)\/(\w+)\.ts$/.exec(path) ?? [];
    if (folder === lang && name) all[name] = file.words;
  }
  return all;
}

export const messages = { zh: gathered("zh"), en: gathered("en") };

export const i18n = createI18n({
  legacy: false,
  locale: look.lang,
  fallbackLocale: "zh",
  messages: messages as never,
});

watch(
  () => look.lang,
  (lang) => {
    i18n.global.locale.value = lang as never;
  },
);

/** Says what the service says in both languages in the one that is read. */
export const say = (said: Said | null | undefined): string => said?.[look.lang] ?? said?.zh ?? said?.en ?? "";

/** Says a word of the page outside of a component. */
export const word = (key: string, named: Record<string, unknown> = {}): string =>
  (i18n.global as unknown as { t: (key: string, named: Record<string, unknown>) => string }).t(key, named);
