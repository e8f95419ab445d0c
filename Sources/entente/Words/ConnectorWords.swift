import Connectors
import Model

/// A manifest in words.
enum ConnectorWords {
    static func table(_ manifests: [Manifest]) -> Table {
        Table(
            ["connector", "version", "status", "objects"],
            rows: manifests.map { manifest in
                let objects = manifest.objects.map(\.name).joined(separator: ", ")
                return [manifest.connector, String(manifest.version), manifest.status.rawValue, objects]
            })
    }

    static func json(_ manifest: Manifest) -> JSON {
        var object = JSONObject([
            ("connector", .string(manifest.connector)), ("version", .integer(manifest.version)),
            ("status", .string(manifest.status.rawValue)),
            ("objects", .array(manifest.objects.map { .string($0.name) })),
            (
                "config",
                .array(
                    manifest.config.map { entry -> JSON in
                        let isOptional = entry.isOptional || entry.defaultText != nil
                        return ["name": .string(entry.name), "secret": .bool(entry.isSecret), "optional": .bool(isOptional)]
                    })
            ),
        ])
        if let payouts = manifest.payouts {
            object["payouts"] = [
                "receivers": .array(payouts.receiverKinds.keys.sorted().map(JSON.string)), "largest_batch": .integer(payouts.largestBatch),
            ]
        }
        object["about"] = manifest.about.map(JSON.string)
        object["api_version"] = manifest.apiVersion.map(JSON.string)
        return .object(object)
    }

    static func lines(_ manifest: Manifest) -> [String] {
        var lines = ["\(manifest.connector), version \(manifest.version), \(manifest.status.rawValue)"]
        if let about = manifest.about { lines.append(about) }
        lines.append("asks for:")
        lines += manifest.config.map { entry in
            let need = entry.defaultText.map { "default \($0)" } ?? (entry.isOptional ? "optional" : "required")
            return "  \(entry.name) (\(need)\(entry.isSecret ? ", secret" : ""))" + (entry.about.map { ": \($0)" } ?? "")
        }
        lines.append("objects:")
        lines += manifest.objects.map { object in
            let links = object.links.keys.sorted()
            return "  \(object.name)" + (links.isEmpty ? "" : ", links to \(links.joined(separator: ", "))")
        }
        if let payouts = manifest.payouts {
            let receivers = payouts.receiverKinds.keys.sorted().joined(separator: ", ")
            let size = payouts.largestBatch == 1 ? "one by one" : "up to \(payouts.largestBatch) at once"
            lines.append("pays partners by \(receivers), \(size)")
        }
        return lines
    }
}
