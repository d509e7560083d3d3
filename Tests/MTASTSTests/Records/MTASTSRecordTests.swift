import MTASTS
import TestSupport
import Testing

/// TXT records as octets.
struct MTASTSRecordTests {
    private static let longest = String(repeating: "a", count: 32)

    private static let valid: [(String, String)] = [
        ("v=STSv1; id=20160831085700Z;", "20160831085700Z"),
        ("v=STSv1;id=a", "a"),
        ("v=STSv1;id=a;", "a"),
        ("v=STSv1; \t id=A1 \t ; \t ", "A1"),
        ("v=STSv1; id=\(longest)", longest),
        ("v=STSv1; more=1; id=b; x=y", "b"),
        ("v=STSv1; \(longest)=1; id=b", "b"),
        ("v=STSv1; a.b-c_d=!\"#$%&'()*+,-./:<>?@[]^_`{|}~; id=b", "b"),
        // The first one counts; the others only have to be fields.
        ("v=STSv1; id=a; id=b", "a"),
        ("v=STSv1; id=a; id=no-id", "a"),
        ("v=STSv1; ID=x; id=a; Id=y", "a"),
    ]

    @Test("reads records, and of several ids the first", arguments: valid)
    func readsRecords(text: String, id: String) throws {
        #expect(try MTASTSRecord(parsing: Array(text.utf8)).id == id)
    }

    private static let invalid: [(String, MTASTSRecordError)] = [
        ("", MTASTSRecordError(.otherVersion, at: 0)),
        ("v=STSv1", MTASTSRecordError(.otherVersion, at: 0)),
        ("v=STSv1 ; id=a", MTASTSRecordError(.otherVersion, at: 0)),
        (" v=STSv1; id=a", MTASTSRecordError(.otherVersion, at: 0)),
        ("V=STSv1; id=a", MTASTSRecordError(.otherVersion, at: 0)),
        ("v=stsv1; id=a", MTASTSRecordError(.otherVersion, at: 0)),
        ("v=STSv2; id=a", MTASTSRecordError(.otherVersion, at: 0)),
        ("id=a; v=STSv1;", MTASTSRecordError(.otherVersion, at: 0)),
        ("v=STSv1;", MTASTSRecordError(.missingIdentifier, at: 8)),
        ("v=STSv1; ID=a", MTASTSRecordError(.missingIdentifier, at: 13)),
        ("v=STSv1; id=\(longest)a", MTASTSRecordError(.malformedIdentifier, at: 12)),
        ("v=STSv1; id=a.b", MTASTSRecordError(.malformedIdentifier, at: 12)),
        ("v=STSv1; id=", MTASTSRecordError(.malformedField, at: 9)),
        ("v=STSv1; id", MTASTSRecordError(.malformedField, at: 9)),
        ("v=STSv1; id =a", MTASTSRecordError(.malformedField, at: 9)),
        ("v=STSv1; id= a", MTASTSRecordError(.malformedField, at: 9)),
        ("v=STSv1; id=a b", MTASTSRecordError(.malformedField, at: 14)),
        ("v=STSv1; id=a ", MTASTSRecordError(.malformedField, at: 14)),
        ("v=STSv1; id=a;;", MTASTSRecordError(.malformedField, at: 14)),
        ("v=STSv1;;id=a", MTASTSRecordError(.malformedField, at: 8)),
        ("v=STSv1; id=a; x==", MTASTSRecordError(.malformedField, at: 15)),
        ("v=STSv1; id=a; x=1=2", MTASTSRecordError(.malformedField, at: 18)),
        ("v=STSv1; id=a; _x=1", MTASTSRecordError(.malformedField, at: 15)),
        ("v=STSv1; id=a; \(longest)a=1", MTASTSRecordError(.malformedField, at: 15)),
        ("v=STSv1; id=a\n", MTASTSRecordError(.malformedField, at: 13)),
        ("v=STSv1; id=a; x=\u{E9}", MTASTSRecordError(.malformedField, at: 15)),
        ("v=STSv1; id=a\0", MTASTSRecordError(.malformedField, at: 13)),
    ]

    @Test("says what is wrong with a record, and where", arguments: invalid)
    func saysWhatIsWrong(text: String, error: MTASTSRecordError) {
        #expect(throws: error) { try MTASTSRecord(parsing: Array(text.utf8)) }
    }

    @Test("an identifier that no record can have makes none", arguments: ["", "a-b", "\u{E9}", "a ", "a\n"])
    func refusesIdentifiers(id: String) throws {
        let error = MTASTSRecordError(.malformedIdentifier, at: 0)
        #expect(throws: error) { try MTASTSRecord(id: id) }
        #expect(throws: error) { try MTASTSRecord(id: String(repeating: "a", count: 33)) }
        #expect(try MTASTSRecord(id: "20260101T1") == MTASTSRecord(parsing: Array("v=STSv1; id=20260101T1;".utf8)))
    }

    @Test("answers any octets with a record or an error within them", arguments: UInt64(1)...8)
    func takesAnyOctets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["v=STSv1", ";", "; ", "id=", "=", "a", "Z9", " ", "\t", "-", "x=1", "\0", "\u{E9}", longPiece]
        for _ in 0..<4_000 {
            var octets = Bool.random(using: &generator) ? Array("v=STSv1;".utf8) : []
            for _ in 0..<Int.random(in: 0...8, using: &generator) {
                octets += Array(pieces.randomElement(using: &generator)!.utf8)
            }
            do throws(MTASTSRecordError) {
                let record = try MTASTSRecord(parsing: octets)
                #expect((1...32).contains(record.id.utf8.count))
                #expect(record.id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
            } catch {
                #expect((0...octets.count).contains(error.offset), "\(octets)")
            }
        }
    }

    private let longPiece = String(repeating: "b", count: 33)
}
