import DefaultTheme from "vitepress/theme";
import { define, version } from "statefulset-playground";

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (!import.meta.env.SSR) define(`${import.meta.env.BASE_URL}${version}/`);
  },
};
