import YAML

/// Proves that secrets stand only where nothing is logged. Source: CONNECTORS.md 2.3.
enum SecretLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        let secrets = Set(manifest.config.filter(\.isSecret).map(\.name))
        return LintedExpr.all(of: manifest).filter { !$0.maySeeSecrets }.flatMap { linted in
            let own = linted.members(of: "config").filter(secrets.contains).map { "config.\($0)" }
            let tokens = linted.members(of: "auth").filter { $0 == "token" }.map { "auth.\($0)" }
            return (own + tokens).map { name in
                Diagnostic(
                    linted.expr.place, path: linted.path, found: "the secret \(name)",
                    expected: "secrets in auth, in headers or in a request with secret: true")
            }
        }
    }
}
