import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

struct ZoneResolverTests {
    private let name = try! DomainName("a.test")

    @Test func answersAndRemembersWhatItWasAsked() async throws {
        let resolver = try ZoneResolver(parsing: "a.test 60 TXT \"x\" \"y\"\nb.test A 192.0.2.1")
        let answer = try await resolver.query(name, .txt).get()
        #expect(answer.records.map(\.data) == [.txt([Array("x".utf8), Array("y".utf8)])])
        #expect(answer.timeToLive == 60)
        #expect(!answer.isAuthenticated)
        #expect(await resolver.textRecords(at: name) == .records([Array("xy".utf8)]))
        let (other, missing) = (try DomainName("b.test"), try DomainName("c.test"))
        #expect(await resolver.textRecords(at: other) == .noRecord)
        #expect(await resolver.textRecords(at: missing) == .noSuchDomain)
        #expect(resolver.questions.count == 4)
        #expect(resolver.questions.first == DNSQuestion(DNSName(name), .txt))
    }

    @Test func failsWhereItIsTold() async throws {
        let resolver = try ZoneResolver(parsing: "a.test A 192.0.2.1\na.test TXT x")
        resolver.fail(name, with: .timeout)
        resolver.fail(name, .a, with: .refused)
        #expect(await resolver.query(name, .a) == .failure(.refused))
        #expect(await resolver.query(name, .txt) == .failure(.timeout))
        resolver.fail(name, with: nil)
        #expect(await resolver.textRecords(at: name) == .records([Array("x".utf8)]))
        resolver.fail(name, .txt, with: .serverFailure)
        let failure = TextRecordAnswer.temporaryFailure(DNSFailure.serverFailure.description)
        #expect(await resolver.textRecords(at: name) == failure)
    }

    @Test func changesItsZone() async throws {
        let resolver = ZoneResolver(Zone([]), isAuthenticated: true)
        let denial = DNSDenial(canonicalName: DNSName(name), isAuthenticated: true)
        #expect(await resolver.query(name, .a) == .failure(.noSuchDomain(denial)))
        resolver.replace(with: try Zone(parsing: "a.test A 192.0.2.1"))
        let answer = try await resolver.query(name, .a).get()
        #expect(answer.isAuthenticated)
    }
}
