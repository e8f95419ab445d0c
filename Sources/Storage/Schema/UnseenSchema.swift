/// The index of the links whose record is to be read anew, as it was released.
enum UnseenSchema {
    static let index = "create index link_unseen on link(remote, object, remote_id) where seen_hash is null;"
}
