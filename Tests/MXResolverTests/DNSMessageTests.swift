import MXResolver
import MailAddressing
import TestSupport
import Testing

/// The reader: whole messages, every truncation, hostile pointers, and octets at random.
struct DNSMessageTests {
    private static let header: [UInt8] = [0x12, 0x34, 0x81, 0xA0, 0, 1, 0, 1, 0, 0, 0, 2]
    private static let question: [UInt8] = [7] + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 15, 0, 1]
    /// An answer that points to the question's name, at 12, and has a name with a pointer in its data, at 43.
    private static let answer: [UInt8] =
        [0xC0, 12, 0, 15, 0, 1, 0, 0, 1, 44, 0, 8, 0, 10, 3] + Array("mx1".utf8) + [0xC0, 12]
    private static let glue: [UInt8] = [0xC0, 43, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 25]
    private static let option: [UInt8] = [0, 0, 41, 4, 0xD0, 0, 0, 0x80, 0, 0, 0]
    private static let whole = header + question + answer + glue + option

    @Test func readsAWholeMessage() throws {
        let message = try DNSMessage(parsing: Self.whole.span)
        #expect(message.identifier == 0x1234)
        #expect(message.flags == [.response, .recursionDesired, .recursionAvailable, .authenticated])
        #expect(message.responseCode == .noError)
        #expect(message.question == DNSQuestion(dnsName("example.com"), .mx))
        let exchange = DNSRecordData.mx(preference: 10, exchange: dnsName("mx1.example.com"))
        #expect(message.answers == [DNSRecord(name: dnsName("example.com"), timeToLive: 300, data: exchange)])
        let address = DNSRecordData.address(IPAddress("192.0.2.25")!)
        #expect(message.additional == [DNSRecord(name: dnsName("mx1.example.com"), timeToLive: 60, data: address)])
        #expect(message.extended == ExtendedDNS(payloadSize: 1_232, wantsSignatures: true))
    }

    @Test func refusesEveryTruncation() {
        for count in 0..<Self.whole.count {
            let part = Array(Self.whole.prefix(count))
            #expect(throws: DNSMessageError.self, "\(count) octets") { try DNSMessage(parsing: part.span) }
        }
    }

    @Test func ignoresWhatFollows() throws {
        let more = Self.whole + [1, 2, 3]
        let message = try DNSMessage(parsing: more.span)
        let whole = try DNSMessage(parsing: Self.whole.span)
        #expect(message == whole)
    }

    /// A message whose question has a name of these octets, which begin at 12.
    private func problem(ofName name: [UInt8]) -> DNSMessageError? {
        let octets: [UInt8] = [0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 1, 0, 1]
        do {
            _ = try DNSMessage(parsing: octets.span)
            return nil
        } catch {
            return error
        }
    }

    @Test func refusesPointersThatDoNotLeadBack() {
        #expect(problem(ofName: [0xC0, 12]) == DNSMessageError(.pointer, at: 12))
        #expect(problem(ofName: [0xC0, 14, 0]) == DNSMessageError(.pointer, at: 12))
        #expect(problem(ofName: [1, 0x61, 0xC0, 12]) == DNSMessageError(.pointer, at: 14))
        #expect(problem(ofName: [1, 0x61, 0xC0, 14]) == DNSMessageError(.pointer, at: 14))
        #expect(problem(ofName: [0x40, 0]) == DNSMessageError(.labelKind, at: 12))
        #expect(problem(ofName: [0x80, 0]) == DNSMessageError(.labelKind, at: 12))
    }

    @Test func boundsTheLengthOfNames() {
        let label: [UInt8] = [63] + [UInt8](repeating: 0x61, count: 63)
        let longest = label + label + label + [61] + [UInt8](repeating: 0x61, count: 61) + [0]
        #expect(longest.count == 255)
        #expect(problem(ofName: longest) == nil)
        let tooLong = label + label + label + [62] + [UInt8](repeating: 0x61, count: 62) + [0]
        #expect(problem(ofName: tooLong)?.problem == .nameTooLong)
    }

    /// Two records: the data of the first are a root name and pointers, each to the one before it, and the name of the
    /// second points to the last of them.
    private func message(pointers: Int) -> [UInt8] {
        let header: [UInt8] = [0, 0, 0x80, 0, 0, 0, 0, 2, 0, 0, 0, 0]
        let length = 1 + 2 * pointers
        let unknownType: [UInt8] = [0, 0xFF, 0, 0, 1, 0, 0, 0, 0, UInt8(length >> 8), UInt8(length & 0xFF)]
        var octets = header + unknownType + [0]
        var target = octets.count - 1
        for _ in 0..<pointers {
            let place = octets.count
            octets += [0xC0 | UInt8(target >> 8), UInt8(target & 0xFF)]
            target = place
        }
        return octets + [0xC0 | UInt8(target >> 8), UInt8(target & 0xFF), 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]
    }

    @Test func boundsTheNumberOfPointers() throws {
        let some = message(pointers: 100)
        let read = try DNSMessage(parsing: some.span)
        #expect(read.answers.last?.name == .root)
        let many = message(pointers: 200)
        let error = #expect(throws: DNSMessageError.self) { try DNSMessage(parsing: many.span) }
        #expect(error?.problem == .pointer)
    }

    @Test func refusesDataOfTheWrongLength() {
        var octets = Self.whole
        let length = 12 + Self.question.count + 11
        for wrong in [0, 1, 3, 7, 9] as [UInt8] {
            octets[length] = wrong
            let changed = octets
            #expect(throws: DNSMessageError.self, "\(wrong) octets") { try DNSMessage(parsing: changed.span) }
        }
    }

    @Test func readsWhatItWrites() throws {
        let name = dnsName("a.example")
        let authority = StartOfAuthority(
            primary: dnsName("ns.example"), responsible: dnsName(#"a\.b.example"#), serial: 1, refresh: 2, retry: 3,
            expire: 4, minimum: 5)
        let data: [DNSRecordData] = [
            .address(IPAddress("192.0.2.1")!), .address(IPAddress("2001:db8::1")!),
            .mx(preference: 0, exchange: .root), .txt([Array("one".utf8), [], [0, 255]]), .cname(name), .ns(name),
            .ptr(name), .soa(authority), .srv(priority: 1, weight: 2, port: 3, target: name),
            .tlsa(usage: 3, selector: 1, matching: 1, association: [1, 2, 3]),
            .caa(flags: 128, tag: Array("issue".utf8), value: Array(";".utf8)),
            .other(DNSRecordType(rawValue: 65_280), [9, 8, 7]),
        ]
        let records = data.map { DNSRecord(name: name, timeToLive: 7, data: $0) }
        let message = DNSMessage(
            identifier: 9, flags: [.response, .authoritative], operationCode: 2,
            responseCode: DNSResponseCode(rawValue: 0x123), question: DNSQuestion(name, .txt), answers: records,
            authority: records, additional: records, extended: ExtendedDNS(payloadSize: 600, version: 1))
        let octets = try #require(message.serialized())
        let again = try DNSMessage(parsing: octets.span)
        #expect(again == message)
    }

    @Test func writesNothingThatDoesNotFit() {
        let long = DNSRecordData.other(DNSRecordType(rawValue: 65_280), [UInt8](repeating: 0, count: 40_000))
        let record = DNSRecord(name: .root, timeToLive: 0, data: long)
        #expect(DNSMessage(answers: [record]).serialized() != nil)
        #expect(DNSMessage(answers: [record, record]).serialized() == nil)
        let text = DNSRecord(name: .root, timeToLive: 0, data: .txt([[UInt8](repeating: 0, count: 256)]))
        #expect(DNSMessage(answers: [text]).serialized() == nil)
    }

    @Test func takesAnyOctets() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            var octets = (0..<Int.random(in: 0..<160, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            // Small numbers of records let the reader get further than a first wild number would.
            for place in [4, 6, 8, 10] where place < octets.count { octets[place] = 0 }
            for place in [5, 7, 9, 11] where place < octets.count { octets[place] &= 1 }
            try check(octets)
        }
    }

    @Test func takesAnyChangeOfAMessage() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            var octets = Self.whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<octets.count, using: &generator)
                octets[place] = UInt8.random(in: 0...255, using: &generator)
            }
            try check(octets)
        }
    }

    /// Octets are a message, which can be written and read again, or an error.
    private func check(_ octets: [UInt8]) throws {
        guard let message = try? DNSMessage(parsing: octets.span) else { return }
        let written = try #require(message.serialized())
        let again = try DNSMessage(parsing: written.span)
        #expect(again == message)
    }
}
