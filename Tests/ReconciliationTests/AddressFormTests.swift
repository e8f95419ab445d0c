import Model
import Reconciliation
import Testing

@Suite struct AddressFormTests {
    private let context = CanonicalContext(country: nil)

    private func canonical(_ text: String, _ type: FieldType) -> String {
        CanonicalForm.canonical(.text(text), as: type, in: context).display
    }

    @Test(arguments: [
        ("Ana.Maria+x@Example.COM", "Ana.Maria+x@example.com"), (" ana@example.com ", "ana@example.com"),
        ("ana@MÜNCHEN.de", "ana@xn--mnchen-3ya.de"), ("ana@straße.de", "ana@xn--strae-oqa.de"), ("ana@example.com.", "ana@example.com"),
        ("o'neill@example.ie", "o'neill@example.ie"), ("not an address", "not an address"), ("ana@", "ana@"), ("ana@host", "ana@host"),
        ("Ana <ana@example.com>", "Ana <ana@example.com>"), ("a@b@example.com", "a@b@example.com"),
    ])
    func `e-mail keeps the local part as typed and the domain in ASCII`(text: String, expected: String) {
        #expect(canonical(text, .email) == expected)
    }

    @Test func `R25 e-mail matches without case, and only if it is an address`() {
        #expect(CanonicalForm.identityKey(.text("Ana@Example.com"), as: .email) == "ana@example.com")
        #expect(CanonicalForm.identityKey(.text("ana+x@example.com"), as: .email) == "ana+x@example.com")
        #expect(CanonicalForm.identityKey(.text("a.na@example.com"), as: .email) == "a.na@example.com")
        #expect(CanonicalForm.identityKey(.text("ana at example"), as: .email) == nil)
        #expect(CanonicalForm.equal(.text("Ana@example.com"), .text("ana@example.com"), as: .email))
        #expect(!CanonicalForm.equal(.text("Ana"), .text("ana"), as: .text))
    }

    @Test(arguments: [
        ("https://www.Example.com/path?x#y", "example.com"), ("Example.COM.", "example.com"), ("www.example.com", "example.com"),
        ("http://example.com:8080", "example.com"), ("www.com", "www.com"), ("münchen.de", "xn--mnchen-3ya.de"),
        ("faß.de", "xn--fa-hia.de"), ("日本.jp", "xn--wgv71a.jp"), ("sub.example.co.uk", "sub.example.co.uk"),
        ("not a domain", "not a domain"),
        ("-bad-.com", "-bad-.com"), ("a..b", "a..b"), ("user@example.com", "user@example.com"),
    ])
    func `a domain is a bare host in ASCII`(text: String, expected: String) {
        #expect(canonical(text, .domain) == expected)
    }

    @Test(arguments: ["gmail.com", "GMX.de", "qq.com", "mailinator.com", "yahoo.co.uk", "x.yopmail.com", "https://www.outlook.com/"])
    func `R25 a domain of free or disposable mail is no company's key`(text: String) {
        #expect(CanonicalForm.identityKey(.text(canonical(text, .domain)), as: .domain) == nil)
    }

    @Test(arguments: ["example.com", "notgmail.com", "gmail.com.example.org", "mail.ru.com"])
    func `R25 any other domain is a key`(text: String) {
        #expect(CanonicalForm.identityKey(.text(text), as: .domain) == text)
    }

    @Test func `R25 a name without a dot is no key`() {
        #expect(CanonicalForm.identityKey(.text("localhost"), as: .domain) == nil)
    }

    @Test(arguments: [
        ("HTTPS://Example.com:443/", "https://example.com"), ("http://example.com:80/A/B?c=D#E", "http://example.com/A/B?c=D#E"),
        ("https://example.com:8443", "https://example.com:8443"), ("Example.com/x", "example.com/x"),
        ("www.example.com", "www.example.com"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/ü"), ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://User:PW@Example.com/", "https://User:PW@example.com"), ("see our site", "see our site"),
        ("ana@example.com", "ana@example.com"),
        ("https://example.com/?q", "https://example.com/?q"),
    ])
    func `a web address has scheme and host in lower case and no default port`(text: String, expected: String) {
        #expect(canonical(text, .url) == expected)
    }

    @Test func `web addresses are compared without http and https`() {
        #expect(CanonicalForm.equal(.text("http://example.com/"), .text("https://example.com"), as: .url))
        #expect(CanonicalForm.equal(.text("example.com"), .text("https://EXAMPLE.com"), as: .url))
        #expect(!CanonicalForm.equal(.text("example.com/a"), .text("example.com/A"), as: .url))
        #expect(!CanonicalForm.equal(.text("ftp://example.com"), .text("https://example.com"), as: .url))
    }

    @Test(arguments: [
        ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("deutschland", "DE"), ("United States of America", "US"), ("UK", "GB"),
        ("u.s.a.", "US"), ("Côte d'Ivoire", "CI"), ("South  Korea", "KR"), ("Türkiye", "TR"), ("COM", "KM"),
    ])
    func `a country is its two letters`(text: String, expected: String) {
        #expect(canonical(text, .country) == expected)
    }

    @Test(arguments: ["http://", "https://", "http://http://", "https://http://a b"])
    func `what is compared of an address is compared as itself`(text: String) {
        let once = CanonicalForm.comparable(.text(text), as: .url)
        #expect(!once.isBlank && CanonicalForm.comparable(once, as: .url) == once)
    }
}
