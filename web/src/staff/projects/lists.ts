/** The figures of a project that are lists of words, and what those words are called. */
import { shallowRef } from "vue";
import { get } from "../../api/client";
import { catalogue } from "../../state/catalogue";
import type { Said } from "../../state/requirement";
import { say } from "../../words";

export const LISTS = ["sectors", "upstream", "downstream"] as const;
export type List = (typeof LISTS)[number];

interface Network {
  modes: { kinds: { kind: string; label: Said }[] }[];
}

const kinds = shallowRef<ReadonlyMap<string, Said>>(new Map());

export const isList = (name: string): name is List => (LISTS as readonly string[]).includes(name);

/** Asks which facilities the catalogue knows; without a network there are none to choose from. */
export async function load(): Promise<void> {
  if (kinds.value.size) return;
  try {
    const { modes } = await get<Network>("/api/network");
    kinds.value = new Map(modes.flatMap((mode) => mode.kinds).map(({ kind, label }) => [kind, label]));
  } catch {
    // what is written is shown as it is
  }
}

/** What can be chosen: industries are those of the templates, suppliers and customers facilities. */
export const choices = (list: List): ReadonlyMap<string, Said> =>
  list === "sectors"
    ? new Map(
        catalogue.templates.filter(({ kind }) => kind === "industry").map(({ name, title }) => [name, title]),
      )
    : kinds.value;

export const labelOf = (list: List, word: string): string => say(choices(list).get(word)) || word;
