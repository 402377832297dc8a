/** Which layers are drawn. A link that names none that is off has to be told from no link at all. */
import { watch } from "vue";
import { areaSwitch } from "../../map/drawing";
import { catalogue } from "../../state/catalogue";
import { look } from "../../state/look";

const ALL = "-"; // in place of names: everything is drawn, and that is meant so

export const isShown = (name: string): boolean => !look.hidden.includes(name);

export function showAll(names: readonly string[], on: boolean): void {
  const others = look.hidden.filter((one) => one !== ALL && !names.includes(one));
  const hidden = on ? others : [...others, ...names];
  look.hidden = hidden.length ? hidden : [ALL];
}

export const show = (name: string, on: boolean): void => showAll([name], on);

/** What is off at first: areas that rule nothing out, which would cover whole islands. */
export const atFirst = (layers: Readonly<Record<string, { excludes: boolean }>>): string[] =>
  Object.entries(layers)
    .filter(([, { excludes }]) => !excludes)
    .map(([name]) => areaSwitch(name));

/** Sets what is off at first once the catalogue is known, unless a link says it. */
export function settleSwitches(): void {
  const stop = watch(
    () => catalogue.facts,
    (facts) => {
      if (!facts) return;
      if (!look.hidden.length) look.hidden = atFirst(facts.constraint_layers);
      setTimeout(() => stop());
    },
    { immediate: true },
  );
}
