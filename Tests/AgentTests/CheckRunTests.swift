@testable import Agent
import Model
import Reconciliation
import Testing

/// What `check` says of mapped fields that nobody can write.
@Suite struct CheckRunTests {
    /// What is found of the objects of remotes, where all fields but the tier can only be read.
    private func findings(_ shape: WorldShape) async throws -> [String] {
        let world = try World(shape)
        for remote in shape.remotes {
            world[remote].fix("account", Set(["name", "email", "phone"].map { shape.name(remote, $0) }))
        }
        return await CheckRun(services: world.services).run().filter { $0.subject.contains("/") }.map { finding in
            guard case .cannotWrite(let fields) = finding.fact else { return "\(finding.subject) \(finding.fact)" }
            return "\(finding.severity) \(finding.subject): \(fields.map { "\($0.field)=\($0.remoteField)" }.joined(separator: " "))"
        }
    }

    @Test func `fields that a run would write and nobody can are one line of their object`() async throws {
        #expect(
            try await findings(WorldShape()) == [
                "warning crm/account: name=crm_name email=crm_email phone=crm_phone",
                "warning mkt/account: name=mkt_name email=mkt_email phone=mkt_phone",
            ])
    }

    @Test func `where nothing would ever be written there is nothing to say: at the owner, and at a remote that is only read`() async throws
    {
        var shape = WorldShape()
        shape.policies = ["name": .owner("crm", othersIgnored: false), "email": .owner("hub", othersIgnored: false)]
        #expect(
            try await findings(shape) == [
                "warning crm/account: email=crm_email phone=crm_phone",
                "warning mkt/account: name=mkt_name email=mkt_email phone=mkt_phone",
            ])
        shape.readOnly = ["mkt"]
        #expect(
            try await findings(shape) == ["warning crm/account: email=crm_email phone=crm_phone", "mkt/account complete"])
    }
}
