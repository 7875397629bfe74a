import React, { useEffect } from "react";
import useBaseUrl from "@docusaurus/useBaseUrl";

/** The figure; any attribute of docs/embed.md may be given. */
export default function StatefulSetPlayground({ scenario, title = "A StatefulSet rollout", ...attributes }) {
  const site = useBaseUrl("/playground/");
  useEffect(() => {
    if (document.querySelector("script[data-playground]")) return;
    const script = document.createElement("script");
    script.src = `${site}embed.js`;
    script.dataset.playground = "";
    document.head.append(script);
  }, [site]);
  return (
    <statefulset-playground scenario={scenario} {...attributes}>
      <a href={`${site}#${scenario}`}>{title}</a>
    </statefulset-playground>
  );
}
