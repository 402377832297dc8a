/** What the form needs beside the attributes: rules, modes of travel, words of codes and cargo. Read once. */
import { shallowReactive } from "vue";
import { get } from "../../api/client";
import type { Said } from "../../state/requirement";
import { say } from "../../words";
import type { RuleOut } from "./rules";

export interface ModeOut {
  mode: string;
  label: Said;
  kinds: { kind: string; label: Said }[];
}
interface NetworkOut {
  within: number[];
  modes: ModeOut[];
}
interface WordsOut {
  codes: Record<string, { title: Said; codes: { code: string; label: Said; parents: string[] }[] }>;
  cargo: { key: string; label: Said }[];
}

export const form = shallowReactive({
  rules: [] as readonly RuleOut[],
  modes: [] as readonly ModeOut[],
  within: [] as readonly number[],
  cargo: [] as WordsOut["cargo"],
  codes: new Map<string, { label: Said; parents: readonly string[] }>(),
});

let asked: Promise<void> | undefined;

async function each<T>(path: string, take: (told: T) => void): Promise<void> {
  try {
    take(await get<T>(path));
  } catch {
    asked = undefined; // the rest of the form works without it, and it is asked for again
  }
}

/** Reads it, unless it was read already; a part that can't be had stays empty. */
export function loadForm(): Promise<void> {
  asked ??= Promise.all([
    each<{ rules: RuleOut[] }>("/api/rules", ({ rules }) => (form.rules = rules)),
    each<NetworkOut>("/api/network", ({ modes, within }) => Object.assign(form, { modes, within })),
    each<WordsOut>("/api/words", ({ codes, cargo }) => {
      form.cargo = cargo;
      form.codes = new Map(
        Object.values(codes).flatMap((system) =>
          system.codes.map(({ code, label, parents }) => [code, { label, parents }] as const),
        ),
      );
    }),
  ]).then(() => undefined);
  return asked;
}

/** A land-use code in words, with the code. */
export const codeLabel = (code: string): string => say(form.codes.get(code)?.label) || code;

export const codeParents = (code: string): readonly string[] => form.codes.get(code)?.parents ?? [];
