import MailAddressing
import MailForwarding
import Testing

@Suite struct RuleActionTextTests {
    static func addresses(_ count: Int) -> String {
        (1...count).map { "a\($0)@b.test" }.joined(separator: ",")
    }

    static let forms: [(String, String)] = [
        ("forward to ada@b.test", "forward to ada@b.test"),
        ("FORWARD  TO  ada@B.test , zo\u{EB}@c.test", "forward to ada@b.test,zo\u{EB}@c.test"),
        ("redirect to \"a,b\\\",c\"@b.test,d@b.test", "redirect to \"a,b\\\",c\"@b.test,d@b.test"),
        ("redirect to \(addresses(20))", "redirect to \(addresses(20))"), ("block", "block"), (" Block ", "block"),
        ("block \"no \\\"spam\\\" here\"", "block \"no \\\"spam\\\" here\""), ("block no spam", "block \"no spam\""),
        ("block \" a\"", "block \" a\""), ("discard", "discard"),
    ]

    @Test(arguments: forms)
    func aWrittenActionIsReadAndWritten(_ text: String, _ written: String) throws {
        let action = try RuleAction(text)
        #expect(action.description == written)
        #expect(try RuleAction(written) == action)
    }

    @Test func eachFormHasItsMeaning() throws {
        let (ada, bob) = (try Mailbox("ada@b.test"), try Mailbox("bob@b.test"))
        #expect(try RuleAction("forward to ada@b.test, bob@b.test") == .forward([ada, bob]))
        #expect(try RuleAction("redirect to ada@b.test") == .redirect([ada]))
        #expect(try RuleAction("block") == .block(text: nil))
        #expect(try RuleAction("block \"go away\"") == .block(text: "go away"))
        #expect(try RuleAction("discard") == .discard)
    }

    static let mistakes: [(String, RuleTextError.Problem, Int)] = [
        ("", RuleTextError.Problem.empty, 0), ("drop", .unknownWord, 0), ("discard it", .unexpectedText, 8),
        ("forward", .empty, 7), ("forward ada@b.test", .unknownWord, 8), ("forward to", .empty, 10),
        ("forward to ,", .empty, 11), ("forward to ada@b.test,", .empty, 22),
        ("forward to ada@b.test,,bob@b.test", .empty, 22),
        ("forward to ada@b.test, bob", .malformedAddress(AddressError(.missingAt, at: 3)), 26),
        ("forward to \"a", .malformedAddress(AddressError(.unterminatedQuote, at: 2)), 13),
        ("forward to \"a\\", .malformedAddress(AddressError(.unterminatedQuote, at: 3)), 14),
        ("forward to a\0@b.test", .malformedAddress(AddressError(.unexpectedOctet(0), at: 1)), 12),
        ("redirect to a@b.test,a@B.test", .unusable(.repeatedAddress), 9),
        ("block \"\"", .unusable(.emptyText), 6), ("block \"x", .unterminatedQuote, 6),
        ("block \"x\" y", .unexpectedText, 10), ("block gr\u{FC}\u{DF}e", .unusable(.reasonNotASCII), 6),
        ("block a\r\nb", .unusable(.controlCharacter), 6),
        ("block \(String(repeating: "x", count: 257))", .unusable(.textTooLong(limit: 256)), 6),
        (String(repeating: "a", count: 8_193), .tooLong(limit: 8_192), 8_192),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsNamedWithItsPlace(_ text: String, _ problem: RuleTextError.Problem, _ offset: Int) {
        do throws(RuleTextError) {
            let action = try RuleAction(text)
            Issue.record("read as \(action)")
        } catch {
            #expect(error.problem == problem)
            #expect(error.offset == offset)
            #expect(!error.accepted.isEmpty)
        }
    }

    @Test func thereAreNoMoreAddressesThanTheLimit() {
        do throws(RuleTextError) {
            _ = try RuleAction("forward to \(Self.addresses(21))")
            Issue.record("21 addresses were taken")
        } catch {
            #expect(error.problem == .unusable(.tooManyAddresses(limit: 20)))
        }
    }
}
