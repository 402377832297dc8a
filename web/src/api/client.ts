import { Problem, problemOf } from "./problem";

export type Lang = "zh" | "en";
type Query = Record<string, string | number | boolean | readonly (string | number)[] | undefined>;

export interface Asking {
  query?: Query;
  lang?: Lang;
  signal?: AbortSignal;
}

/** The address of something of the service, with its query. */
export function addressOf(path: string, query: Query = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) asked.append(name, String(one));
  }
  const text = asked.toString();
  return text ? `${path}?${text}` : path;
}

export async function answered(path: string, asking: Asking, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (asking.lang) headers.set("Accept-Language", asking.lang);
  let response: Response;
  try {
    response = await fetch(addressOf(path, asking.query), {
      ...init,
      headers,
      signal: asking.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(navigator.onLine ? "down" : "offline", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(path: string, asking: Asking = {}): Promise<T> {
  const response = await answered(path, asking, { headers: { Accept: "application/json" } });
  return (await response.json()) as T;
}

export async function post<T>(path: string, body: unknown, asking: Asking = {}): Promise<T> {
  const response = await answered(path, asking, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

/** Posts the text of a requirement file as it is. */
export async function postFile<T>(path: string, text: string, asking: Asking = {}): Promise<T> {
  const response = await answered(path, asking, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/yaml" },
    body: text,
  });
  return (await response.json()) as T;
}

export async function bytes(path: string, asking: Asking = {}): Promise<ArrayBuffer> {
  return (await answered(path, asking, {})).arrayBuffer();
}

export const wasAborted = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";
