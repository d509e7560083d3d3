import MailAddressing
import Testing

@testable import MailForwarding

@Suite struct ExpectedRecordFormsTests {
    @Test func aLineOfAZoneFileHasAbsoluteNames() throws {
        let plan = try DomainRecordFixture.plan()
        let lines = plan.records.map(\.zoneFileLine)
        #expect(lines.first == "example.test. 3600 IN MX 10 mail.example.net.")
        #expect(lines.dropFirst().first == "example.test. 3600 IN TXT \"v=spf1 mx ~all\"")
    }

    @Test func everyTextIsReadBackFromItsLine() throws {
        for record in try DomainRecordFixture.plan().records where record.type == .txt {
            let strings = try #require(DomainRecordFixture.strings(ofZoneLine: record.zoneFileLine))
            #expect(strings == record.strings.map { Array($0.utf8) })
            #expect(strings.flatMap(\.self) == Array(record.value.utf8))
            #expect(record.zoneFileLine.hasPrefix("\(record.name). 3600 IN TXT \""))
        }
    }

    @Test func aLongKeyIsCutIntoPieces() throws {
        let plan = try DomainRecordFixture.plan()
        let record = try DomainRecordFixture.record(.signingKey(selector: "s1"), of: plan)
        #expect(record.value.utf8.count == 754)
        #expect(record.strings.map(\.utf8.count) == [255, 255, 244])
        #expect(record.strings.joined() == record.value)
        let host = try #require(plan.records.first)
        #expect(host.strings == ["10 mail.example.net"])
    }

    @Test(arguments: [
        (1, [1]), (254, [254]), (255, [255]), (256, [255, 1]), (510, [255, 255]), (511, [255, 255, 1]),
    ])
    func piecesAreAsLongAsTheyMayBe(_ length: Int, _ pieces: [Int]) throws {
        let record = try Self.record(String(repeating: "a", count: length))
        #expect(record.strings.map(\.utf8.count) == pieces)
    }

    /// No plan has such values; the form holds all the same.
    @Test(arguments: [
        ("a\"b", "\"a\\\"b\""), ("a\\b", "\"a\\\\b\""), ("\" \"", "\"\\\" \\\"\""), ("a\0b", "\"a\\000b\""),
        ("a\r\nb", "\"a\\013\\010b\""), ("\u{E9}", "\"\\195\\169\""), ("; (", "\"; (\""), ("\\\"", "\"\\\\\\\"\""),
    ])
    func nothingLeavesItsQuotes(_ value: String, _ data: String) throws {
        let record = try Self.record(value)
        #expect(record.zoneFileLine == "example.test. 3600 IN TXT \(data)")
        #expect(DomainRecordFixture.strings(ofZoneLine: record.zoneFileLine) == [Array(value.utf8)])
    }

    private static func record(_ value: String) throws -> ExpectedRecord {
        try ExpectedRecord(purpose: .senderPolicy, name: DomainName("example.test"), type: .txt, value: value)
    }
}
