import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The playground's files, in a folder that is named by their version.
const from = (path) => fileURLToPath(new URL(path, import.meta.url));
cpSync(from("../node_modules/statefulset-playground/site"), from("../public"), { recursive: true });

export default {
  title: "Stateful applications",
  ignoreDeadLinks: true,
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "statefulset-playground" } } },
};
