/// Tells machines from people by what they call themselves (K3).
public enum BotSigns {
    /// The sign that gives a machine away; nil for a person. A request without any name is a machine's.
    public static func sign(in agent: String?) -> String? {
        guard let agent, agent.contains(where: { !$0.isWhitespace }) else { return "no user agent" }
        let lower = agent.lowercased()
        return signs.first { lower.contains($0) }
    }

    // Source: compiled by hand from the names that crawlers, link previews, monitors and HTTP libraries publish for themselves.
    private static let signs = [
        "bot", "crawl", "spider", "slurp", "preview", "headless", "phantomjs", "puppeteer", "playwright", "selenium", "lighthouse",
        "facebookexternalhit", "whatsapp/", "embedly", "quora link", "pingdom", "uptime", "statuscake", "newrelic", "datadog",
        "curl/", "wget/", "python-", "aiohttp", "httpx", "okhttp", "go-http-client", "java/", "apache-httpclient", "libwww", "axios/",
        "node-fetch", "postman", "insomnia", "scrapy", "http_request", "ahrefs", "semrush", "mediapartners", "google-read-aloud",
        "safelinks", "barracuda", "proofpoint", "mimecast",
    ]
}
