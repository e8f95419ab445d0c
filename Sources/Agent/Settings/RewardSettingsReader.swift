import YAML

/// Reads `rewards` of config.yaml (PROGRAM section 9).
enum RewardSettingsReader {
    static var kind: ValueKind<RewardSettings> {
        .map { reader in
            var settings = RewardSettings()
            settings.coupon = reader.optional("coupon", .text, "the remote at whose shop coupons are made; else a person makes them")
            settings.credit = reader.optional("credit", .text, "the remote on whose accounts credits are given; else a person gives them")
            settings.couponDays = reader.optional("valid", AmountReader.days(least: 1), "how long a coupon may be used; else without end")
            settings.prefix = reader.value(
                "prefix", prefix, default: "thanks", text: "thanks", "with what the code of a coupon begins, before its random letters")
            return settings
        }
    }

    private static var prefix: ValueKind<String> {
        .scalar("1 to 20 small letters and digits") { text, _ in
            let fits = text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
            return fits && (1...20).contains(text.utf8.count) ? text : nil
        }
    }
}
