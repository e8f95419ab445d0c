import Foundation
import Model
import ProgramRules

/// The table of exchange rates that terms name (L4), as it lies on the disk.
struct RateTable {
    /// What can be used.
    let rates: [ExchangeRate]
    /// What cannot, and why.
    let findings: [RateFile.Finding]
    /// Says which rates these are: other bytes, another base or another source give another text.
    let fingerprint: String

    /// The rates to convert by.
    var exchange: ExchangeRates { ExchangeRates(rates) }

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
        fingerprint = "\(source.base.code) \(source.source) \(ContentHash.of(data))"
    }

    /// Reads the file that terms name; where they name none there are no rates.
    /// - Throws: `RunError.refused` for a file that cannot be read.
    init(of terms: TermsSettings?, _ settings: Settings) throws(RunError) {
        guard let source = terms?.rates else {
            (rates, findings, fingerprint) = ([], [], "")
            return
        }
        guard let table = RateTable(source, settings) else {
            throw .refused(.earning(.ratesUnreadable(path: Self.path(of: source, settings))))
        }
        self = table
    }
}
