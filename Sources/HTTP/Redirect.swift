import HTTPTypes

/// What to ask after an answer that points elsewhere.
enum Redirect {
    /// The request that follows, or nil where the answer stands as it is.
    static func next(after request: Request, answeredBy head: HTTPResponse, hosts: HostAllowList) throws(HTTPError) -> Request? {
        guard request.isRead, let location = head.headerFields[.location] else { return nil }
        switch head.status.code {
        // For a read sent as POST these mean "ask again with GET", without the question: of no use.
        case 301, 302, 303: guard request.head.method == .get || request.head.method == .head else { return nil }
        case 307, 308: break
        default: return nil
        }
        let here = try WebURL(of: request)
        let there = try here.resolving(location)
        guard here.scheme == "http" || there.scheme == "https" else { throw .hostRefused(host: there.authority) }
        try hosts.check(there)
        var next = request
        next.head = there.head(method: request.head.method, headerFields: request.head.headerFields)
        guard !there.hasSameOrigin(as: here) else { return next }
        // A secret body was meant for the first host, and without it the question makes no sense.
        guard request.body.isEmpty || !request.isSecret else { return nil }
        next.head.headerFields = request.head.headerFields.filter { harmless.contains($0.name) }
        return next
    }

    /// What may travel to another host: a list of the known harmless, since any other name can carry a credential.
    private static let harmless: Set<HTTPField.Name> = [
        .accept, .acceptLanguage, .contentType, .userAgent, .range, .ifNoneMatch, .ifModifiedSince,
    ]
}

extension HTTPFields {
    fileprivate func filter(_ isKept: (HTTPField) -> Bool) -> HTTPFields {
        var kept = HTTPFields()
        for field in self where isKept(field) { kept.append(field) }
        return kept
    }
}
