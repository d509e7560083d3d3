import MXResolver
import MailAddressing
import Testing

/// What the octets of an answer mean for the question.
struct DNSAnswerTests {
    private let recursive: DNSMessage.Flags = [.response, .recursionAvailable]
    private let address = DNSRecordData.address(IPAddress("192.0.2.1")!)

    private func record(_ name: String, _ data: DNSRecordData, timeToLive: UInt32 = 300) -> DNSRecord {
        DNSRecord(name: dnsName(name), timeToLive: timeToLive, data: data)
    }

    private func authority(minimum: UInt32) -> DNSRecord {
        let data = StartOfAuthority(
            primary: .root, responsible: .root, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: minimum)
        return record("example", .soa(data))
    }

    private func result(
        _ message: DNSMessage, of name: String = "a.example", trusted: Bool = false
    ) throws -> Result<DNSAnswer, DNSFailure> {
        let octets = try #require(message.serialized())
        return DNSAnswer.result(parsing: octets.span, of: domain(name), .a, trustsAuthenticated: trusted)
    }

    @Test func followsAliases() throws {
        let message = DNSMessage(
            flags: recursive,
            answers: [
                record("c.example", address, timeToLive: 50), record("b.example", .cname(dnsName("c.example"))),
                record("a.example", .cname(dnsName("b.example")), timeToLive: 40), record("other.example", address),
            ])
        let answer = try result(message).get()
        #expect(answer.canonicalName == dnsName("c.example"))
        #expect(answer.records.count == 1)
        #expect(answer.aliases.map(\.name.text) == ["a.example", "b.example"])
        #expect(answer.timeToLive == 40)
    }

    @Test func givesUpOnAliasesInCircles() throws {
        let answers = [
            record("a.example", .cname(dnsName("b.example"))), record("b.example", .cname(dnsName("a.example"))),
        ]
        let failure = try result(DNSMessage(flags: recursive, answers: answers)).failure
        #expect(failure == .malformed(DNSMessageError(.aliasChain, at: 0)))
    }

    @Test func tellsDenialsApart() throws {
        let nothing = DNSMessage(flags: recursive, authority: [authority(minimum: 60)])
        let name = dnsName("a.example")
        #expect(try result(nothing).failure == .noData(DNSDenial(canonicalName: name, timeToLive: 60)))
        var missing = nothing
        missing.responseCode = .noSuchDomain
        #expect(try result(missing).failure == .noSuchDomain(DNSDenial(canonicalName: name, timeToLive: 60)))
        missing.authority = []
        #expect(try result(missing).failure == .noSuchDomain(DNSDenial(canonicalName: name)))
        missing.answers = [record("a.example", .cname(dnsName("gone.example")))]
        let target = DNSDenial(canonicalName: dnsName("gone.example"))
        #expect(try result(missing).failure == .noSuchDomain(target))
    }

    @Test func takesNoDenialFromAServerThatDoesNotKnow() throws {
        #expect(try result(DNSMessage(flags: .response)).failure == .refused)
        let authoritative = DNSMessage(flags: [.response, .authoritative])
        #expect(try result(authoritative).failure?.denial != nil)
    }

    @Test func keepsFailuresApart() throws {
        let codes: [(DNSResponseCode, DNSFailure)] = [
            (.serverFailure, .serverFailure), (.refused, .refused),
            (.formatError, .unexpectedResponse(.formatError)), (.notImplemented, .unexpectedResponse(.notImplemented)),
        ]
        for (code, failure) in codes {
            let message = DNSMessage(flags: recursive, responseCode: code, answers: [record("a.example", address)])
            #expect(try result(message).failure == failure)
            #expect(failure.isTemporary)
        }
        let query = DNSMessage(flags: .recursionAvailable)
        #expect(try result(query).failure == .malformed(DNSMessageError(.notAnAnswer, at: 2)))
        let cut = DNSMessage(flags: [.response, .recursionAvailable, .truncated])
        #expect(try result(cut).failure == .malformed(DNSMessageError(.cutOff, at: 2)))
    }

    @Test func believesTheFlagOfATrustedResolverOnly() throws {
        var message = DNSMessage(flags: [.response, .recursionAvailable, .authenticated])
        #expect(try result(message, trusted: true).failure?.denial?.isAuthenticated == true)
        #expect(try result(message, trusted: false).failure?.denial?.isAuthenticated == false)
        message.answers = [record("a.example", address)]
        #expect(try result(message, trusted: true).get().isAuthenticated)
        #expect(try !result(message, trusted: false).get().isAuthenticated)
    }

    @Test func becomesText() {
        let strings = DNSRecordData.txt([Array("v=DKIM1; ".utf8), Array("p=".utf8)])
        let answer = DNSAnswer(records: [record("a.example", strings)], canonicalName: dnsName("a.example"))
        #expect(TextRecordAnswer(.success(answer)) == .records([Array("v=DKIM1; p=".utf8)]))
        #expect(TextRecordAnswer(.failure(.noSuchDomain())) == .noSuchDomain)
        #expect(TextRecordAnswer(.failure(.noData())) == .noRecord)
        let failures: [DNSFailure] = [
            .refused, .serverFailure, .unexpectedResponse(.formatError), .timeout, .unreachable, .cancelled,
        ]
        for failure in failures {
            #expect(TextRecordAnswer(.failure(failure)) == .temporaryFailure(failure.description))
        }
        let malformed = DNSFailure.malformed(DNSMessageError(.unexpectedEnd, at: 3))
        #expect(TextRecordAnswer(.failure(malformed)) == .temporaryFailure(malformed.description))
    }
}
