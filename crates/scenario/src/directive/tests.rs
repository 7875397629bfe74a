//! Lines of the language: what each is read as, and how a wrong one is answered.

use super::*;

fn scope_of(text: &str) -> Option<Scope> {
    match Directive::read(text) {
        Ok(Directive::Timing(scope, _)) => Some(scope),
        _ => None,
    }
}

#[test]
fn a_timing_is_for_all_for_an_image_a_container_or_a_pod() {
    assert_eq!(scope_of(": timing start=1s stop=2s"), Some(Scope::All));
    assert_eq!(scope_of(": timing nginx:1.25 start=1s"), Some(Scope::Image("nginx:1.25".into())));
    assert_eq!(scope_of(": timing redis start=1s"), Some(Scope::Image("redis".into())));
    assert_eq!(scope_of(": timing web-3 start=1s"), Some(Scope::Pod("web-3".into())));
    let container = Some(Scope::Container("proxy".into()));
    assert_eq!(scope_of(": timing container proxy start=1s"), container);
    let image = Some(Scope::Image("container".into()));
    assert_eq!(scope_of(": timing container start=1s"), image);
}

#[test]
fn a_fault_is_a_line_for_an_image_a_pod_or_a_node() {
    let read = |text: &str| Directive::read(text);
    let exits = ImageFault::Exits { code: 1, after: Duration::from_millis(1500) };
    let image = || Subject::Image("a".into());
    assert_eq!(read(": image a exits 1 after 1500ms"), Ok(Directive::Fault(image(), exits)));
    let often = NonZeroU32::new(20).map(ImageFault::FailsOneIn).expect("not 0");
    assert_eq!(read(": image a fails 1 in 20"), Ok(Directive::Fault(image(), often)));
    assert_eq!(read(": image a starts 4 times slower"), Ok(Directive::Slower(image(), 4)));
    let container = Subject::Container("a".into());
    assert_eq!(read(": container a exits 1 after 1500ms"), Ok(Directive::Fault(container, exits)));
    let crashes = Directive::Pod("web-1".into(), Some("a".into()), PodFault::Crashes);
    assert_eq!(read(": container a of web-1 crashes"), Ok(crashes));
    let jitter = Jitter { percent: 20, seed: 7 };
    assert_eq!(read(": jitter 20% seed=7"), Ok(Directive::Jitter(jitter)));
    let not_ready = Directive::Pod("web-1".into(), None, PodFault::IsNotReady);
    assert_eq!(read(": pod web-1 is not ready"), Ok(not_ready));
    let lost = |node| Ok(Directive::Node(node, NodeFault::IsLost));
    assert_eq!(read(": node node-2 is lost"), lost(WhichNode::Named(NodeId(1))));
    assert_eq!(read(": node of web-1 is lost"), lost(WhichNode::Of("web-1".into())));
    assert_eq!(read(": new cluster"), Ok(Directive::NewCluster));
    let refused = read(": pods cannot be created: exceeded quota: small: 3");
    assert_eq!(refused, Ok(Directive::Pods(Some("exceeded quota: small: 3".into()))));
    assert_eq!(read(": pods can be  created"), Ok(Directive::Pods(None)));
    let upgraded = rules_named("1.35.4").map(Directive::Upgrade);
    assert_eq!(read(": upgrade to 1.35.4"), upgraded);
}

#[test]
fn a_fault_that_does_not_exist_is_answered_with_those_that_do() {
    for (text, word) in [
        (": image a explodes", "cannot be pulled"),
        (": image a fails 1 in 0", "at least 1"),
        (": timing start=40s..18s", "shortest first"),
        (": timing start=18s..", "18s..40s"),
        (": image a exits 256 after 1s", "0 to 255"),
        (": container a explodes", "a container `cannot be pulled`"),
        (": container a of web-1 is evicted", "is not ready"),
        (": jitter 20", "20%"),
        (": jitter 101%", "0 to 100"),
        (": pod web-1 sleeps", "is evicted"),
        (": node nude-9 is lost", "node-3"),
        (": nodes 0", "1 to 100"),
        (": node node-1 has cpu=lots", "cpu=4"),
        (": node node-1 has", "cpu=4"),
        (": node of web-1 burns", "returns"),
        (": pods cannot be created", "exceeded quota"),
        (": pods cannot be created: ", "exceeded quota"),
        (": upgrade", "to 1.35"),
        (": upgrade to 1.99", "1.28 to 1.38"),
    ] {
        let refusal = Directive::read(text).expect_err(text);
        assert!(refusal.contains(word), "{text}: {refusal}");
    }
}

#[test]
fn an_unknown_step_is_answered_with_those_that_exist() {
    let refusal = Directive::read(": timing strat=1s").expect_err("no such step");
    assert!(refusal.contains("\"strat\"") && refusal.contains("start"), "{refusal}");
}

#[test]
fn a_file_cannot_end_early() {
    let read = |text| Directive::read(text).map_err(|refusal| refusal.contains(": end"));
    assert_eq!(read(": file a\nx\n: end"), Ok(Directive::File("a".into(), "x\n".into())));
    assert_eq!(read(": file a\n: end"), Ok(Directive::File("a".into(), "".into())));
    assert_eq!(read(": file a\nx: end"), Err(true));
    assert_eq!(read(": file a\n: end\n: end"), Err(true));
}
