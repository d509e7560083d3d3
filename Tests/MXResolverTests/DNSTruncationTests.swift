import MXResolver
import MailAddressing
import Testing

/// Answers of every type of record, whole, cut everywhere, and with each of their octets changed.
@Suite("Answers of every type")
struct DNSTruncationTests {
    @Test("say the same written by hand, with compression, and by ourselves", arguments: RecordedAnswer.all)
    func reading(_ answer: RecordedAnswer) throws {
        for octets in try answer.forms {
            let message = try DNSMessage(parsing: octets.span)
            #expect(message == answer.message)
        }
    }

    @Test("are never taken for whole when they are cut", arguments: RecordedAnswer.all)
    func truncation(_ answer: RecordedAnswer) throws {
        let question = try #require(answer.message.question)
        let name = try #require(question.name.domain)
        for octets in try answer.forms {
            for count in octets.indices {
                let part = Array(octets.prefix(count))
                let cut = DNSMessageError(.unexpectedEnd, at: count)
                #expect(throws: cut, "\(count) octets") { try DNSMessage(parsing: part.span) }
                let result = DNSAnswer.result(parsing: part.span, of: name, question.type, trustsAuthenticated: true)
                #expect(result == .failure(.malformed(cut)), "\(count) octets")
            }
        }
    }

    @Test("with any octet of those by hand changed are a message or an error", arguments: RecordedAnswer.all)
    func change(_ answer: RecordedAnswer) {
        for place in answer.octets.indices {
            for value in UInt8.min...UInt8.max where value != answer.octets[place] {
                var changed = answer.octets
                changed[place] = value
                guard let problem = problem(of: changed) else { continue }
                Issue.record("octet \(place) is \(value): \(problem)")
            }
        }
    }

    /// What is wrong with what the reader makes of octets, or nil.
    private func problem(of octets: [UInt8]) -> String? {
        let message: DNSMessage
        do {
            message = try DNSMessage(parsing: octets.span)
        } catch {
            return (0...octets.count).contains(error.offset) ? nil : "an error beyond the octets, \(error)"
        }
        guard let written = message.serialized() else { return "cannot be written" }
        return (try? DNSMessage(parsing: written.span)) == message ? nil : "is another when it is written"
    }
}

/// An answer by hand, with the compression that servers use, and what it says.
struct RecordedAnswer: CustomStringConvertible, Sendable {
    let description: String
    let octets: [UInt8]
    let message: DNSMessage

