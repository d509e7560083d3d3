import MXResolver
import MailAddressing
import Testing

/// TLSA records, and policies made of them.
struct TLSARecordTests {
    @Test("a record is taken from the data of the DNS and written as a zone file has it")
    func texts() throws {
        let data = DNSRecordData.tlsa(usage: 3, selector: 1, matching: 1, association: [0x00, 0x9F, 0xA0, 0xFF])
        let record = try #require(TLSARecord(data))
        #expect(record == TLSARecord(usage: 3, selector: 1, matching: 1, association: [0, 159, 160, 255]))
        #expect("\(record)" == "3 1 1 009fa0ff")
        #expect("\(TLSARecord(usage: 255, selector: 0, matching: 9, association: []))" == "255 0 9 ")
        #expect(TLSARecord(.txt([[0x33]])) == nil)
        #expect(TLSARecord(.other(.tlsa, [3, 1, 1])) == nil)
        let whole = try DANEVectors.record("3 0 0 leaf")
        #expect("\(whole)".utf8.count == 6 + 2 * whole.association.count)
    }

    @Test(
        "a record says why it cannot be used",
        arguments: [
            ("3 1 1 leaf", nil), ("2 0 0 root", nil), ("2 1 0 root", nil), ("3 1 0 leaf-ed25519", nil),
            ("0 1 1 leaf", .usage), ("1 0 0 leaf", .usage), ("4 9 9 leaf", .usage), ("3 2 9 leaf", .selector),
            ("2 0 3 leaf", .matching), ("3 1 1 leaf~", .digestLength), ("3 0 2 leaf+", .digestLength),
            ("3 0 0 leaf~", .unreadable), ("2 1 0 root+", .unreadable), ("2 1 0 root0", .unreadable),
        ] as [(String, TLSARecord.Unusability?)])
    func unusability(text: String, expected: TLSARecord.Unusability?) throws {
        let record = try DANEVectors.record(text)
        #expect(record.unusability == expected)
        #expect(record.isUsable == (expected == nil))
        #expect(expected.map { "\($0)".hasPrefix("its ") } ?? true)
    }

    @Test("a policy has each usable record once, in an order of its own")
    func policies() throws {
        let base = try DomainName("mx.example.test")
        let texts = ["2 1 1 root", "3 1 2 leaf", "1 1 1 leaf", "3 1 1 leaf", "2 1 1 root", "3 0 1 leaf", "3 1 1 leaf~"]
        let policy = try #require(DANEPolicy(base: base, records: try texts.map(DANEVectors.record)))
        #expect(
            try policy.records
                == ["3 0 1 leaf", "3 1 1 leaf", "3 1 2 leaf", "2 1 1 root"].map(DANEVectors.record))
        #expect(try policy.leftOut == ["3 1 1 leaf~", "1 1 1 leaf"].map(DANEVectors.record))
        #expect(policy.referenceNames == [base])
        #expect(policy.hasTrustAnchors)
        #expect(DANEPolicy(base: base, records: []) == nil)
        #expect(try DANEPolicy(base: base, records: [DANEVectors.record("0 0 1 root")]) == nil)
        let names = try ["b.test", "mx.example.test", "a.test", "b.test"].map { try DomainName($0) }
        let named = try #require(
            DANEPolicy(base: base, records: [try DANEVectors.record("3 1 1 leaf")], referenceNames: names))
        #expect(named.referenceNames.map(\.text) == ["mx.example.test", "b.test", "a.test"])
        #expect(!named.hasTrustAnchors)
    }

    @Test("a policy is bounded, whatever the DNS has")
    func bounds() throws {
        let base = try DomainName("mx.example.test")
        let many = (0..<2_000).map { number in
            let digest = [UInt8(number / 256), UInt8(number % 256)] + [UInt8](repeating: 0, count: 30)
            return TLSARecord(usage: 2, selector: 1, matching: 1, association: digest)
        }
        let policy = try #require(DANEPolicy(base: base, records: many + [try DANEVectors.record("3 1 1 leaf")]))
        #expect(policy.records.count == DANEPolicy.maximumRecords)
        #expect(try policy.records.first == DANEVectors.record("3 1 1 leaf"))
        #expect(policy.leftOut.isEmpty)
        let useless = many.map { TLSARecord(usage: 1, selector: 1, matching: 1, association: $0.association) }
        let mixed = try #require(DANEPolicy(base: base, records: useless + many))
        #expect(mixed.records == Array(many.prefix(DANEPolicy.maximumRecords)))
        #expect(mixed.leftOut == Array(useless.prefix(DANEPolicy.maximumRecords)))
    }
}
