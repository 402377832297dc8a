/** Whether the map is drawn by the processor, for want of a graphics card. */
const SLOW = /swiftshader|llvmpipe|softpipe|basic render|software/i;

let known: boolean | undefined;

/** Fewer pixels are drawn then; the same for the life of the page. */
export function isSoftware(): boolean {
  known ??= SLOW.test(renderer());
  return known;
}

function renderer(): string {
  const gl = document.createElement("canvas").getContext("webgl");
  const told = gl?.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = told ? gl?.getParameter(told.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" ? name : "";
}
