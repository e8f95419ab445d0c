import Foundation
import Model
import ProgramRules

/// The file of exchange rates that the terms name.
struct RateReading {
    /// The rates.
    let rates: ExchangeRates
    /// Says which rates these are: other bytes, another base or another source give another text.
    let fingerprint: String

    /// - Throws: `RunError.refused` for a file that cannot be read.
    init(_ terms: TermsSettings, settings: Settings) throws {
        guard let source = terms.rates else {
            (rates, fingerprint) = (ExchangeRates(), "")
            return
        }
        let folder = settings.file.lastIndex(of: "/").map { String(settings.file[...$0]) } ?? ""
        let path = source.file.hasPrefix("/") ? source.file : folder + source.file
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw RunError.refused(.earning(.ratesUnreadable(path: path)))
        }
        rates = ExchangeRates(RateFile.read(text, base: source.base, source: source.source).rates)
        fingerprint = "\(source.base.code) \(source.source) \(ContentHash.of(data))"
    }
}
