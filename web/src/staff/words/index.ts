/** The words of the staff's pages, loaded with the first of them; a test holds their keys equal. */
import type { Lang } from "../../api/client";
import { i18n, type Words } from "../../words";

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

let spoken = false;

/** Lets the pages say `$t("staff.<file>.<key>")`. */
export function speak(): void {
  if (spoken) return;
  spoken = true;
  for (const lang of ["zh", "en"] as const)
    i18n.global.mergeLocaleMessage(lang, { staff: messages[lang] } as never);
}
