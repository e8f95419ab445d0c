import Model

/// A click as a line of a log tells it, with the visitor in clear: it lives until its hashes are made, and is stored nowhere (K3).
struct ClickSighting: Equatable {
    /// The id that the log gives the click, if it gives one.
    var id: String?
    /// The link's code as it stood in the address.
    var code: String
    /// When.
    var at: Timestamp
    /// What the log itself calls the visitor, such as a cookie.
    var visitor: String?
    /// The visitor's network address.
    var address: String?
    /// What the browser called itself; blank where the log keeps it and it said nothing.
    var agent: String?
    /// Where the visitor came from.
    var referrer: String?
    /// The parameters of the address, without the link's own.
    var parameters: [String: String] = [:]
    /// True for a request that only looked.
    var isProbe = false
}

/// What a line of a log turns out to be.
enum ClickLine: Equatable {
    /// A click.
    case click(ClickSighting)
    /// A request for something else, or one that was not answered with a page: no click.
    case other
    /// Nothing that can be read.
    case malformed(ClickLineFault)
}

/// What is wrong with a line of a log of clicks.
public enum ClickLineFault: String, CaseIterable, Sendable, Hashable {
    /// The line is longer than any request.
    case tooLong = "too_long"
    /// The line is no UTF-8 text.
    case notText = "not_text"
    /// The line is no JSON object.
    case notJSON = "not_json"
    /// The line has not the parts of a web server's log.
    case notALogLine = "not_a_log_line"
    /// A quotation mark is not closed, or something stands behind one.
    case quotes
    /// The row has another number of fields than the heading.
    case fieldCount = "field_count"
    /// There is no time, or none with a zone.
    case time
    /// There is no code and no address that holds one.
    case link
    /// There is neither a visitor nor a network address.
    case visitor
    /// The click's own id is longer than 64 characters, or holds space.
    case id
}
