import MailForwarding
import Testing

@Suite struct RuleIdentifierTests {
    static let forms: [(String, Int64)] = [
        ("r12", 12), ("R12", 12), ("12", 12), ("r1", 1), ("r007", 7), ("r9223372036854775807", .max),
    ]

    @Test(arguments: forms)
    func anIdentifierIsReadAndWritten(_ text: String, _ number: Int64) throws {
        let identifier = try RuleIdentifier(text)
        #expect(identifier.number == number)
        #expect(identifier.description == "r\(number)")
        #expect(try RuleIdentifier(identifier.description) == identifier)
        #expect(RuleIdentifier(number: number) == identifier)
    }

    @Test(arguments: [
        "", "r", "r0", "0", "-1", "r-1", "+1", "r+1", "1r", "rr1", " r1", "r1 ", "r 1", "x1", "r1.0", "r\0", "r1\r\n",
        "r9223372036854775808", "r00000000000000000001", "r\u{661}", "\u{FF52}1",
        String(repeating: "9", count: 10_000),
    ])
    func whatIsNoIdentifierIsRefused(_ text: String) {
        let offset = text.utf8.first == UInt8(ascii: "r") ? 1 : 0
        let expected = RuleTextError(
            .malformedIdentifier, at: offset, accepted: "r and a number from 1, as in r12")
        #expect(throws: expected) { try RuleIdentifier(text) }
    }

    @Test func identifiersAreOrderedByNumber() throws {
        let identifiers = try ["r10", "r9", "r1"].map { try RuleIdentifier($0) }
        #expect(identifiers.sorted().map(\.description) == ["r1", "r9", "r10"])
        #expect(RuleIdentifier(number: 0) == nil)
        #expect(RuleIdentifier(number: .min) == nil)
    }
}
