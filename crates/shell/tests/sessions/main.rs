//! Lines typed into a terminal on a simulated cluster, and their output.
//!
//! The expected output is copied from recordings of a real control plane of 1.37.1 and its kubectl (transcripts b01 to
//! b09, c1 to c4, a1), so that a clone needs no other files. The `scenario` crate compares whole recorded sessions.

mod applying;
mod completion;
mod lines;
mod reading;
mod refusals;
mod revisions;
mod session;
mod shell;
mod watches;

/// The manifest of most recorded sessions.
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

/// The Service of that manifest's pods.
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
