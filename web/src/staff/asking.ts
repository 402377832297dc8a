/** What a list is asked for, kept in the address so that the way back leads to the same list. */
import { computed, type ComputedRef } from "vue";
import { useRoute, useRouter, type LocationQueryValue } from "vue-router";

const first = (value: LocationQueryValue | LocationQueryValue[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? "";

export interface Asking<K extends string> {
  wanted: ComputedRef<Record<K, string>>;
  offset: ComputedRef<number>;
  /** Asks for something else, from the first page on. */
  ask: (change: Partial<Record<K, string>>) => void;
  turn: (offset: number) => void;
}

export function askingFor<K extends string>(names: readonly K[]): Asking<K> {
  const route = useRoute();
  const router = useRouter();
  const wanted = computed(
    () => Object.fromEntries(names.map((name) => [name, first(route.query[name])])) as Record<K, string>,
  );
  const offset = computed(() => Math.max(0, Math.trunc(Number(first(route.query["offset"])) || 0)));
  const go = (change: Record<string, string>): void => {
    const all = { ...wanted.value, ...change };
    const query = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
    void router.replace({ query });
  };
  return {
    wanted,
    offset,
    ask: (change) => go(change as Record<string, string>),
    turn: (to) => go({ offset: to ? String(to) : "" }),
  };
}
