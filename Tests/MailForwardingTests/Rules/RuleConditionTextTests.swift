import MailAddressing
import MailForwarding
import Testing

@Suite struct RuleConditionTextTests {
    static let longest = String(repeating: "\u{E9}", count: 128)

    static let forms: [(String, String)] = [
        ("always", "always"), ("  ALWAYS\t", "always"), ("sender contains spam", "sender contains spam"),
        ("Sender  Contains   two  words ", "sender contains two  words"),
        ("sender contains \"two  words\"", "sender contains two  words"),
        ("sender contains \" edge \"", "sender contains \" edge \""),
        ("subject contains \"\\\"quoted\\\" \\\\ text\"", "subject contains \"\\\"quoted\\\" \\\\ text\""),
        ("subject contains say \"hi\" \\ there", "subject contains say \"hi\" \\ there"),
        ("subject equals Gr\u{FC}\u{DF}e \u{1F600}", "subject equals Gr\u{FC}\u{DF}e \u{1F600}"),
        ("subject contains \" \"", "subject contains \" \""),
        ("sender equals Ada@EXAMPLE.org", "sender equals Ada@example.org"),
        ("sender equals \"a b\"@example.org", "sender equals \"a b\"@example.org"),
        ("sender domain B\u{FC}cher.example", "sender domain xn--bcher-kva.example"),
        ("sender domain org.", "sender domain org"), ("size over 1000", "size over 1000"),
        ("size over 5 mib", "size over 5MiB"), ("SIZE UNDER 10KIB", "size under 10KiB"),
        ("size under 2048MiB", "size under 2GiB"), ("size over 0", "size over 0"), ("size over 0GiB", "size over 0"),
        ("size over 1025", "size over 1025"), ("has attachments", "has attachments"),
        ("list-id news.example.com", "list-id news.example.com"),
        ("list-id <News.Example.com>", "list-id News.Example.com"),
        ("sender contains \(longest)", "sender contains \(longest)"),
        ("size over 9223372036854775807", "size over 9223372036854775807"),
    ]

    @Test(arguments: forms)
    func aWrittenConditionIsReadAndWritten(_ text: String, _ written: String) throws {
        let condition = try RuleCondition(text)
        #expect(condition.description == written)
        #expect(try RuleCondition(written) == condition)
    }

    static let meanings: [(String, RuleCondition)] = [
        ("sender contains x", RuleCondition.senderContains("x")), ("subject equals x", .subjectEquals("x")),
        ("subject contains x", .subjectContains("x")), ("size over 5MiB", .sizeOver(5_242_880)),
        ("size under 1GiB", .sizeUnder(1_073_741_824)), ("size under 7", .sizeUnder(7)),
        ("has attachments", .hasAttachments), ("list-id a.b", .listIdentifier("a.b")), ("always", .always),
    ]

    @Test(arguments: meanings)
    func eachFormHasItsMeaning(_ text: String, _ condition: RuleCondition) throws {
        #expect(try RuleCondition(text) == condition)
    }

    static let mistakes: [(String, RuleTextError.Problem, Int)] = [
        ("", RuleTextError.Problem.empty, 0), (" \t ", .empty, 0), ("spam", .unknownWord, 0),
        ("  allways", .unknownWord, 2), ("always so", .unexpectedText, 7), ("sender", .empty, 6),
        ("sender has x", .unknownWord, 7), ("sender contains", .empty, 15), ("sender contains ", .empty, 15),
        ("sender contains \"\"", .unusable(.emptyText), 16), ("sender contains \"x", .unterminatedQuote, 16),
        ("sender contains \"x\\\"", .unterminatedQuote, 16), ("sender contains \"x\\", .unterminatedQuote, 16),
        ("sender contains \"x\" y", .unexpectedText, 20), ("sender contains a\0b", .unusable(.controlCharacter), 16),
        ("sender contains a\r\nb", .unusable(.controlCharacter), 16),
        ("subject equals a\u{85}b", .unusable(.controlCharacter), 15),
        ("subject equals a\u{2028}b", .unusable(.controlCharacter), 15),
        ("sender contains \(longest)x", .unusable(.textTooLong(limit: 256)), 16),
        ("sender equals ada", .malformedAddress(AddressError(.missingAt, at: 3)), 17),
        ("sender domain a..b", .malformedDomain(AddressError(.labelLength, at: 2)), 16),
        ("size", .empty, 4), ("size is 5", .unknownWord, 5), ("size over", .empty, 9),
        ("size over x", .malformedSize, 10), ("size over 5MB", .malformedSize, 10),
        ("size over -1", .malformedSize, 10),
        ("size over MiB", .malformedSize, 10), ("size over 5MiB 1", .malformedSize, 10),
        ("size over 1.5MiB", .malformedSize, 10), ("size over 9223372036854775808", .sizeTooLarge, 10),
        ("size over 9007199254740992KiB", .sizeTooLarge, 10), ("has", .empty, 3), ("has attachment", .unknownWord, 4),
        ("has attachments now", .unexpectedText, 16), ("list-id", .empty, 7),
        ("list-id a b", .unusable(.malformedListIdentifier), 8),
        ("list-id .a", .unusable(.malformedListIdentifier), 8), ("list-id <>", .unusable(.malformedListIdentifier), 8),
        (String(repeating: " ", count: 8_193), .tooLong(limit: 8_192), 8_192),
        (String(repeating: "x", count: 20_000), .tooLong(limit: 8_192), 8_192),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsNamedWithItsPlace(_ text: String, _ problem: RuleTextError.Problem, _ offset: Int) {
        do throws(RuleTextError) {
            let condition = try RuleCondition(text)
            Issue.record("read as \(condition)")
        } catch {
            #expect(error.problem == problem)
            #expect(error.offset == offset)
            #expect(!error.accepted.isEmpty)
        }
    }

    @Test func anErrorSaysWhatIsAcceptedAtItsPlace() {
        let expected = """
            the word is not known here (at offset 5); accepted is size over SIZE or size under SIZE, with sizes as \
            1000, 10KiB, 5MiB or 1GiB
            """
        do throws(RuleTextError) {
            _ = try RuleCondition("size is 5")
        } catch {
            #expect(error.description == expected)
        }
    }
}
