import Foundation
import ProgramRules

/// The table of exchange rates that terms name (L4), as it lies on the disk.
struct RateTable {
    /// What can be used.
    var rates: [ExchangeRate]
    /// What cannot, and why.
    var findings: [RateFile.Finding]

    /// Where the file lies: a relative path is taken from the folder of config.yaml, wherever entente was called.
    static func path(of source: RateSource, _ settings: Settings) -> String {
        if source.file.hasPrefix("/") { return source.file }
        return (settings.file.lastIndex(of: "/").map { String(settings.file[...$0]) } ?? "") + source.file
    }

    /// Reads the file.
    /// - Returns: nil if it is not there, or no text.
    init?(_ source: RateSource, _ settings: Settings) {
        guard let data = FileManager.default.contents(atPath: Self.path(of: source, settings)),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        (rates, findings) = RateFile.read(text, base: source.base, source: source.source)
    }
}
