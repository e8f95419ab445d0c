import Foundation
import ProgramRules
import Sandbox

@testable import Agent
@testable import Connectors
@testable import Model

/// Files that people hand over: exchange rates, a bank's list of what it paid, plans, private keys.
enum FileSubjects {
    static let all = [
        Subject("rates", make: rateFile, fault: rates), Subject("paid", make: paidFile, fault: paid),
        Subject("plan", make: planFile, fault: plan),
        Subject("key", few: 200, make: keyFile, fault: key), Subject("cron", make: cronLine, fault: cron),
    ]

    private static func rateFile(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "Date,USD,JPY,\n2026-10-09,1.0931,163.52,\n2026-10-08,1.0927,N/A,\n", "\u{FEFF}Date, USD\r\n2026-10-09, 0.1\r\n\r\n",
            "date,usd,XXX\n2026-01-01,1,2,3\n",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: [",", "\n", "N/A", "1e30", "-1", "0", "USD", "\u{85}"])
    }

    private static func rates(_ input: [UInt8]) -> String? {
        guard let text = String(validating: input, as: UTF8.self), let euro = Currency("EUR") else { return nil }
        let (rates, findings) = RateFile.read(text, base: euro, source: "ECB")
        if rates.isEmpty, findings.isEmpty, text.contains(where: { $0.isNumber }), text.filter(\.isNewline).count > 1, text.count > 400 {
            return "a file without rates and without a word about it"
        }
        let table = ExchangeRates(rates)
        guard let dollar = Currency("USD"), let yen = Currency("JPY"), let day = CalendarDate("2026-10-10") else { return nil }
        for (from, to) in [(euro, dollar), (dollar, yen), (yen, euro)] {
            guard let rate = table.rate(from: from, to: to, on: day, maxAgeDays: 9) else { continue }
            for minor in [1, 100, Int64.max, Int64.min] {
                _ = rate.convert(Money(minor: minor, currency: from))
            }
        }
        return nil
    }

    private static func paidFile(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "payout,amount,currency,status,fee,item\r\nw_01,12.50,USD,paid,0.25,x\r\ntotal,12.50,USD,,,\r\n",
            "currency,payout,amount\nEUR,\"w_\"\"1\",1\nEUR,w_2,-3.999\n", "payout,payout,amount,currency\na,b,1,USD\n",
        ])
        return Mutation.changed(Array(sample.utf8), &random, also: [",", "\"", "\r\n", "total", "=cmd|' /C calc'!A0"])
    }

    private static func paid(_ input: [UInt8]) -> String? {
        guard let file = try? PaidFile(input, path: "paid.csv") else { return nil }
        for row in file.rows where row.line < 1 { return "a row before the first line" }
        return nil
    }

    private static func planFile(_ random: inout SeededRandom) -> [UInt8] {
        let id = "p_01JB0000000000000000000000"
        let sample = """
            {"plan":"01JB","config":"ab12","minted":[{"remote":"crm","object":"account","record":"001","entity":"\(id)"}],"brakes":[{"name":"deletes"}]}
            {"id":"op_1","remote":"crm"}
            {"id":"op_2"}

            """
        return Mutation.changed(Array(sample.utf8), &random, also: ["{", "}", "\n", "null", "\"id\"", "[", "]"])
    }

    private static func plan(_ input: [UInt8]) -> String? {
        guard let plan = try? PlanFile.read(Data(input), path: "plan.jsonl") else { return nil }
        let text =
            plan.head.bytes + [0x0A] + plan.operations.sorted().flatMap { JSON.object(JSONObject([("id", .string($0))])).bytes + [0x0A] }
        guard let again = try? PlanFile.read(Data(text), path: "plan.jsonl") else { return "its own head cannot be read" }
        return again.id == plan.id && again.minted == plan.minted && again.operations == plan.operations ? nil : "it comes back as another"
    }

    // MARK: Keys

    /// A private key in PEM, of the shape of one: numbers in a sequence, in base 64 between two lines.
    private static func keyFile(_ random: inout SeededRandom) -> [UInt8] {
        func integer(_ length: Int) -> [UInt8] {
            let bytes = [UInt8](repeating: 0, count: 1) + (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return tagged(0x02, bytes)
        }
        func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            let count = content.count
            let length: [UInt8] = count < 128 ? [UInt8(count)] : [0x82, UInt8(count >> 8 & 255), UInt8(count & 255)]
            return [tag] + length + content
        }
        let lengths = [0, 64, 3, 64, 32, 32, 32, 32, 32]
        var der = tagged(0x30, lengths.flatMap(integer))
        if random.chance(perMille: 700) { der = Mutation.changed(der, &random) }
        let name = random.pick(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "CERTIFICATE"])
        let text = "-----BEGIN \(name)-----\n\(Data(der).base64EncodedString(options: .lineLength64Characters))\n-----END \(name)-----\n"
        return random.chance(perMille: 700) ? Array(text.utf8) : Mutation.changed(Array(text.utf8), &random, also: ["-----", "\n", "="])
    }

    private static func key(_ input: [UInt8]) -> String? {
        let key = Secret(String(decoding: input, as: UTF8.self))
        let made = try? SignedAssertion(
            issuer: "i", subject: "s", audience: "a", expires: Timestamp(milliseconds: 1_790_000_000_000), key: key)
        return made.map { $0.text.split(separator: ".").count == 3 ? nil : "an assertion of other parts" } ?? nil
    }

    // MARK: Schedules

    private static func cronLine(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick(["*/15 8-18 * * 1-5", "0 0 1,15 * 7", "5 4 * * *", "0-59/7 * 31 2 0"])
        return Mutation.changed(Array(sample.utf8), &random, also: ["*", "/", "-", ",", "0", "60", " "])
    }

    private static func cron(_ input: [UInt8]) -> String? {
        guard let line = CronLine(String(decoding: input, as: UTF8.self)) else { return nil }
        let isSound =
            line.minutes.allSatisfy((0...59).contains) && line.hours.allSatisfy((0...23).contains)
            && line.days.allSatisfy((1...31).contains)
            && line.months.allSatisfy((1...12).contains) && line.weekdays.allSatisfy((0...6).contains) && !line.minutes.isEmpty
        return isSound ? nil : "it names moments that there are not"
    }
}
