import React, { useEffect } from "react";
import useBaseUrl from "@docusaurus/useBaseUrl";
import { define, version } from "statefulset-playground";

/** The figure; any attribute of docs/embed.md may be given. */
export default function StatefulSetPlayground({ scenario, title = "A StatefulSet rollout", ...attributes }) {
  const site = useBaseUrl(`/${version}/`);
  useEffect(() => define(site), [site]);
  return (
    <statefulset-playground scenario={scenario} {...attributes}>
      <a href={`${site}#${scenario}`}>{title}</a>
    </statefulset-playground>
  );
}
