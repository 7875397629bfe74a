// Pictures that are small to keep and forgiving to compare: half the size, at most 256 colours.
import { crc32, deflateSync } from "node:zlib";

/** A pixel differs if a channel is further off than this. */
const CHANNEL = 48;

/** The widths of some words in each of the page's voices; and of two Han letters, in a line of its own. */
export function fontsOf(blank) {
  return blank.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    const wide = (font, words) => { context.font = font; return context.measureText(words).width.toFixed(1); };
    const latin = ["400 34px Palatino, P052, Georgia, serif", "400 14px Inter, Roboto, Arial, sans-serif", "400 13px monospace"];
    return [latin.map((font) => wide(font, "web-4 is not Ready, Ag 0123")).join(" "), wide("400 34px serif", "原因")];
  });
}

/** A picture at half its size, in its most frequent colours, as PNG: a pixel's shift of a letter weighs little. */
export async function halved(blank, png) {
  const { width, height, palette, pixels } = await blank.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    const [width, height] = [canvas.width, canvas.height] = [Math.ceil(image.width / 2), Math.ceil(image.height / 2)];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const { data: colours } = context.getImageData(0, 0, width, height);
    const count = (codes) => codes.reduce((counts, code) => counts.set(code, (counts.get(code) ?? 0) + 1), new Map());
    const exact = Uint32Array.from({ length: width * height }, (_, at) => (colours[at * 4] << 16) | (colours[at * 4 + 1] << 8) | colours[at * 4 + 2]);
    // Areas keep their colours. Letters' edges are most of a picture's bytes: those are told apart in steps of 24.
    const areas = count(exact), step = (value) => Math.min(255, Math.round(value / 24) * 24);
    const codes = exact.map((code) => (areas.get(code) > exact.length / 1_000 ? code
      : [16, 8, 0].reduce((sum, shift) => sum | (step((code >> shift) & 255) << shift), 0)));
    const counts = count(codes);
    const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([code]) => code);
    const far = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)), 0);
    const index = new Map(palette.map((code, at) => [code, at]));
    const nearest = (code) => palette.reduce((best, other, at) => (far(code, other) < far(code, palette[best]) ? at : best), 0);
    for (const code of counts.keys()) if (!index.has(code)) index.set(code, nearest(code));
    let pixels = "";
    for (const code of codes) pixels += String.fromCharCode(index.get(code));
    return { width, height, palette, pixels: btoa(pixels) };
  }, png.toString("base64"));
  return encoded(width, height, palette, Buffer.from(pixels, "base64"));
}

/** An indexed PNG. */
function encoded(width, height, palette, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, by palette.
  header.set([8, 3], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) pixels.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  const colours = Buffer.from(palette.flatMap((code) => [code >> 16, (code >> 8) & 255, code & 255]));
  const chunks = [["IHDR", header], ["PLTE", colours], ["IDAT", deflateSync(rows, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), ...chunks.map(([type, data]) => chunk(type, data))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The share of pixels that differ; all of them if the sizes do. */
export function difference(blank, before, after) {
  return blank.evaluate(async ([before, after, most]) => {
    const pixels = async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [a, b] = [await pixels(before), await pixels(after)];
    if (a.width !== b.width || Math.abs(a.height - b.height) > 1) return 1;
    const length = Math.min(a.data.length, b.data.length);
    let differ = 0;
    for (let at = 0; at < length; at += 4) {
      if ([0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > most)) differ += 1;
    }
    return differ / (length / 4);
  }, [before.toString("base64"), after.toString("base64"), CHANNEL]);
}
