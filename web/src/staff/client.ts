/** Asking the service as somebody who is signed in: reads, and changes that no other site can send. */
import { answered, type Asking } from "../api/client";
import { Problem } from "../api/problem";
import { look } from "../state/look";
import { me } from "./me";

type Method = "POST" | "PATCH" | "PUT" | "DELETE";

async function asked(path: string, asking: Asking, init: RequestInit): Promise<Response> {
  try {
    return await answered(path, { lang: look.lang, ...asking }, init);
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && error.code === "sign-in-needed") me.ended = true;
    throw error;
  }
}

async function read<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function get<T>(path: string, asking: Asking = {}): Promise<T> {
  return read<T>(await asked(path, asking, { headers: { Accept: "application/json" } }));
}

/** Sends a change; a body that is a file goes as it is. */
export async function send<T = void>(
  method: Method,
  path: string,
  body?: unknown,
  asking: Asking = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Sitesel": "1" };
  const raw = body instanceof Blob;
  if (raw) headers["Content-Type"] = body.type || "application/octet-stream";
  else if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent = body === undefined ? null : raw ? body : JSON.stringify(body);
  return read<T>(await asked(path, asking, { method, headers, body: sent }));
}

/** A part of an address: parcels have slashes in their ids, which stay. */
export const part = (id: string | number): string => encodeURIComponent(id).replaceAll("%2F", "/");

export const problemIn = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem("down", String(error));
