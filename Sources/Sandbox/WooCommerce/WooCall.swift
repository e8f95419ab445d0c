import HTTP
import HTTPTypes
import Model

/// One call as the shop's parts see it.
struct WooCall: Sendable {
    let target: RequestTarget
    let now: Timestamp
    let fault: FaultKind?
    /// The address that the site knows itself by, such as `http://127.0.0.1:8805`.
    let home: String
    /// Whether the site was reached by https, for which loopback stands; a proxy in front may say otherwise.
    let isSecure: Bool
    private let request: Request

    init(_ request: Request, at now: Timestamp, under fault: FaultKind?) {
        self.request = request
        self.now = now
        self.fault = fault
        target = RequestTarget(request)
        isSecure = request.header("X-Forwarded-Proto")?.lowercased() != "http"
        home = "\(request.head.scheme ?? "http")://\(request.head.authority ?? "127.0.0.1")"
    }

    /// User and password of basic authentication.
    var basic: (user: String, password: String)? {
        guard let text = request.header("Authorization"), text.lowercased().hasPrefix("basic "),
            let pair = TextInBase64.text(String(text.dropFirst(6)))
        else { return nil }
        let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// The parameters of the call: of the body, which go first, and of the query.
    func parameters() throws(WooProblem) -> JSONObject {
        var all = JSONObject(target.query.map { ($0.name, .string($0.value)) })
        guard target.method != "GET", !request.body.isEmpty else { return all }
        if request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true {
            guard let body = (try? JSON(parsing: request.body))?.object else { throw .badJSON }
            for (name, value) in body.members { all[name] = value }
        } else {
            for (name, value) in RequestTarget.pairs(String(decoding: request.body, as: UTF8.self)) { all[name] = .string(value) }
        }
        return all
    }

    /// The values of a list in the query, written `a,b` or `name[]=a&name[]=b`; nil where it is not there.
    func list(_ name: String) -> [String]? {
        let rows = target.query.filter { $0.name.hasPrefix(name + "[") }.map(\.value)
        if !rows.isEmpty { return rows }
        return target[name].map { text in
            text.split { $0 == "," || $0 == " " }.map(String.init)
        }
    }

    /// The refusal that a fault puts in the place of a write.
    var refusal: WooProblem? {
        switch fault {
        case .permissionLost:
            WooProblem(status: 403, code: "woocommerce_rest_cannot_edit", message: "Sorry, you are not allowed to edit this resource.")
        case .rowLocked: .broken
        case .validationRule: .refused("woocommerce_rest_checkout_rule", "A plugin of this shop refuses the change.")
        default: nil
        }
    }

    /// How long a write of this call stays out of sight, and of what.
    var concealment: WooConcealment? {
        switch fault {
        case .lateCommit: WooConcealment(until: now + .seconds(60), isOfSearchAlone: false)
        case .indexLag: WooConcealment(until: now + .seconds(120), isOfSearchAlone: true)
        default: nil
        }
    }
}
