import Model
import Reconciliation
import Testing

@Suite struct AcceptedDivergenceTests {
    private func reason(
        _ intended: FieldValue, _ shown: FieldValue, _ type: FieldType = .text, _ side: FieldSide = FieldSide(remoteField: "F")
    ) -> DivergenceReason? {
        AcceptedDivergence.reason(intended: intended, shown: shown, as: type, side: side)
    }

    private func reason(_ intended: String, _ shown: String, _ side: FieldSide = FieldSide(remoteField: "F")) -> DivergenceReason? {
        reason(.text(intended), .text(shown), .text, side)
    }

    private func decimal(_ text: String) -> FieldValue { ExactDecimal(text).map(FieldValue.decimal) ?? .null }

    @Test func `R1 equal values are no divergence, and other values are no accepted one`() {
        #expect(reason("Northwind", "Northwind") == nil)
        #expect(reason("Northwind", "Southwind") == nil)
        #expect(reason(.text("x"), .null) == nil)
        #expect(reason(.null, .text("x")) == nil)
    }

    @Test func `R1 case and blanks`() {
        #expect(reason("Northwind", "NORTHWIND") == .recased)
        #expect(reason("Straße", "straße") == .recased)
        #expect(reason("Northwind  Traders", "Northwind Traders") == .trimmed)
        #expect(reason("a\n b", "a b") == .trimmed)
    }

    @Test func `R1 a cut is accepted at the declared length only`() {
        let five = FieldSide(remoteField: "F", maximumLength: 5)
        #expect(reason("Northwind", "North", five) == .truncated)
        #expect(reason("Northwind", "NORTH", five) == .truncated)
        #expect(reason("Nor wind", "Nor", FieldSide(remoteField: "F", maximumLength: 4)) == .truncated)
        #expect(reason("Northwind", "Nort", five) == nil)
        #expect(reason("Northwind", "North") == nil)
    }

    @Test func `R1 without a declared length only a long start counts as a cut`() {
        let long = String(repeating: "abcdefgh", count: 8)
        #expect(reason(long, String(long.prefix(32))) == .truncated)
        #expect(reason(long, String(long.prefix(31))) == nil)
        #expect(reason(.text("a@" + long + ".de"), .text(String(("a@" + long).prefix(40))), .email) == nil)
    }

    @Test func `R1 numbers are rounded at two places or at the declared one`() {
        #expect(reason(decimal("1.235"), decimal("1.24"), .decimal) == .rounded)
        #expect(reason(decimal("1.235"), decimal("1.23"), .decimal) == .rounded)
        #expect(reason(decimal("12.999"), decimal("13"), .decimal) == .rounded)
        #expect(reason(decimal("1.235"), decimal("1.25"), .decimal) == nil)
        #expect(reason(decimal("12.34"), decimal("12"), .decimal) == nil)
        #expect(reason(decimal("12.34"), decimal("12"), .decimal, FieldSide(remoteField: "F", scale: 0)) == .rounded)
        #expect(reason(decimal("12.5"), decimal("13"), .decimal, FieldSide(remoteField: "F", scale: 0)) == .rounded)
        #expect(reason(decimal("-12.5"), decimal("-12"), .decimal, FieldSide(remoteField: "F", scale: 0)) == .rounded)
        #expect(reason(decimal("-0.4"), decimal("0"), .decimal, FieldSide(remoteField: "F", scale: 0)) == .rounded)
        #expect(reason(decimal("12.5"), decimal("14"), .decimal, FieldSide(remoteField: "F", scale: 0)) == nil)
    }

    @Test func `R1 money is rounded only where that is declared, and never changes its currency`() throws {
        let (euro, dollar) = (try #require(Currency("EUR")), try #require(Currency("USD")))
        let whole = FieldSide(remoteField: "F", scale: 0)
        let (given, shown) = (FieldValue.money(Money(minor: 1234, currency: euro)), FieldValue.money(Money(minor: 1200, currency: euro)))
        #expect(reason(given, shown, .money, whole) == .rounded)
        #expect(reason(given, shown, .money) == nil)
        #expect(reason(given, .money(Money(minor: 1200, currency: dollar)), .money, whole) == nil)
        #expect(reason(given, .money(Money(minor: 1400, currency: euro)), .money, whole) == nil)
    }

    @Test func `R1 instants lose their milliseconds, or what is declared`() {
        let given = FieldValue.timestamp(Timestamp(milliseconds: 90_500))
        #expect(reason(given, .timestamp(Timestamp(seconds: 90)), .timestamp) == .rounded)
        #expect(reason(given, .timestamp(Timestamp(seconds: 60)), .timestamp) == nil)
        #expect(
            reason(given, .timestamp(Timestamp(seconds: 60)), .timestamp, FieldSide(remoteField: "F", resolution: .seconds(60))) == .rounded
        )
    }

    @Test func `R1 several choices of the hub may be one of the remote`() {
        let map = PicklistMap([(hub: "applied", remote: ["New"]), (hub: "invited", remote: ["New"]), (hub: "approved", remote: ["Active"])])
        let side = FieldSide(remoteField: "F", map: map)
        let type = FieldType.enumeration(["applied", "invited", "approved"])
        #expect(reason(.text("invited"), .text("applied"), type, side) == .picklistMapped)
        #expect(reason(.text("invited"), .text("approved"), type, side) == nil)
        #expect(reason(.text("approved"), .raw("ACTIVE"), type, side) == nil)
        #expect(reason(.text("approved"), .raw("APPROVED"), type) == .recased)
    }

    @Test func `a remote that cannot clear keeps what it has`() {
        #expect(reason(.null, .text("x"), .text, FieldSide(remoteField: "F", canClear: false)) == .notClearable)
    }
}
