/** The parcel that is chosen, as the service describes it: where it is, and a few facts. */
import type { Geometry } from "geojson";
import { shallowReactive, watch } from "vue";
import { get, wasAborted } from "../api/client";
import { latest } from "../api/latest";
import { Problem } from "../api/problem";
import { look } from "../state/look";
import { draft, type Sites } from "../state/requirement";

export interface Described {
  name: string;
  kind: string;
  label: { zh: string; en: string };
  unit: string | null;
  values: Record<string, { zh: string; en: string }>;
  value: unknown;
}
export interface ParcelOut {
  id: string;
  name: string;
  sites: Sites;
  row: number;
  point: [number, number];
  bounds: [number, number, number, number];
  geometry: Geometry;
  properties: Record<string, unknown>;
  attributes: Described[];
}

export const chosen = shallowReactive<{ out: ParcelOut | undefined; problem: Problem | undefined }>({
  out: undefined,
  problem: undefined,
});

const describe = latest((signal, id: string, sites: Sites) =>
  get<ParcelOut>(`/api/parcels/${id.split("/").map(encodeURIComponent).join("/")}`, {
    query: { sites },
    lang: look.lang,
    signal,
  }),
);

/** Describes whatever is chosen from now on; returns how to stop. */
export const followChosen = (): (() => void) =>
  watch(
    [() => look.chosen, () => draft.requirement.sites] as const,
    async ([id, sites]) => {
      chosen.problem = undefined;
      if (id === undefined) {
        describe.cancel();
        chosen.out = undefined;
        return;
      }
      if (chosen.out?.id !== id || chosen.out.sites !== sites) chosen.out = undefined;
      try {
        chosen.out = await describe(id, sites);
      } catch (error) {
        if (wasAborted(error)) return;
        chosen.problem = error instanceof Problem ? error : new Problem("down", String(error));
      }
    },
    { immediate: true },
  );
