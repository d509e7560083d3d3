import MailAddressing
import MailForwarding
import Testing

@Suite struct AuthorPolicyTests {
    @Test(arguments: [
        ("v=DMARC1; p=reject; adkim=s", true), ("v=DMARC1; p=reject; adkim=S ; sp=none", true),
        ("v=DMARC1; p=reject; adkim=r", false), ("v=DMARC1; p=reject", false), ("adkim=s", false), ("", false),
    ])
    func onlyStrictAlignmentWantsTheAuthorsOwnSignature(_ record: String, _ isExact: Bool) {
        #expect(AuthorPolicy.wantsExactSignatures(records: [Array(record.utf8)]) == isExact)
        // Of several records none counts.
        let twice = [Array("v=DMARC1; p=none".utf8), Array(record.utf8)]
        #expect(!AuthorPolicy.wantsExactSignatures(records: twice) || !record.hasPrefix("v=DMARC1"))
    }

    @Test func theStricterPolicyIsTheOneThatRefusesMore() {
        let inOrder: [AuthorPolicy] = [.none, .monitoring, .quarantine, .reject]
        for (index, weaker) in inOrder.enumerated() {
            for stricter in inOrder[index...] {
                #expect(weaker.orStricter(stricter) == stricter)
                #expect(stricter.orStricter(weaker) == stricter)
            }
        }
        #expect(AuthorPolicy.reject.orStricter(.unknown) == .reject)
    }

    @Test func theNamesAboveADomainAreAskedAndTopLevelDomainsAreNot() throws {
        let names = AuthorPolicy.recordNames(for: try DomainName("a.b.example.com"))
        #expect(
            names.map(\.text) == [
                "_dmarc.a.b.example.com", "_dmarc.b.example.com", "_dmarc.example.com",
            ])
    }
}
