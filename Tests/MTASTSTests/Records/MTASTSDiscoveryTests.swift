import MTASTS
import MailAddressing
import Testing

/// What the answers of the DNS mean.
struct MTASTSDiscoveryTests {
    private static let good = "v=STSv1; id=a"

    private static let answers: [(TextRecordAnswer, MTASTSDiscovery)] = [
        (.noSuchDomain, .none(.noSuchDomain)),
        (.noRecord, .none(.noRecord)),
        (.temporaryFailure("slow"), .failed("slow")),
        (.permanentFailure("odd\n\u{E9}"), .failed("odd???")),
        (texts(), .none(.noCandidate)),
        (texts("v=spf1 -all"), .none(.noCandidate)),
        (texts("v=STSv1"), .none(.noCandidate)),
        (texts("v=STSv1 ; id=a"), .none(.noCandidate)),
        (texts("V=STSv1; id=a"), .none(.noCandidate)),
        (texts(good, good), .none(.severalRecords(2))),
        // One that cannot be read counts all the same: nobody can tell which one was meant.
        (texts(good, "v=STSv1;"), .none(.severalRecords(2))),
        (texts("v=STSv1;"), .none(.malformed(MTASTSRecordError(.missingIdentifier, at: 8)))),
    ]

    @Test("says that there is no policy, and why, or that nobody can tell", arguments: answers)
    func findsNone(answer: TextRecordAnswer, discovery: MTASTSDiscovery) {
        #expect(MTASTSDiscovery(answer) == discovery)
    }

    @Test("finds the one record among others, which are discarded")
    func findsTheRecord() throws {
        let expected = MTASTSDiscovery.record(try MTASTSRecord(parsing: Array(Self.good.utf8)))
        #expect(MTASTSDiscovery(Self.texts(Self.good)) == expected)
        #expect(MTASTSDiscovery(Self.texts("v=spf1 -all", Self.good, "v=STSv2; id=b", "v=STSv1 id=c", "")) == expected)
    }

    @Test("asks at a name below the domain itself, if there can be one")
    func namesTheRecord() throws {
        #expect(MTASTSDiscovery.name(for: domain("example.com")) == domain("_mta-sts.example.com"))
        #expect(MTASTSDiscovery.name(for: domain("sub.example.com")) == domain("_mta-sts.sub.example.com"))
        #expect(MTASTSDiscovery.name(for: domain("xn--bcher-kva.example")) == domain("_mta-sts.xn--bcher-kva.example"))
        let label = String(repeating: "a", count: 60)
        let below = [label, label, label, label].joined(separator: ".")
        #expect(MTASTSDiscovery.name(for: domain(below + "a"))?.text.utf8.count == DomainName.maximumLength)
        #expect(MTASTSDiscovery.name(for: domain(below + "aa")) == nil)
    }

    private static func texts(_ texts: String...) -> TextRecordAnswer { .records(texts.map { Array($0.utf8) }) }
}
