/** Which sites a vector tile holds: the ids of one of its layers, without reading any geometry. */

/** A field of a protobuf message that is bytes: its number, and where its content lies. */
type Field = [number: number, start: number, end: number];

const [VARINT, FIXED64, BYTES] = [0, 1, 2];
// fields of the vector tile specification 2.1
const LAYER = 3;
const NAME = 1;
const FEATURE = 2;
const ID_TAG = 1 << 3;

function varint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  let scale = 1;
  for (let i = at; ; i += 1) {
    const byte = bytes[i];
    if (byte === undefined) throw new Error("a vector tile that ends too early");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, i + 1];
    scale *= 128;
  }
}

function* fields(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let at = start;
  while (at < end) {
    const [tag, next] = varint(bytes, at);
    const wire = tag & 7;
    if (wire === BYTES) {
      const [length, from] = varint(bytes, next);
      yield [tag >> 3, from, from + length];
      at = from + length;
    } else if (wire === VARINT) at = varint(bytes, next)[1];
    else at = next + (wire === FIXED64 ? 8 : 4);
  }
}

/** The feature ids of the layer of that name, in order; none where the tile has no such layer. */
export function rowsIn(tile: ArrayBuffer, layer: string): number[] {
  const bytes = new Uint8Array(tile);
  const rows: number[] = [];
  for (const [number, start, end] of fields(bytes, 0, bytes.length)) {
    if (number !== LAYER) continue;
    for (const [inner, from, until] of fields(bytes, start, end)) {
      // a layer's name stands before its features
      if (inner === NAME && new TextDecoder().decode(bytes.subarray(from, until)) !== layer) break;
      // and a feature's id before what it has else
      if (inner === FEATURE && bytes[from] === ID_TAG) rows.push(varint(bytes, from + 1)[0]);
    }
  }
  return rows;
}
