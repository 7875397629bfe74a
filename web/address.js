// Reads the address before the first paint. index.html contains the opening scenario, and a link to another one must
// not show its question. Delays the paint no longer than the style sheet does. web/boot.js does everything else.
const keeps = () => { try { return typeof history.state === "string" && sessionStorage.getItem(history.state); } catch { return false; } };
if (!/^#?(?:blog)?$/.test(location.hash) || keeps()) document.documentElement.dataset.address = "other";
if (/[?&]controls=none/.test(location.hash)) document.documentElement.dataset.bare = "";
