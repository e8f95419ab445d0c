import HTTP
import Model

/// A refusal in the shape of WordPress's error bodies. Source: VENDORS.md section 4, woocommerce-rest-api-docs.
struct WooProblem: Error, Sendable {
    var status: Int
    var code: String
    var message: String
    /// What stands under `data`; nil for the status alone.
    var data: JSON?

    /// The whole answer.
    var response: Response { Answer.json(status, body) }

    /// The body, which is also what a row of a batch holds under `error`.
    var body: JSON {
        ["code": .string(code), "message": .string(message), "data": data ?? ["status": .integer(status)]]
    }

    static let noRoute = WooProblem(
        status: 404, code: "rest_no_route", message: "No route was found matching the URL and request method.")
    static let badJSON = WooProblem(
        status: 400, code: "rest_invalid_json", message: "Invalid JSON body passed.",
        data: ["status": 400, "json_error_code": 4, "json_error_message": "Syntax error"])
    static let tooMany = WooProblem(
        status: 413, code: "woocommerce_rest_request_entity_too_large", message: "Unable to accept more than 100 items for this request.")
    static let broken = WooProblem(
        status: 500, code: "internal_server_error",
        message: "<p>There has been a critical error on this website.</p>",
        data: ["status": 500])

    /// The record is not there: 404 where it is read or deleted, 400 where it is changed.
    static func notFound(_ kind: WooKind, changing: Bool = false) -> WooProblem {
        guard kind != .customers else {
            return WooProblem(status: changing ? 400 : 404, code: "woocommerce_rest_invalid_id", message: "Invalid resource ID.")
        }
        return WooProblem(status: changing ? 400 : 404, code: "woocommerce_rest_\(kind.type)_invalid_id", message: "Invalid ID.")
    }

    /// 401 with what is wrong with the key or the signature.
    static func unauthorized(_ message: String) -> WooProblem {
        WooProblem(status: 401, code: "woocommerce_rest_authentication_error", message: message)
    }

    /// 400 that names every parameter and what is wrong with it.
    static func invalid(_ faults: [WooParameterFault]) -> WooProblem {
        let messages = faults.map { ($0.name, JSON.string($0.message)) }
        let details = faults.map { fault -> (String, JSON) in
            (fault.name, ["code": .string(fault.code), "message": .string(fault.message), "data": .null])
        }
        return WooProblem(
            status: 400, code: "rest_invalid_param", message: "Invalid parameter(s): \(faults.map(\.name).joined(separator: ", "))",
            data: ["status": 400, "params": .object(JSONObject(messages)), "details": .object(JSONObject(details))])
    }

    /// 400 that names the parameters without which the call makes no sense.
    static func missing(_ names: [String]) -> WooProblem {
        WooProblem(
            status: 400, code: "rest_missing_callback_param", message: "Missing parameter(s): \(names.joined(separator: ", "))",
            data: ["status": 400, "params": .array(names.map { .string($0) })])
    }

    /// A refusal of WooCommerce's own with status 400.
    static func refused(_ code: String, _ message: String) -> WooProblem {
        WooProblem(status: 400, code: code, message: message)
    }

    /// A refusal whose author gave a number where WordPress expects a map: the answer is 500 whatever the number says.
    static func misfiled(_ code: String, _ message: String, _ number: Int) -> WooProblem {
        WooProblem(status: 500, code: code, message: message, data: .integer(number))
    }
}

/// What is wrong with one parameter.
struct WooParameterFault: Sendable {
    let name: String
    let code: String
    let message: String
}
