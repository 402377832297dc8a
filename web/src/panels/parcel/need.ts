/** The need on a page of its own: read out of the address, kept in it, and answered. */
import { onMounted, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { packed, unpacked } from "../../state/address";
import { answer, ask } from "../../state/answer";
import { draft, PLAIN, start, written } from "../../state/requirement";

const isPlain = (): boolean => JSON.stringify(draft.requirement) === JSON.stringify(PLAIN);

/** Keeps the need in the address of the page, so that a link to it tells the same. */
export function keepNeed(): void {
  const route = useRoute();
  const router = useRouter();
  const name = route.name;

  onMounted(async () => {
    const text = route.query["need"];
    const template = route.query["template"];
    if (isPlain() && typeof text === "string") {
      const need = await unpacked(text);
      if (need) start(need, typeof template === "string" ? template.slice(0, 100) : "");
    }
    if (answer.status === "idle") void ask();
  });
  watch(
    [() => draft.requirement, () => route.query["id"]],
    async () => {
      if (isPlain() || route.name !== name) return;
      const need = await packed(written());
      if (route.query["need"] === need || route.name !== name) return;
      await router.replace({ query: { ...route.query, need }, hash: route.hash });
    },
    { immediate: true, deep: true },
  );
}