    /// The octets by hand, and those that are written without compression.
    var forms: [[UInt8]] {
        get throws { [octets, try #require(message.serialized())] }
    }

    /// An answer to a question for `mail.example`, which stands at 12, and `example` in it at 17; the data of the first
    /// record begin at 42.
    init(
        _ description: String, _ type: DNSRecordType, _ answers: [(octets: [UInt8], data: DNSRecordData)],
        authority: (octets: [UInt8], data: DNSRecordData)? = nil, responseCode: DNSResponseCode = .noError,
        extended: ExtendedDNS? = nil, option: [UInt8] = []
    ) {
        func record(_ octets: [UInt8], _ type: DNSRecordType) -> [UInt8] {
            [0xC0, 12] + Self.number(Int(type.rawValue)) + [0, 1, 0, 0, 1, 44] + Self.number(octets.count) + octets
        }
        let authorities = [authority].compactMap { $0 }
        let header: [UInt8] = [
            0x12, 0x34, 0x81, 0xA0 | UInt8(responseCode.rawValue & 15), 0, 1, 0, UInt8(answers.count),
            0, UInt8(authorities.count), 0, extended == nil ? 0 : 1,
        ]
        let question = Self.name("mail") + Self.name("example") + [0] + Self.number(Int(type.rawValue)) + [0, 1]
        let records = (answers + authorities).flatMap { record($0.octets, $0.data.type) }
        func meaning(_ record: (octets: [UInt8], data: DNSRecordData)) -> DNSRecord {
            DNSRecord(name: dnsName("mail.example"), timeToLive: 300, data: record.data)
        }
        self.description = description
        octets = header + question + records + option
        message = DNSMessage(
            identifier: 0x1234, flags: [.response, .recursionDesired, .recursionAvailable, .authenticated],
            responseCode: responseCode, question: DNSQuestion(dnsName("mail.example"), type),
            answers: answers.map(meaning), authority: authorities.map(meaning), extended: extended)
    }

    private static func number(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    /// A label or a character string.
    private static func name(_ text: String) -> [UInt8] {
        [UInt8(truncatingIfNeeded: text.utf8.count)] + Array(text.utf8)
    }

    private static func address(_ octets: [UInt8]) -> (octets: [UInt8], data: DNSRecordData) {
        (octets, IPAddress(octets: octets).map(DNSRecordData.address) ?? .other(.a, octets))
    }

    private static let authority = (
        octets: name("ns") + [0xC0, 17] + name("a.b") + [0xC0, 17, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]
            + [0, 0, 0, 5],
        data: DNSRecordData.soa(
            StartOfAuthority(
                primary: dnsName("ns.example"), responsible: dnsName(#"a\.b.example"#), serial: 1, refresh: 2,
                retry: 3, expire: 4, minimum: 5))
    )

    static let all = [
        RecordedAnswer("A", .a, [address([192, 0, 2, 1]), address([192, 0, 2, 2])]),
        RecordedAnswer("AAAA", .aaaa, [address([0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1])]),
        RecordedAnswer(
            "AAAA that holds an IPv4 address", .aaaa,
            [address([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 1])]),
        RecordedAnswer(
            "MX", .mx,
            [
                ([0, 10] + name("mx1") + [0xC0, 17], .mx(preference: 10, exchange: dnsName("mx1.example"))),
                ([1, 0] + name("mx2") + [0xC0, 44 + 4], .mx(preference: 256, exchange: dnsName("mx2.example"))),
            ]),
        RecordedAnswer("null MX", .mx, [([0, 0, 0], .mx(preference: 0, exchange: .root))]),
        RecordedAnswer(
            "TXT", .txt,
            [
                (name("v=spf1 -all") + [0] + [2, 0, 255], .txt([Array("v=spf1 -all".utf8), [], [0, 255]])),
                ([], .txt([])),
            ]),
        RecordedAnswer("CNAME", .cname, [(name("www") + [0xC0, 17], .cname(dnsName("www.example")))]),
        RecordedAnswer(
            "A beside a CNAME", .a,
            [(name("www") + [0xC0, 17], .cname(dnsName("www.example"))), address([192, 0, 2, 1])]),
        RecordedAnswer("NS", .ns, [(name("NS") + [0xC0, 17], .ns(dnsName("ns.example")))]),
        RecordedAnswer("PTR", .ptr, [([0xC0, 12], .ptr(dnsName("mail.example")))]),
        RecordedAnswer("SOA", .soa, [authority]),
        RecordedAnswer(
            "SRV", .srv,
            [
                (
                    [0, 1, 0, 2, 2, 75] + name("mx") + [0xC0, 12],
                    .srv(priority: 1, weight: 2, port: 587, target: dnsName("mx.mail.example"))
                ), ([0, 0, 0, 0, 0, 0, 0], .srv(priority: 0, weight: 0, port: 0, target: .root)),
            ]),
        RecordedAnswer(
            "TLSA", .tlsa,
            [
                (
                    [3, 1, 1] + Array(0..<32),
                    .tlsa(usage: 3, selector: 1, matching: 1, association: Array(0..<32))
                ), ([2, 0, 0], .tlsa(usage: 2, selector: 0, matching: 0, association: [])),
            ]),
        RecordedAnswer(
            "CAA", .caa,
            [
                (
                    [128] + name("issue") + Array("ca.example".utf8),
                    .caa(flags: 128, tag: Array("issue".utf8), value: Array("ca.example".utf8))
                ), ([0, 0], .caa(flags: 0, tag: [], value: [])),
            ]),
        RecordedAnswer(
            "unknown type", DNSRecordType(rawValue: 65_280),
            [([1, 2, 0xFE], .other(DNSRecordType(rawValue: 65_280), [1, 2, 0xFE]))]),
        RecordedAnswer("NXDOMAIN", .mx, [], authority: authority, responseCode: .noSuchDomain),
        RecordedAnswer(
            "NODATA with an OPT record", .aaaa, [], authority: authority,
            extended: ExtendedDNS(payloadSize: 1_232, wantsSignatures: true),
            option: [0, 0, 41, 4, 0xD0, 0, 0, 0x80, 0, 0, 0]),
        RecordedAnswer(
            "extended response code", .mx, [], responseCode: DNSResponseCode(rawValue: 0x17),
            extended: ExtendedDNS(payloadSize: 512), option: [0, 0, 41, 2, 0, 1, 0, 0, 0, 0, 4, 0, 10, 0, 0]),
    ]
}
