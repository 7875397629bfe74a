//! Lines typed at a simulated cluster, and what they print.
//!
//! The expected texts are excerpts of what a real control plane of 1.37.1 and its kubectl printed
//! (recorded transcripts b01 to b09, c1 to c4, a1), copied here so that a clone alone can run them. Whole recorded sessions
//! are compared in the `scenario` crate.

mod applying;
mod completion;
mod lines;
mod reading;
mod refusals;
mod revisions;
mod session;
mod shell;
mod watches;

/// The manifest that most recorded sessions use.
const WEB: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: nginx
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
        ports:
        - containerPort: 80
          name: web
";

/// The Service beside it.
const NGINX: &str = "apiVersion: v1
kind: Service
metadata:
  name: nginx
  labels:
    app: nginx
spec:
  ports:
  - port: 80
    name: web
  clusterIP: None
  selector:
    app: nginx
";
