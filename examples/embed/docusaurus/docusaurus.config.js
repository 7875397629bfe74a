export default {
  title: "Stateful applications",
  url: "https://example.org",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
