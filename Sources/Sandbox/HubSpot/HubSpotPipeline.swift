/// One pipeline of deals.
struct HubSpotPipeline: Sendable {
    /// One stage; won is closed with probability 1, lost is closed with probability 0.
    struct Stage: Sendable {
        var id: String
        var label: String
        var probability: String
        var closed = false
    }

    var id: String
    var label: String
    var stages: [Stage]
}
