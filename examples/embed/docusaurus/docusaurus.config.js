export default {
  title: "Stateful applications",
  url: "https://example.org",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  // The second holds the playground's files, in a folder that is named by their version.
  staticDirectories: ["static", "node_modules/statefulset-playground/site"],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
