// Runs one WebAssembly program that expects WASI: cargo's runner for the benchmarks. Where Linux counts how long a
// process has run, the program may read it: a busy machine does not look like a slow program then.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const counted = "/proc/self";
const preopens = existsSync(counted) ? { [counted]: counted } : {};
const wasi = new WASI({ version: "preview1", args: process.argv.slice(2), env: {}, preopens });
const program = await WebAssembly.compile(await readFile(process.argv[2]));
wasi.start(await WebAssembly.instantiate(program, wasi.getImportObject()));
