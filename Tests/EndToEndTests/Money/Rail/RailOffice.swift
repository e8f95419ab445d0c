import Foundation
import Model
import Testing

/// Offices whose partners are owed 10.00 each and have destinations that a person stands for.
enum RailOffice {
    private static let terms = """

        commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
        """

    /// Opens one that pays by a sandbox.
    static func open<T: Sendable>(
        _ provider: RailProvider, _ crowd: RailCrowd, _ sandbox: SandboxProcess, _ body: (Office) async throws -> T
    ) async throws -> T {
        let vendor = sandbox.vendors[provider.rawValue]
        let secret = (vendor?["key"] ?? vendor?["client_secret"])?.string ?? ""
        let payouts = "{\(provider.rawValue): \(provider.rawValue), cool_down: 0d}"
        return try await Office.open(terms: terms, payouts: payouts, secrets: ["SECRET": secret]) { office in
            let manifest = "connectors/\(provider.rawValue).yaml"
            try office.write(try Repository.text(manifest), to: "\(provider.rawValue).yaml")
            let books = "  books: {connector: books"
            try office.configure(books, "\(remote(provider, vendor))\n\(books)")
            try await fill(office, crowd.partners(provider), provider, sandbox)
            return try await body(office)
        }
    }

    private static func remote(_ provider: RailProvider, _ vendor: JSON?) -> String {
        let url = vendor?["url"]?.string ?? ""
        switch provider {
        case .stripe: return "  stripe: {connector: stripe, with: {url: \"\(url)\", key: \"${env:SECRET}\"}}"
        case .paypal:
            let id = vendor?["client_id"]?.string ?? ""
            return "  paypal: {connector: paypal, with: {url: \"\(url)\", client_id: \"\(id)\", client_secret: \"${env:SECRET}\"}}"
        }
    }

    private static func fill(
        _ office: Office, _ partners: [(name: String, account: String)], _ provider: RailProvider, _ sandbox: SandboxProcess
    ) async throws {
        if provider == .stripe {
            for account in partners.map(\.account) where account != "acct_nowhere" {
                let isReady = JSON.bool(account != "acct_stuck")
                try await sandbox.edit(
                    "stripe", "accounts", nil, [("id", .string(account)), ("payouts_enabled", isReady)], action: "create")
            }
        }
        try office.put(
            "partners",
            partners.map { partner in
                [
                    "id": partner.name, "name": partner.name, "email": "\(partner.name.lowercased())@partner.example", "status": "approved",
                    "payout_method": provider.rawValue, "payout_account": partner.account,
                ]
            })
        try await office.sync()
        for partner in partners { _ = try await office.link(partner.name, coupon: partner.name) }
        let at = "2026-01-05T10:00:00Z"
        try office.put(
            "deals",
            partners.enumerated().map { index, partner in
                [
                    "id": "\(index + 1)", "order": "\(1001 + index)", "amount": "100.00", "currency": "USD", "state": "won", "opened": at,
                    "won": at, "paid": at, "coupon": partner.name, "changed": at,
                ]
            })
        try await office.sync()
        try await office.run("earn", "-q")
        for partner in partners {
            try await office.run("payouts", "destinations", "--approve", try await office.partner(partner.name), "--by", Office.person)
        }
    }
}
