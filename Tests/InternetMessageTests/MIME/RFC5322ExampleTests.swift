import InternetMessage
import TestSupport
import Testing

/// The messages of RFC 5322, appendix A, and one of RFC 6532.
@Suite("The examples of RFC 5322", .enabled(if: Corpora.has("rfc5322-examples"), "needs the corpora of others"))
struct RFC5322ExampleTests {
    @Test("the examples are single texts with the fields that the appendix shows")
    func examples() throws {
        var comparison = CorpusComparison("rfc5322-examples", explained: Self.explained)
        for (name, fields) in Self.fields.sorted(by: { $0.key < $1.key }) {
            let message = try Corpora.octets("rfc5322-examples/\(name).eml")
            let structure = try MIMEInvariantTests.check(message)
            let part = try #require(structure.parts.first)
            let names = part.fields.map(\.name).joined(separator: " ")
            comparison.add(name, agrees: names == fields, "\(names) is not \(fields)")
            #expect(structure.outline == "text/plain")
            #expect(structure.textBody == [0])
            #expect(part.text(in: message)?.isEmpty == false)
        }
        comparison.finish(expecting: 15)
    }

    @Test("the line of a mailbox file before an example is skipped, and told")
    func mailboxSeparator() throws {
        let message = try Corpora.octets("rfc5322-examples/rfc2822/example14.eml")
        let structure = try MIMEStructure(parsing: message)
        #expect(structure.problems == [.mailboxSeparator])
        let subject = try #require(structure.parts.first?.firstField(named: "Subject"))
        #expect(EncodedWords.decoded(subject.value).hasPrefix("Re: TEST"))
    }

    @Test("a field of UTF-8 stays UTF-8")
    func internationalized() throws {
        let message = try Corpora.octets("rfc5322-examples/rfc6532/utf8_headers.eml")
        let structure = try MIMEStructure(parsing: message)
        #expect(structure.parts.first?.firstField(named: "Subject")?.unfoldedValue == "S\u{E4}ying Hello")
    }

    private static let plain = "From To Subject Date Message-ID"

    /// The names of the fields in each message.
    static let fields: [String: String] = [
        "rfc2822/example01": plain,
        "rfc2822/example02": "From Sender To Subject Date Message-ID",
        "rfc2822/example03": "From To Cc Date Message-ID",
        "rfc2822/example04": "From To Cc Date Message-ID",
        "rfc2822/example05": plain,
        "rfc2822/example06": "From To Reply-To Subject Date Message-ID In-Reply-To References",
        "rfc2822/example07": "To From Subject Date Message-ID In-Reply-To References",
        "rfc2822/example08": "Resent-From Resent-To Resent-Date Resent-Message-ID " + plain,
        "rfc2822/example09": "Received Received " + plain,
        "rfc2822/example10": "From To Cc Date Message-ID",
        "rfc2822/example11": "From To Date Message-ID",
        "rfc2822/example12": plain,
        "rfc2822/example13": plain,
        "rfc2822/example14":
            "Date From Reply-To Subject To Message-Id In-Reply-To MIME-Version Content-Type Content-Transfer-Encoding",
        "rfc6532/utf8_headers": "From To Subject",
    ]

    /// Where we read otherwise, and why.
    static let explained: [String: String] = [
        "rfc2822/example13": "the file has two underscores where the appendix means blanks; they end the header"
    ]
}
