//! Short names of images: the tag on a plate, the last part in the legend.

use rollout_engine::api::RevisionHash;
use rollout_engine::cluster::Owned;

/// Returns the image of a revision's first container.
pub fn of_revision(owned: &Owned, revision: RevisionHash) -> Option<&str> {
    let template = &owned.revision(revision)?.template;
    template.containers.first().map(|container| &*container.image)
}

/// Returns the last part of an image: `nginx-slim:0.9` of `registry.k8s.io/nginx-slim:0.9`.
pub fn last_part(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}

/// Returns registry and path: everything before the last part.
pub fn path(image: &str) -> &str {
    image.rsplit_once('/').map_or("", |(path, _)| path)
}

/// Returns the tag of an image: `0.9` of `registry.k8s.io/nginx-slim:0.9`. Eight digits of a digest; empty without
/// either.
pub fn tag(image: &str) -> &str {
    let last = last_part(image);
    match last.split_once('@') {
        Some((_, digest)) => {
            let digest = digest.rsplit(':').next().unwrap_or(digest);
            digest.get(..8).unwrap_or(digest)
        }
        None => last.split_once(':').map_or("", |(_, tag)| tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_found_behind_ports_paths_and_digests() {
        assert_eq!(tag("registry.k8s.io/nginx-slim:0.9"), "0.9");
        assert_eq!(tag("localhost:5000/web"), "");
        assert_eq!(tag("nginx@sha256:0123456789abcdef"), "01234567");
        assert_eq!((path("a.b/c/d:1"), last_part("a.b/c/d:1")), ("a.b/c", "d:1"));
    }
}
