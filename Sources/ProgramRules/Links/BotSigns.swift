/// Tells machines from people by what they call themselves (K3).
public enum BotSigns {
    /// The sign that gives a machine away; nil for a person. A request without any name is a machine's.
    public static func sign(in agent: String?) -> String? {
        guard let agent, agent.contains(where: { !$0.isWhitespace }) else { return "no user agent" }
        let name = Array(agent.lowercased().utf8)
        var found: Int?
        for place in name.indices {
            for candidate in byFirst[Int(name[place])] where candidate < found ?? signs.count {
                if name[place...].starts(with: bytes[candidate]) { found = candidate }
            }
        }
        return found.map { signs[$0] }
    }

    private static let bytes = signs.map { Array($0.utf8) }

    /// The places in the list of the signs that begin with a byte: millions of names are looked through, most of which hold none.
    private static let byFirst: [[Int]] = (0..<256).map { first in signs.indices.filter { bytes[$0].first == UInt8(first) } }

    // Source: compiled by hand from the names that crawlers, link previews, monitors and HTTP libraries publish for themselves.
    private static let signs = [
        "bot", "crawl", "spider", "slurp", "preview", "headless", "phantomjs", "puppeteer", "playwright", "selenium", "lighthouse",
        "facebookexternalhit", "whatsapp/", "embedly", "quora link", "pingdom", "uptime", "statuscake", "newrelic", "datadog",
        "curl/", "wget/", "python-", "aiohttp", "httpx", "okhttp", "go-http-client", "java/", "apache-httpclient", "libwww", "axios/",
        "node-fetch", "postman", "insomnia", "scrapy", "http_request", "ahrefs", "semrush", "mediapartners", "google-read-aloud",
        "safelinks", "barracuda", "proofpoint", "mimecast",
    ]
}
