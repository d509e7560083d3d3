import SMTPProtocol
import Testing

@Suite("A set of extensions")
struct SMTPServiceExtensionsTests {
    static let keywords = [
        "PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN", "ENHANCEDSTATUSCODES",
        "DELIVERBY", "FUTURERELEASE", "MT-PRIORITY", "REQUIRETLS", "LIMITS",
    ]

    @Test("has a member for each keyword, in any case", arguments: SMTPServiceExtensionsTests.keywords)
    func keyword(_ keyword: String) throws {
        let member = try #require(SMTPServiceExtensions(keyword: keyword))
        #expect(SMTPServiceExtensions(keyword: keyword.lowercased()) == member)
        #expect(member.description == keyword)
        #expect(SMTPServiceExtensions.all.contains(member))
        #expect(member.rawValue.nonzeroBitCount == 1)
    }

    @Test("is written as its keywords")
    func text() {
        #expect(SMTPServiceExtensions().description == "")
        #expect(SMTPServiceExtensions.all.description == Self.keywords.joined(separator: " "))
        let some: SMTPServiceExtensions = [.limits, .size]
        #expect(some.description == "SIZE LIMITS")
    }

    @Test(
        "has no member for any other word",
        arguments: ["", " ", "STARTTLS", "AUTH", "SIZE 5", "SIZES", "8BIT", "X", "D\u{17F}N", "S\u{131}ZE", "DSN\r"])
    func otherWords(word: String) {
        #expect(SMTPServiceExtensions(keyword: word) == nil)
    }

    @Test("drops bits without a meaning")
    func bits() {
        #expect(SMTPServiceExtensions(rawValue: .max) == .all)
        #expect(SMTPServiceExtensions(rawValue: 0xE000).isEmpty)
        #expect(SMTPServiceExtensions.all.rawValue.nonzeroBitCount == Self.keywords.count)
    }

    @Test("of the protocol has no promise that only an application can keep")
    func ofTheProtocol() {
        let promises: SMTPServiceExtensions = [
            .smtpUTF8, .binaryMIME, .deliveryStatusNotifications, .deliverBy, .futureRelease, .priority, .requireTLS,
        ]
        #expect(SMTPServiceExtensions.ofTheProtocol.isDisjoint(with: promises))
        #expect(SMTPServiceExtensions.ofTheProtocol.union(promises) == .all)
    }
}
