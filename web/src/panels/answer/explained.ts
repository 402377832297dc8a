/** Why one parcel ended up where it did, as the service tells it; asked for once each. */
import { get } from "../../api/client";
import type { ExplanationOut } from "../../api/types";
import { look } from "../../state/look";

const MOST = 200;
const kept = new Map<string, Promise<ExplanationOut>>();

export async function explanation(digest: string, parcel: string): Promise<ExplanationOut> {
  const key = [digest, look.lang, parcel].join("\n");
  const known = kept.get(key);
  if (known) return known;
  const path = parcel.split("/").map(encodeURIComponent).join("/");
  const asked = get<ExplanationOut>(`/api/selections/${digest}/parcels/${path}`, { lang: look.lang });
  kept.set(key, asked);
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? "");
  try {
    return await asked;
  } catch (error) {
    kept.delete(key); // asked again next time
    throw error;
  }
}
