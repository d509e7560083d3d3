import MailAddressing
import SMTPProtocol
import Testing

@Suite("The options of RCPT")
struct RecipientOptionsTests {
    private static let bob = OriginalRecipient(mailbox("bob@example.test"))

    static let examples: [(text: String, options: RecipientOptions)] = [
        ("", RecipientOptions()),
        (" NOTIFY=NEVER", RecipientOptions(notify: .never)),
        (" NOTIFY=SUCCESS", RecipientOptions(notify: .success)),
        (" NOTIFY=SUCCESS,FAILURE,DELAY", RecipientOptions(notify: [.delay, .success, .failure])),
        (" ORCPT=rfc822;bob@example.test", RecipientOptions(originalRecipient: bob)),
        (" NOTIFY=DELAY ORCPT=rfc822;bob@example.test", RecipientOptions(notify: .delay, originalRecipient: bob)),
        (
            " ORCPT=x400;/C+3Dde/S+3Dada+20lovelace/",
            RecipientOptions(
                originalRecipient: OriginalRecipient(addressType: "x400", address: "/C=de/S=ada lovelace/"))
        ),
        (
            " ORCPT=rfc822;ada+2Btea@example.com",
            RecipientOptions(originalRecipient: OriginalRecipient(mailbox("ada+tea@example.com")))
        ),
        (
            " ORCPT=utf-8;\\x{7528}@example.com",
            RecipientOptions(originalRecipient: OriginalRecipient(mailbox("\u{7528}@example.com")))
        ),
    ]

    @Test("are written as parameters and read back as they were", arguments: RecipientOptionsTests.examples)
    func roundTrip(text: String, options: RecipientOptions) {
        #expect(options.parameterText == text)
        #expect(RecipientOptions(parameterText: text) == options)
        #expect(options.isEmpty == text.isEmpty)
        let expected = SMTPCommand.recipient(SMTPRecipient(mailbox: mailbox("bob@example.test"), options: options))
        #expect(command("RCPT TO:<bob@example.test>" + text, extensions: .all) == .success(expected))
    }

    @Test("are read in any order and any case")
    func order() {
        let expected = RecipientOptions(notify: [.failure, .delay], originalRecipient: Self.bob)
        for text in [
            "NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@example.test",
            "orcpt=RFC822;bob@example.test  notify=delay,failure ",
        ] {
            #expect(RecipientOptions(parameterText: text) == expected)
        }
    }

    /// Wrong values (RFC 3461, sections 4.1 and 4.2).
    static let wrongValues: [String] = [
        "NOTIFY", "NOTIFY=", "NOTIFY=ALWAYS", "NOTIFY=NEVER,SUCCESS", "NOTIFY=SUCCESS,NEVER", "NOTIFY=NEVER,NEVER",
        "NOTIFY=SUCCESS,SUCCESS", "NOTIFY=SUCCESS,", "NOTIFY=,SUCCESS", "NOTIFY=SUCCESS,,DELAY", "NOTIFY=SUCCESS;DELAY",
        "NOTIFY=NEVER,", "NOTIFY=SUCCE\u{17F}S", "NOTIFY=DELAY NOTIFY=DELAY", "NOTIFY=NEVER NOTIFY=DELAY",
        "ORCPT", "ORCPT=", "ORCPT=bob@example.test", "ORCPT=;bob@example.test", "ORCPT=rfc822;", "ORCPT=rfc822",
        "ORCPT=rfc 822;bob", "ORCPT=rfc_822;bob", "ORCPT=rfc822;a=b", "ORCPT=rfc822;+", "ORCPT=rfc822;+4",
        "ORCPT=rfc822;+0D+0A", "ORCPT=rfc822;+20bob", "ORCPT=rfc822;bob+20", "ORCPT=rfc822;+E7+94@x",
        "ORCPT=rfc822;\u{E9};=", "ORCPT=rfc822;a@x ORCPT=rfc822;a@x",
        "ORCPT=rfc822;" + String(repeating: "a", count: 501),
    ]

    @Test("are refused with 501 when a value is wrong or given twice", arguments: RecipientOptionsTests.wrongValues)
    func wrong(parameters: String) {
        #expect(refusal(of: "RCPT TO:<bob@example.test> " + parameters, extensions: .all) == "501 5.5.4")
        #expect(RecipientOptions(parameterText: parameters) == nil)
    }

    @Test("are refused with 555 where DSN is not offered or the parameter is another's")
    func notOffered() {
        let offered = SMTPServiceExtensions.all.subtracting(.deliveryStatusNotifications)
        for parameter in ["NOTIFY=NEVER", "NOTIFY=?", "ORCPT=rfc822;bob@example.test", "ORCPT"] {
            #expect(refusal(of: "RCPT TO:<bob@example.test> " + parameter, extensions: offered) == "555 5.5.4")
        }
        for parameter in ["X=1", "RET=FULL", "NOTIFYS=NEVER", "SMTPUTF8"] {
            #expect(refusal(of: "RCPT TO:<bob@example.test> " + parameter, extensions: .all) == "555 5.5.4")
            #expect(RecipientOptions(parameterText: parameter) == nil)
        }
    }

    @Test(
        "NOTIFY is a set in a fixed order; bits without a meaning are dropped", arguments: 0...7 as ClosedRange<UInt8>)
    func conditions(bits: UInt8) {
        let set = NotifyConditions(rawValue: bits)
        #expect(NotifyConditions(parsing: set.description) == set)
        #expect(NotifyConditions(parsing: set.description.lowercased()) == set)
        #expect(NotifyConditions(rawValue: bits | 0xF8) == set)
        #expect((set == .never) == (set.description == "NEVER"))
        let backwards = set.description.split(separator: ",").reversed().joined(separator: ",")
        #expect(NotifyConditions(parsing: backwards) == set)
    }
}
