@testable import Agent
import Foundation
import Testing
import YAML

/// The sample config.yaml of the repository's top, and small files for what must be refused.
enum SettingsSample {
    /// The repository's folder.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of the sample.
    static func sample() throws -> String {
        try String(contentsOf: root.appending(path: "config.yaml"), encoding: .utf8)
    }

    /// A small valid file with places to change.
    static let small = """
        version: 1
        program: {name: Northwind, currency: USD, time_zone: UTC, country: US, instance: northwind}
        remotes:
          crm: {connector: salesforce, with: {client_id: abc}}
          marketing: {connector: hubspot, with: {token: "${env:TOKEN}"}}
        sync:
          partner:
            match: [external_key, domain]
            remotes:
              crm: {object: account, create: true}
              marketing: {object: company}
            fields:
              name: {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}
              domain: {policy: latest, crm: Website, marketing: domain}
              tier: {policy: {owner: hub}, crm: Tier__c}

        """

    /// Reads a text as config.yaml.
    static func read(_ text: String) -> (settings: Settings?, diagnostics: [String]) {
        let (settings, diagnostics) = Settings.read(Array(text.utf8), file: "config.yaml")
        return (settings, diagnostics.map(\.description))
    }

    /// The settings of a text without faults.
    static func settings(_ text: String) throws -> Settings {
        let (settings, diagnostics) = read(text)
        #expect(diagnostics == [])
        return try #require(settings)
    }
}
