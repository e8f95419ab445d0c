import ProgramRules
import YAML

/// The secret under which visitors and addresses are hashed (K3).
enum ClickKey {
    /// Units: bytes that a secret must have.
    private static let fewest = 16

    /// The hasher of `links.key`.
    /// - Throws: `RunError.configuration` if there is no key, it cannot be fetched, or it is too short.
    static func hash(_ settings: Settings, _ resolver: SecretResolver) throws(RunError) -> KeyedHash {
        let place = settings.places["links.key"]
        let expected = "a secret of \(fewest) bytes or more, under which visitors are hashed"
        func refusal(_ found: String, _ expected: String, _ hint: String?) -> RunError {
            .configuration([Diagnostic(place, path: "links.key", found: found, expected: expected, hint: hint).description])
        }
        guard let source = settings.links.key else {
            throw refusal("nothing", expected, "key: \"${env:ENTENTE_LINK_KEY}\", made once with `openssl rand -hex 32`, never changed")
        }
        let text: String
        do throws(SecretError) { text = try resolver.value(of: source) } catch {
            let (found, expected, hint) = RemoteValues.words(error)
            throw refusal(found, expected, hint)
        }
        guard let hash = KeyedHash(secret: Array(text.utf8)) else {
            throw refusal("a secret of \(text.utf8.count) bytes", expected, "openssl rand -hex 32")
        }
        return hash
    }
}
