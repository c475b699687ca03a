// Manifests for the bench: files of a given number of lines, folders of a given number of files.

/** One application: a Deployment, its Service and its ConfigMap, 60 lines. */
export const application = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example/${name}:1.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: COLOR
              valueFrom:
                configMapKeyRef:
                  name: ${name}
                  key: color
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  color: blue
  # Settings of ${name}, read at its start.
  settings: |
    first=1
    second=2
`;

/** A file of about `lines` lines, made of whole applications. */
export function fileOf(lines: number): string {
  const each = application('x').split('\n').length - 1;
  const count = Math.max(1, Math.round(lines / each));
  return Array.from({ length: count }, (_, n) => application(`app-${n}`)).join('---\n');
}
