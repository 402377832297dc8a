/** What the service tells of the catalogue: read once, and never changed by the page. */
import { shallowReactive } from "vue";
import { get, type Lang } from "../api/client";
import { Problem } from "../api/problem";
import type { AttributeOut, CatalogueOut, SiteOut, TemplateOut, TilesOut } from "../api/types";

interface Facts {
  status: "loading" | "ready" | "failed";
  problem: Problem | undefined;
  facts: CatalogueOut | undefined;
  attributes: readonly AttributeOut[];
  groups: Readonly<Record<string, { zh: string; en: string }>>;
  templates: readonly TemplateOut[];
  tiles: TilesOut | undefined;
  site: SiteOut | undefined;
}

export const catalogue = shallowReactive<Facts>({
  status: "loading",
  problem: undefined,
  facts: undefined,
  attributes: [],
  groups: {},
  templates: [],
  tiles: undefined,
  site: undefined,
});

let named = new Map<string, AttributeOut>();

export async function load(lang: Lang): Promise<void> {
  catalogue.status = "loading";
  try {
    const [facts, schema, templates, site, published] = await Promise.all([
      get<CatalogueOut>("/api/catalogue", { lang }),
      get<{ attributes: AttributeOut[]; groups: Facts["groups"] }>("/api/attributes", { lang }),
      get<{ templates: TemplateOut[] }>("/api/templates", { lang }),
      get<SiteOut>("/api/site", { lang }),
      get<TilesOut>("/tiles/published.json", { lang }),
    ]);
    // another catalogue may have been published between the two
    const tiles =
      published.catalogue === facts.id ? published : await get<TilesOut>(`/tiles/${facts.id}.json`, { lang });
    named = new Map(schema.attributes.map((one) => [one.name, one]));
    Object.assign(catalogue, {
      facts,
      attributes: schema.attributes,
      groups: schema.groups,
      templates: templates.templates,
      site,
      tiles,
      status: "ready",
      problem: undefined,
    } satisfies Facts);
  } catch (error) {
    catalogue.problem = error instanceof Problem ? error : new Problem("down", String(error));
    catalogue.status = "failed";
  }
}

export const attributeNamed = (name: string): AttributeOut | undefined => named.get(name);
