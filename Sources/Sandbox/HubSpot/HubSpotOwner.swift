/// One owner of records; `id` is what `hubspot_owner_id` holds, not `user`.
struct HubSpotOwner: Sendable {
    var id: String
    var user: Int
    var email: String
    var first: String
    var last: String
    var archived = false
}
