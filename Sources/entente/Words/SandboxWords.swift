import Sandbox

/// The sandbox's own errors in words.
enum SandboxWords {
    static func of(_ error: SandboxError) -> String {
        switch error {
        case .faultEntry(let entry, let reason): "--faults: \(entry): \(reason)"
        case .unknownFault(let name, let nearest): "--faults: no fault is called \(name); did you mean \(nearest)?"
        case .unknownVendor(let name, let known): "no vendor is called \(name); there are \(known.joined(separator: ", "))"
        case .edit(let reason): reason
        case .cannotListen(let vendor, let reason): "\(vendor): \(reason); choose another --port"
        case .key(let reason): "the test key: \(reason)"
        }
    }
}
