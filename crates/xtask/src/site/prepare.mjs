// Has a program work out the opening scenario, and keeps its memory: node prepare.mjs PROGRAM FUNCTION MEMORY
// Nothing of a browser is there: a program that asks for something is at fault.
import { readFile, writeFile } from "node:fs/promises";

const [program, prepare, memory] = process.argv.slice(2);
const module = await WebAssembly.compile(await readFile(program));
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  if (kind !== "function") throw new Error(`the program imports ${from} ${name}, a ${kind}`);
  (imports[from] ??= {})[name] = () => { throw new Error(`the program asked for ${name}`); };
}
const { exports } = await WebAssembly.instantiate(module, imports);
exports[prepare]();
await writeFile(memory, new Uint8Array(exports.memory.buffer));
