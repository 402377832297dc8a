/** Parcels that the visitor keeps in this browser, and those set side by side. */
import { reactive, watch } from "vue";

const KEY = "sitesel.favourites";
export const MOST_COMPARED = 6;

function kept(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read)
      ? read.filter((one): one is string => typeof one === "string").slice(0, 200)
      : [];
  } catch {
    return [];
  }
}

export const favourites = reactive({ ids: kept(), compared: [] as string[] });

export const isFavourite = (id: string): boolean => favourites.ids.includes(id);

export function toggleFavourite(id: string): void {
  favourites.ids = isFavourite(id) ? favourites.ids.filter((one) => one !== id) : [...favourites.ids, id];
}

/** Takes a parcel into the comparison or out of it; false when it is full. */
export function toggleCompared(id: string): boolean {
  if (favourites.compared.includes(id)) {
    favourites.compared = favourites.compared.filter((one) => one !== id);
    return true;
  }
  if (favourites.compared.length >= MOST_COMPARED) return false;
  favourites.compared = [...favourites.compared, id];
  return true;
}

watch(
  () => favourites.ids,
  (ids) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(ids));
    } catch {
      // storage may be forbidden or full
    }
  },
);
